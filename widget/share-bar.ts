import { css, html, type TemplateResult } from 'lit'
import { styleMap } from 'lit/directives/style-map.js'
import type { Label } from '../schemas/labelled.ts'
import type { Counts } from '../schemas/mood.ts'
import { face } from './face.ts'
import { count, order, percentage, type Share, sharesOf } from './shares.ts'

/** The bar, for the eye, and the same as a list, for everybody. */
export const shareBar = (counts: Counts): TemplateResult => html`
  ${bar(counts)}
  <ul class="shares">${sharesOf(counts).map(shareItem)}</ul>
`

/** The bar alone. What it shows is to be said beside it in words. */
export const bar = (counts: Record<Label, number>): TemplateResult => html`
  <div class="bar" aria-hidden="true">
    ${order.map(
      label =>
        html`<span class="segment ${label}" style=${styleMap({ flexGrow: String(counts[label]) })}></span>`,
    )}
  </div>
`

const shareItem = (share: Share): TemplateResult => html`
  <li class=${share.label}>
    <span class="name">${face(share.label)} ${share.label}</span>
    <span class="percent">${percentage(share)}</span>
    <span class="soft small"
      ><span class="n">${count(share.n)}</span> <span class="unit">${share.n === 1 ? 'message' : 'messages'}</span></span
    >
  </li>
`

export const barStyle = css`
  .bar {
    display: flex;
    gap: 2px;
    height: 2.25em;
    border-radius: 8px;
    overflow: hidden;
    background: var(--sunken);
  }
  .segment {
    flex: 0 1 0;
    background-color: var(--tone);
    forced-color-adjust: none;
    transition: flex-grow 0.5s ease-out;
  }
  .segment.negative {
    background-image: repeating-linear-gradient(
      -45deg,
      transparent 0 5px,
      light-dark(#ffffff38, #0000002e) 5px 7px
    );
  }
  .segment.neutral {
    background-image: radial-gradient(circle, light-dark(#8a857a, #8d8e92) 1px, transparent 1.4px);
    background-size: 8px 8px;
  }
`

export const shareBarStyle = css`
  ${barStyle}
  .shares {
    display: grid;
    grid-template-columns: repeat(3, 1fr);
    margin-top: 1em;
    list-style: none;
  }
  .shares li {
    display: flex;
    flex-direction: column;
  }
  .shares li + li {
    padding-left: 1.25em;
    border-left: 1px solid var(--line);
  }
  .shares .name {
    text-transform: capitalize;
    white-space: nowrap;
  }
  .shares .percent {
    color: var(--tone-text);
    font-size: clamp(1.75em, 7cqi, 3.25em);
    font-weight: 600;
    line-height: 1.25;
    letter-spacing: -0.02em;
    font-variant-numeric: tabular-nums;
  }
  @container (max-width: 420px) {
    .shares li + li {
      padding-left: 0.6em;
    }
    .shares .name {
      font-size: 0.875em;
    }
    .shares .unit {
      display: none;
    }
  }
`
