import { css } from 'lit'

export const roomMoodStyle = css`
  :host(:not([hidden])) {
    display: block;
    container-type: inline-size;
    background: var(--surface);
    border-radius: 16px;
  }
  section {
    display: grid;
    /* An auto column would stay as wide as the trend was drawn, and the trend would never get smaller. */
    grid-template-columns: minmax(0, 1fr);
    gap: 1.75em;
    padding: clamp(1.1em, 4cqi, 2.5em);
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    gap: 0 1.5em;
  }
  h2 {
    min-width: 0;
    font-size: 1em;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .freshness {
    font-variant-numeric: tabular-nums;
  }
  .dot {
    display: inline-block;
    width: 0.55em;
    height: 0.55em;
    margin-right: 0.5em;
    border: 1.5px solid var(--alarm);
    border-radius: 50%;
  }
  .dot.live {
    border-color: var(--accent);
    background: var(--accent);
    animation: breathe 2.4s ease-in-out infinite;
  }
  @keyframes breathe {
    50% {
      opacity: 0.35;
    }
  }
  .said {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1.25em;
  }
  .note {
    max-width: 62ch;
  }
  .note strong {
    color: var(--ink);
  }
  .notice {
    padding: 0.9em 1.1em;
    border-left: 3px solid var(--soft);
    border-radius: 0 8px 8px 0;
    background: var(--sunken);
    overflow-wrap: anywhere;
  }
  .notice.alarm {
    border-color: var(--alarm);
  }
  .alarm-text {
    color: var(--alarm);
  }
  .alarm-text:empty {
    display: none;
  }
  .empty {
    display: grid;
    gap: 0.75em;
  }
  .empty .headline {
    font-size: clamp(1.4em, 4.5cqi, 2em);
    line-height: 1.2;
  }
  .empty summary {
    width: fit-content;
  }
  .loading {
    display: grid;
    gap: 1em;
  }
  .loading span {
    height: 2.25em;
    border-radius: 8px;
    background: var(--sunken);
  }
  .loading span:first-child {
    width: 55%;
  }
  .loading span:last-child {
    height: 8em;
  }
`
