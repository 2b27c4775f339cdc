import { css } from 'lit'

export const messageListStyle = css`
  :host {
    display: block;
    min-width: 0;
    container-type: inline-size;
  }
  h3 {
    font-size: 1em;
    font-weight: 600;
    margin-bottom: 0.5em;
  }
  h3 span {
    font-weight: 400;
  }
  ul {
    list-style: none;
  }
  li {
    padding: 0.75em 0;
    border-top: 1px solid var(--line);
    overflow: hidden;
  }
  .text {
    white-space: pre-line;
    overflow-wrap: anywhere;
  }
  .veil {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.1em 0.6em;
  }
  .veil button {
    text-decoration: underline;
    text-underline-offset: 3px;
  }
  .said:has(> .veil:only-child) {
    padding: 0.3em 0.75em;
    border-radius: 8px;
    background: var(--sunken);
  }
  .meta {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.1em 0.9em;
    margin-top: 0.25em;
    font-variant-numeric: tabular-nums;
  }
  .kind {
    color: var(--ink);
  }
  .unsure {
    padding: 0 0.5em;
    border: 1px dashed var(--soft);
    border-radius: 99px;
  }
  .author {
    max-width: 14em;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .erase,
  .doubt {
    margin-left: auto;
  }
  .doubt {
    display: inline-flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5em;
    color: var(--ink);
  }
  .yes {
    padding: 0.1em 0.6em;
    border-color: var(--alarm);
    color: var(--alarm);
  }
  button.small {
    margin-left: -0.3em;
  }
  /* Wide enough for a line each: what was said to the left, what is known of it to the right. */
  @container (min-width: 38em) {
    .rows li {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
      align-items: baseline;
      gap: 0 2em;
    }
    .rows .meta {
      justify-content: flex-end;
      margin-top: 0;
    }
  }
`
