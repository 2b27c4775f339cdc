import { css } from 'lit'

export const dashboardStyle = css`
  :host {
    display: grid;
    grid-template-rows: auto 1fr auto;
    gap: 1.5rem;
    max-width: 82rem;
    min-height: 100vh;
    margin: 0 auto;
    padding: clamp(0.75rem, 2.5vw, 2rem);
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.75rem 1rem;
  }
  h1 {
    display: flex;
    align-items: center;
    gap: 0.4em;
    margin-right: auto;
    font-size: 1.125rem;
    font-weight: 650;
    letter-spacing: -0.01em;
  }
  h1 svg {
    width: 1.4em;
    fill: none;
    stroke: var(--accent);
    stroke-width: 2.5;
    stroke-linecap: round;
  }
  main {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(20rem, 34%);
    align-items: start;
    gap: 1.5rem;
  }
  .token {
    grid-column: 1 / -1;
  }
  aside {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1.5rem;
  }
  .panel {
    padding: 1.25rem 1.4rem;
    border-radius: 16px;
    background: var(--surface);
  }
  .panel h2 {
    margin-bottom: 0.6rem;
    font-size: 1rem;
    font-weight: 600;
  }
  .panel pre {
    margin: 0 0 0.6rem;
  }
  .token form {
    margin-top: 0.75rem;
  }
  footer {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0.75rem;
  }
  a {
    color: inherit;
    text-underline-offset: 3px;
  }
  @media (max-width: 900px) {
    main {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`
