import { css, html, nothing, type TemplateResult } from 'lit'
import type { Mood } from '../schemas/mood.ts'
import type { Told } from './lists.ts'
import { flag, questionMark } from './mark.ts'
import { count, inWords, messages, part, questions } from './shares.ts'
import { type Span, spanInWords } from './span.ts'

/** The mood in words, how many messages it is of, and how many of them are questions or flagged. */
export const summary = (mood: Mood, span: Span): TemplateResult => html`
  <div class="summary">
    <p class="headline">${inWords(mood)}</p>
    <div class="of soft">
      <p><strong class="total">${messages(mood.n)}</strong> ${spanInWords(span)}</p>
      ${asides(mood)}
    </div>
  </div>
`

/** What is counted besides the label. None are shown as nothing, not as 0: the model may not tell at all. */
const asides = ({ questions: asked = 0, flagged = 0 }: Told): TemplateResult | typeof nothing =>
  asked + flagged === 0
    ? nothing
    : html`<ul class="asides">
        ${asked > 0 ? html`<li class="questions">${questionMark} ${questions(asked)}</li>` : nothing}
        ${flagged > 0 ? html`<li class="flagged">${flag} ${count(flagged)} flagged</li>` : nothing}
      </ul>`

/** What "unsure" means: sureThreshold in model.json is where labels at or over it are right in 8 of 10 cases. */
export const unsure = (mood: Mood): TemplateResult => html`
  <p class="note small soft">
    <strong class="unsure">${part(mood.unsure, mood.n)} unsure.</strong>
    Labels that the model is sure of are right about 8 times in 10, these less often; they are counted all the same.
  </p>
`

/** Only where more than one model counted: while a room is relabelled, or a new one has been put in. */
export const models = ({ models: counted = {} }: Pick<Mood, 'models'>): TemplateResult | typeof nothing => {
  const several = Object.entries(counted)
  if (several.length < 2) return nothing
  const parts = several.map(([model, n]) => `${count(n)} by ${model}`)
  return html`<p class="note small soft models">Labelled by ${several.length} models: ${parts.join(', ')}.</p>`
}

export const summaryStyle = css`
  .summary {
    display: grid;
    gap: 0.4em;
    margin-top: -0.75em;
  }
  .headline {
    font-size: clamp(1.75em, 7.5cqi, 3.5em);
    font-weight: 650;
    line-height: 1.1;
    letter-spacing: -0.025em;
    text-wrap: balance;
  }
  .of {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0.2em 1.5em;
    font-variant-numeric: tabular-nums;
  }
  .total {
    color: var(--ink);
  }
  .asides {
    display: flex;
    flex-wrap: wrap;
    gap: 0.2em 1em;
    list-style: none;
    color: var(--ink);
  }
  .asides .mark {
    margin-right: 0.15em;
    color: var(--soft);
  }
`
