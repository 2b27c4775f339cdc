import { css } from 'lit'

export const roomQuestionsStyle = css`
  :host {
    display: block;
    min-width: 0;
  }
  ol {
    margin: 0.6em 0 0;
    padding: 0;
    list-style: none;
  }
  li {
    padding: 0.5em 0;
    border-top: 1px solid var(--line);
  }
  li:last-child {
    padding-bottom: 0;
  }
  .line {
    display: grid;
    grid-template-columns: var(--times) minmax(0, 1fr) 1em;
    align-items: baseline;
    width: 100%;
    padding: 0.25em 0;
    border: 0;
    border-radius: 4px;
    text-align: start;
  }
  .line::after {
    content: '';
    align-self: center;
    justify-self: end;
    width: 0.45em;
    height: 0.45em;
    border: solid var(--soft);
    border-width: 0 1.5px 1.5px 0;
    transform: translateY(-25%) rotate(45deg);
    transition: transform 0.15s;
  }
  .line[aria-expanded='true']::after {
    transform: translateY(25%) rotate(-135deg);
  }
  .line:hover .asked {
    text-decoration: underline;
    text-decoration-color: var(--soft);
    text-underline-offset: 3px;
  }
  .times {
    color: var(--soft);
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .times strong {
    color: var(--ink);
    font-size: 1.35em;
    font-weight: 650;
    letter-spacing: -0.02em;
  }
  .asked {
    overflow-wrap: anywhere;
  }
  .asked bdi {
    white-space: pre-line;
  }
  .about {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.1em 0.9em;
    margin-top: 0.1em;
    padding-left: calc(var(--times) / 0.875); /* its type is so much smaller than that of the line */
    font-variant-numeric: tabular-nums;
  }
  .mood {
    width: 7em;
  }
  .mood .bar {
    height: 0.5em;
    border-radius: 99px;
  }
  .unsure {
    padding: 0 0.5em;
    border: 1px dashed var(--soft);
    border-radius: 99px;
  }
  .opened {
    margin: 0.6em 0 0.4em var(--times);
    padding-left: 1em;
    border-left: 2px solid var(--line);
  }
  .more {
    margin: 0.4em 0 0 -0.3em;
  }
  .alarm-text {
    color: var(--alarm);
  }
  .alarm-text:empty {
    display: none;
  }
  @media (max-width: 420px) {
    .opened {
      margin-left: 0;
    }
  }
`
