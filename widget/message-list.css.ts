import { css } from 'lit'

export const messageListStyle = css`
  :host {
    display: block;
    min-width: 0;
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
  .meta {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.1em 0.9em;
    margin-top: 0.25em;
    font-variant-numeric: tabular-nums;
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
`
