import { css } from 'lit'

/** Fields and buttons, for the parts of the dashboard that have some. */
export const fieldStyle = css`
  form {
    display: flex;
    gap: 0.5em;
  }
  input,
  select,
  textarea {
    min-width: 0;
    padding: 0.4em 0.7em;
    border: 1px solid light-dark(#8f8a80, #6d6f76);
    border-radius: 8px;
    background: var(--surface);
    color: var(--ink);
    font: inherit;
  }
  select {
    max-width: min(22em, 60vw);
    text-overflow: ellipsis;
  }
  ::placeholder {
    color: var(--soft);
    opacity: 1;
  }
  button.primary {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--on-accent);
    font-weight: 600;
  }
  button.primary:disabled {
    opacity: 0.6;
    cursor: default;
  }
`
