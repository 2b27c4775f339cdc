import { html, nothing, type TemplateResult } from 'lit'
import type { Trouble } from '../api.ts'
import { explain } from '../explain.ts'
import { isStale, secondOf } from '../freshness.ts'
import { count, questions } from '../shares.ts'
import type { QuestionState } from './question-watch.ts'

/** What stands in place of the groups, or undefined where there are some to show. */
export const inPlaceOfGroups = (
  { shown, list, trouble }: QuestionState,
  span: string,
): TemplateResult | undefined => {
  if (list === undefined)
    return trouble ? refusal(trouble) : html`<p class="small soft">Loading the questions…</p>`
  if (list.questions === 0) return html`<p class="small soft">No questions ${span}.</p>`
  if (shown.every(({ group }) => group.representative.text === undefined))
    return html`<p class="small soft">
      ${questions(list.questions)} ${span}. This stack keeps no texts, so that nothing tells which of them ask the same.
    </p>`
  return undefined
}

/** Why there are no groups, and what to do, for who reads the page. */
const refusal = (trouble: Trouble): TemplateResult => {
  const status = trouble.is === 'refused' ? trouble.status : undefined
  if (status === 401 || status === 403)
    return html`<p class="small soft">What people ask is shown to moderators only: it takes a token with the scope <code>moderate</code>.</p>`
  if (status === 404)
    return html`<p class="small soft">This stack does not group questions: it is older than this page.</p>`
  return html`<p class="small alarm-text" role="alert">${explain(trouble, '')}</p>`
}

/** '38 questions in the last 24 hours, 31 different ones' */
export const inNumbers = ({ list }: QuestionState, span: string): TemplateResult | typeof nothing => {
  if (list === undefined) return nothing
  const partial = html`Grouped are the latest ${count(list.questions)}; there are more.`
  return html`<p class="small soft">
    ${questions(list.questions)} ${span}, ${count(list.groups)} different. ${list.partial ? partial : nothing}
    ${list.model === undefined ? 'No similarity model is in use: only equal texts are grouped.' : nothing}
  </p>`
}

/** The groups below are old: since when, and why. */
export const staleGroups = (
  { fetchedAt, trouble }: QuestionState,
  nowMs: number,
): TemplateResult | typeof nothing =>
  trouble === undefined || fetchedAt === undefined || !isStale(fetchedAt, nowMs)
    ? nothing
    : html`<p class="small alarm-text" role="alert">Not updated since ${secondOf(fetchedAt)}. ${explain(trouble, '')}</p>`
