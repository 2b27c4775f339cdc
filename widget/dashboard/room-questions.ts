import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { styleMap } from 'lit/directives/style-map.js'
import { announcer } from '../announcer.ts'
import type { QuestionApi, RoomApi } from '../api.ts'
import { explain } from '../explain.ts'
import { Follower } from '../follower.ts'
import type { EraseEvent } from '../message-list.ts'
import { barStyle } from '../share-bar.ts'
import { count, times } from '../shares.ts'
import { theme } from '../theme.css.ts'
import { questionGroup } from './question-group.ts'
import { inNumbers, inPlaceOfGroups, staleGroups } from './question-notes.ts'
import { questionsSince } from './question-span.ts'
import { isMoreToShow, type QuestionState, type QuestionWatch, watchQuestions } from './question-watch.ts'
import { roomQuestionsStyle } from './room-questions.css.ts'

/** What a room asks, the most asked first. Each group opens to its questions. Fires `erased` when one was erased. */
export class RoomQuestions extends LitElement {
  static override properties = {
    api: { attribute: false },
    questions: { attribute: false },
    minutes: {},
    theme: { reflect: true },
    state: { state: true },
    eraseTrouble: { state: true },
  }
  static override styles = [theme, barStyle, roomQuestionsStyle]

  declare api: RoomApi
  declare questions: QuestionApi
  /** The time that the page shows: a number of minutes, or 'all'. */
  declare minutes: string
  declare theme: string
  declare private state: QuestionState
  declare private eraseTrouble: string
  private readonly follower: Follower<QuestionWatch> = new Follower(this, () => this.begin())
  private announce = announcer()

  constructor() {
    super()
    this.minutes = ''
    this.theme = ''
    this.state = { shown: [] }
    this.eraseTrouble = ''
  }

  /** Look again now, for instance after posting. */
  refresh(): void {
    this.follower.watch?.wake()
  }

  protected override willUpdate(changed: PropertyValues): void {
    const isAll = (minutes: unknown) => minutes === 'all'
    const isOtherSpan = changed.has('minutes') && isAll(changed.get('minutes')) !== isAll(this.minutes)
    if (changed.has('questions') || isOtherSpan) this.follower.follow()
  }

  private begin(): QuestionWatch {
    this.state = { shown: [] }
    this.eraseTrouble = ''
    this.announce = announcer()
    const { minutes } = this
    return watchQuestions({
      api: this.questions,
      since: () => questionsSince(minutes, Date.now()),
      now: Date.now,
      draw: Math.random,
      hidden: () => document.hidden,
      show: state => {
        this.state = state
      },
    })
  }

  override render(): TemplateResult {
    const nowMs = Date.now()
    return html`
      ${staleGroups(this.state, nowMs)} ${inPlaceOfGroups(this.state, nowMs) ?? this.groups(nowMs)}
      <p class="small alarm-text" role="status">${this.eraseTrouble}</p>
      <p class="hidden" role="status">${this.announce(inOneSentence(this.state), nowMs)}</p>
    `
  }

  private groups(nowMs: number): TemplateResult {
    const options = {
      theme: this.theme,
      nowMs,
      toggle: (id: string) => this.follower.watch?.toggle(id),
      showMoreOf: (id: string) => this.follower.watch?.showMoreOf(id),
    }
    return html`
      ${inNumbers(this.state, nowMs)}
      <ol role="list" style=${styleMap({ '--times': widthOf(this.state) })} @erase=${this.erase}>
        ${repeat(
          this.state.shown,
          ({ id }) => id,
          one => questionGroup(one, options),
        )}
      </ol>
      ${this.more()}
    `
  }

  private more(): TemplateResult | typeof nothing {
    const { shown, list } = this.state
    const hidden = (list?.groups ?? 0) - shown.length
    if (hidden <= 0) return nothing
    return isMoreToShow(this.state)
      ? html`<button class="quiet small more" @click=${() => this.follower.watch?.showMore()}>
          Show more<span class="hidden"> groups</span>
        </button>`
      : html`<p class="small soft">${count(hidden)} more in a terminal: <code>roomtone questions ROOM</code></p>`
  }

  private readonly erase = async ({ key }: EraseEvent): Promise<void> => {
    const answer = await this.api.erase(key)
    const failed = answer.is === 'refused' || answer.is === 'away'
    this.eraseTrouble = failed ? `Not erased. ${explain(answer, '')}` : ''
    if (failed) return
    this.follower.watch?.forget(key)
    this.dispatchEvent(new Event('erased'))
  }
}

/** As wide as the largest number, so that all texts begin in one line. '12' -> '3.24em', '1,284' -> '5.70em' */
const widthOf = ({ shown }: QuestionState): string => {
  const largest = Math.max(...shown.map(({ group }) => group.size), 10)
  return `${(count(largest).length * 0.82 + 1.6).toFixed(2)}em`
}

/** 'Most asked, 12 times: Will this be recorded?' Flagged words are not read aloud. */
const inOneSentence = ({ shown: [first] }: QuestionState): string => {
  if (first === undefined || first.group.size === 1) return ''
  const { text, flagged } = first.group.representative
  return `Most asked, ${times(first.group.size)}: ${flagged ? 'a flagged question' : (text ?? 'text not kept')}`
}
