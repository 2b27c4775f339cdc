import { css } from 'lit'

/*
 * Every colour of the widget, light and dark. Blue against orange with a pale middle is told apart with every
 * common colour blindness; text keeps 4.5:1 on what it stands on. An embedding page may set the --room-mood-* ones.
 */
export const theme = css`
  :host {
    color-scheme: light dark;
    --surface: var(--room-mood-surface, light-dark(#ffffff, #191a1d));
    --sunken: light-dark(#f5f4f0, #222428);
    --ink: var(--room-mood-ink, light-dark(#1d1c1a, #ecebe7));
    --soft: light-dark(#5d5a54, #aaa79f);
    --line: light-dark(#e3e0d9, #34363b);
    --accent: var(--room-mood-accent, light-dark(#0a6284, #62bfe0));
    --on-accent: light-dark(#ffffff, #10222a);
    --alarm: light-dark(#a3390b, #f3a06b);
    --negative: light-dark(#b8430f, #ee8f52);
    --neutral: light-dark(#d5d0c6, #5a5b5f);
    --positive: light-dark(#0b6a8e, #58b5d8);
    --on-negative: light-dark(#ffffff, #2a1205);
    --on-neutral: light-dark(#1d1c1a, #ffffff);
    --on-positive: light-dark(#ffffff, #07212c);
    --negative-text: light-dark(#a3390b, #f3a06b);
    --neutral-text: var(--soft);
    --positive-text: light-dark(#0a6284, #7cc9e6);
    --font: var(--room-mood-font, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif);
    --mono: ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace;
    color: var(--ink);
    font-family: var(--font);
    line-height: 1.5;
  }
  :host([hidden]) {
    display: none;
  }
  :host([theme='light']) {
    color-scheme: light;
  }
  :host([theme='dark']) {
    color-scheme: dark;
  }
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
  h1,
  h2,
  h3,
  p,
  ul,
  dl,
  dd,
  figure {
    margin: 0;
    padding: 0;
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
    border-radius: 4px;
  }
  .hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .soft {
    color: var(--soft);
  }
  .small {
    font-size: 0.875em;
  }
  .negative {
    --tone: var(--negative);
    --on-tone: var(--on-negative);
    --tone-text: var(--negative-text);
  }
  .neutral {
    --tone: var(--neutral);
    --on-tone: var(--on-neutral);
    --tone-text: var(--neutral-text);
  }
  .positive {
    --tone: var(--positive);
    --on-tone: var(--on-positive);
    --tone-text: var(--positive-text);
  }
  .face,
  .mark {
    width: 1.25em;
    height: 1.25em;
    vertical-align: -0.28em;
  }
  .face {
    color: var(--tone-text, currentColor);
  }
  code,
  pre {
    font-family: var(--mono);
    font-size: 0.8125em;
  }
  pre code {
    font-size: inherit;
  }
  pre {
    margin: 0.5em 0 0;
    padding: 0.9em 1em;
    border-radius: 8px;
    background: var(--sunken);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  button,
  summary {
    cursor: pointer;
  }
  button {
    padding: 0.35em 0.8em;
    border: 1px solid var(--line);
    border-radius: 8px;
    background: none;
    color: inherit;
    font: inherit;
  }
  button:hover {
    border-color: var(--soft);
  }
  button.quiet {
    padding: 0.1em 0.3em;
    border-color: transparent;
    color: var(--soft);
  }
  button.quiet:hover {
    color: var(--ink);
    text-decoration: underline;
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    ::before,
    ::after {
      animation: none !important;
      transition: none !important;
    }
  }
`
