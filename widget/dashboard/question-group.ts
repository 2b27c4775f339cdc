import { html, nothing, type TemplateResult } from 'lit'
import type { QuestionGroup } from '../../schemas/questions.ts'
import { clip } from '../clip.ts'
import { explain } from '../explain.ts'
import { face } from '../face.ts'
import { momentOf } from '../freshness.ts'
import { flag } from '../mark.ts'
import { bar } from '../share-bar.ts'
import { count, order, times } from '../shares.ts'
import type { Opened, ShownGroup } from './question-groups.ts'

export type GroupOptions = {
  theme: string
  nowMs: number
  toggle: (id: string) => void
  showMoreOf: (id: string) => void
}

/** How often it was asked, in whose words first, in what mood, and below it, where it is open, every question of it. */
export const questionGroup = (one: ShownGroup, options: GroupOptions): TemplateResult => {
  const { id, group, opened } = one
  return html`
    <li>
      <button class="line" aria-expanded=${opened !== undefined} @click=${() => options.toggle(id)}>
        <span class="hidden">Asked ${times(group.size)}: </span>
        <span class="times" aria-hidden="true"><strong>${count(group.size)}</strong>×</span>
        <span class="asked" dir="auto">${asked(group, options.nowMs)}</span>
      </button>
      <p class="about small soft">
        ${mood(group)}
        <span>${group.size > 1 ? 'last ' : nothing}${momentOf(group.lastAt, options.nowMs)}</span>
      </p>
      ${opened === undefined ? nothing : html`<div class="opened">${members(one, opened, options)}</div>`}
    </li>
  `
}

/** No word of a flagged text is on the page until it is asked for: below, one by one. */
const asked = ({ representative }: QuestionGroup, nowMs: number): TemplateResult => {
  const { text, flagged, postedAt } = representative
  if (text === undefined) return html`<em class="soft">text not kept</em>`
  return flagged
    ? html`<span class="soft">${flag} Flagged question of ${momentOf(postedAt, nowMs)}</span>`
    : html`<bdi>${clip(text) ?? text}</bdi>`
}

const mood = ({ size, mood, representative }: QuestionGroup): TemplateResult => {
  if (size === 1) {
    const { label, sure } = representative
    return html`<span class=${label} title=${label}>${face(label)}<span class="hidden">${label}</span></span>
      ${sure ? nothing : html`<span class="unsure">unsure</span>`}`
  }
  const inWords = order.map(label => `${count(mood[label])} ${label}`).join(', ')
  return html`<span class="mood" title=${inWords}>${bar(mood)}<span class="hidden">${inWords}</span></span>`
}

const members = ({ id }: ShownGroup, opened: Opened, options: GroupOptions): TemplateResult => {
  const { questions, isMore, trouble } = opened
  const failed = trouble && html`<p class="small alarm-text">${explain(trouble, '')}</p>`
  if (questions === undefined) return failed ?? html`<p class="small soft">Loading its questions…</p>`
  const more = html`<button class="quiet small" @click=${() => options.showMoreOf(id)}>
    Show more<span class="hidden"> questions of this group</span>
  </button>`
  return html`
    <room-mood-messages theme=${options.theme} .list=${'group'} .messages=${questions} moderate></room-mood-messages>
    ${isMore ? more : nothing} ${failed ?? nothing}
  `
}
