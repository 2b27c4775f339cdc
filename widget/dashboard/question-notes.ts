import { html, nothing, type TemplateResult } from 'lit'
import type { QuestionList } from '../../schemas/questions.ts'
import type { Trouble } from '../api.ts'
import { explain } from '../explain.ts'
import { isStale, momentOf, secondOf } from '../freshness.ts'
import { count, questions } from '../shares.ts'
import type { QuestionState } from './question-watch.ts'

/** What stands in place of the groups, or undefined where there are some to show. */
export const inPlaceOfGroups = (
  { shown, list, trouble }: QuestionState,
  nowMs: number,
): TemplateResult | undefined => {
  if (list === undefined)
    return trouble ? refusal(trouble) : html`<p class="small soft">Loading the questions…</p>`
  const since = sinceOf(list, nowMs)
  if (list.questions === 0) return html`<p class="small soft">Nobody has asked anything ${since}.</p>`
  if (shown.length > 0 && shown.every(({ group }) => group.representative.text === undefined))
    return html`<p class="small soft">
      ${questions(list.questions)} ${since}. This stack keeps no texts, so that nothing tells which of them ask the same.
    </p>`
  return undefined
}

const sinceOf = ({ from }: Pick<QuestionList, 'from'>, nowMs: number) => `since ${momentOf(from, nowMs)}`

const UNAVAILABLE = 503

/** Why there are no groups, and what to do, for who reads the page. */
const refusal = (trouble: Trouble): TemplateResult => {
  const status = trouble.is === 'refused' ? trouble.status : undefined
  if (status === 401 || status === 403)
    return html`<p class="small soft">
      What people ask is shown to moderators only: it takes a token with the scope <code>moderate</code>.
    </p>`
  if (status === 404)
    return html`<p class="small soft">This stack does not group questions: it is older than this page.</p>`
  // A busy room that nobody has looked at yet is read over several answers: that is no alarm.
  if (status === UNAVAILABLE) return html`<p class="small soft">Not yet: ${trouble.detail}.</p>`
  return html`<p class="small alarm-text">${explain(trouble, '')}</p>`
}

/** '38 questions since Fri 27 Nov, 06:00, 31 different.' */
export const inNumbers = ({ list }: QuestionState, nowMs: number): TemplateResult | typeof nothing => {
  if (list === undefined) return nothing
  const partial = 'More were asked; these are the latest.'
  const byText = 'This stack has no similarity model: only equal texts are one group.'
  return html`<p class="small soft">
    ${questions(list.questions)} ${sinceOf(list, nowMs)}, ${count(list.groups)} different.
    ${list.partial ? partial : nothing} ${list.model === undefined ? byText : nothing}
  </p>`
}

/** The groups below are old: since when, and why. */
export const staleGroups = (
  { fetchedAt, trouble }: QuestionState,
  nowMs: number,
): TemplateResult | typeof nothing =>
  trouble === undefined || fetchedAt === undefined || !isStale(fetchedAt, nowMs)
    ? nothing
    : html`<p class="small alarm-text">
        Not updated since ${secondOf(fetchedAt)}. ${explain(trouble, '')}
      </p>`
