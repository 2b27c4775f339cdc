import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit'
import type { Mood } from '../schemas/mood.ts'
import { announcer } from './announcer.ts'
import { type RoomApi, roomApi } from './api.ts'
import { columnsOf } from './columns.ts'
import { explain } from './explain.ts'
import { Follower } from './follower.ts'
import { ago, isStale } from './freshness.ts'
import type { View } from './lists.ts'
import { type EraseEvent, RoomMoodMessages } from './message-list.ts'
import { postCommand } from './post-command.ts'
import { roomMoodStyle } from './room-mood.css.ts'
import { type RoomState, type Watch, watchRoom } from './room-watch.ts'
import { said, saidStyle } from './said.ts'
import { segmentsStyle } from './segments.ts'
import { shareBar, shareBarStyle } from './share-bar.ts'
import { sentence } from './shares.ts'
import { planFor, readSpan, spanInWords } from './span.ts'
import { empty, failed, loading, stale } from './states.ts'
import { models, summary, summaryStyle, unsure } from './summary.ts'
import { theme } from './theme.css.ts'
import { RoomMoodTrend } from './trend.ts'

/**
 * The live mood of a room.
 *
 *     <room-mood room="all-hands" url="https://api.example.com" token="…" minutes="60"></room-mood>
 */
export class RoomMood extends LitElement {
  static override properties = {
    room: {},
    url: {},
    token: {},
    minutes: {},
    theme: { reflect: true },
    messages: {},
    moderate: { type: Boolean },
    state: { state: true },
    view: { state: true },
    erased: { state: true },
    eraseTrouble: { state: true },
  }
  static override styles = [theme, roomMoodStyle, summaryStyle, shareBarStyle, segmentsStyle, saidStyle]

  declare room: string
  /** Where the API is; '' for the page's own origin. */
  declare url: string
  /** A room token; '' for none. */
  declare token: string
  /** How far back: a number of minutes, or 'all'. */
  declare minutes: string
  /** 'light', 'dark', or '' to follow the system. */
  declare theme: string
  /** 'none' leaves the messages out, for a wall that everybody sees. */
  declare messages: string
  /** Show buttons that erase. */
  declare moderate: boolean

  declare private state: RoomState
  /** Which of the messages the reader looks at. */
  declare private view: View
  /** Keys that were erased here: a list may lag behind for a moment. */
  declare private erased: readonly string[]
  declare private eraseTrouble: string
  private readonly follower: Follower<Watch> = new Follower(this, () => this.begin())
  private api: RoomApi | undefined
  private ticking: ReturnType<typeof setInterval> | undefined
  private announce = announcer()

  constructor() {
    super()
    this.room = ''
    this.url = ''
    this.token = ''
    this.minutes = ''
    this.theme = ''
    this.messages = ''
    this.moderate = false
    this.state = { span: 60, skewMs: 0 }
    this.view = 'highlights'
    this.erased = []
    this.eraseTrouble = ''
  }

  /** Look again now, for instance after posting. */
  refresh(): void {
    this.follower.watch?.wake()
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.ticking = setInterval(() => {
      if (!document.hidden) this.requestUpdate()
    }, 1_000)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearInterval(this.ticking)
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!this.isConnected) return
    if (changed.has('room') || changed.has('url')) this.forget()
    const what = ['room', 'url', 'token', 'minutes', 'messages', 'view']
    if (what.some(name => changed.has(name))) this.follower.follow()
  }

  private forget(): void {
    this.state = { span: readSpan(this.minutes), skewMs: 0 }
    this.announce = announcer()
    this.view = 'highlights'
    this.erased = []
    this.eraseTrouble = ''
  }

  /** What is shown stays until there is something newer, so that another time or token makes nothing jump. */
  private begin(): Watch | undefined {
    if (this.room === '') return undefined
    const span = readSpan(this.minutes)
    const { mood, trend, messages, ...rest } = this.state
    const known = this.state.span === span ? { ...rest, mood, trend } : rest
    this.api = roomApi({ url: this.url, token: this.token, fetch: fetch.bind(window) }, this.room)
    return watchRoom({
      api: this.api,
      known: { ...known, ...(messages?.is === 'shown' && { messages }), span },
      messages: this.messages === 'none' ? 'none' : this.view,
      now: Date.now,
      draw: Math.random,
      hidden: () => document.hidden,
      show: state => {
        this.state = state
      },
    })
  }

  override render(): TemplateResult {
    if (this.room === '') return html`<p class="notice">Which room? Set the <code>room</code> attribute.</p>`
    const { mood, fetchedAt, trouble } = this.state
    const nowMs = Date.now()
    const old = fetchedAt !== undefined && isStale(fetchedAt, nowMs)
    return html`
      <section aria-labelledby="room">
        <header>
          <h2 id="room"><span class="hidden">Mood of </span><bdi>${this.room}</bdi></h2>
          ${this.freshness(nowMs, old)}
        </header>
        ${old ? stale(fetchedAt, nowMs, trouble, this.url) : nothing}
        ${mood ? this.counted(mood, nowMs) : trouble ? failed(trouble, this.url) : loading()}
        <p class="hidden" role="status">${mood ? this.announce(sentence(mood), nowMs) : ''}</p>
      </section>
    `
  }

  private freshness(nowMs: number, old: boolean): TemplateResult | typeof nothing {
    const { mood, trouble, skewMs } = this.state
    if (mood === undefined) return nothing
    const counted = mood.countedAt === undefined ? '' : ` · counted ${ago(nowMs + skewMs - mood.countedAt)}`
    const live = !old && trouble === undefined
    return html`<p class="freshness small soft">
      <span class="dot ${live ? 'live' : ''}"></span>${live ? 'Live' : 'Not live'}${counted}
    </p>`
  }

  private counted(mood: Mood, nowMs: number): TemplateResult {
    const { span } = this.state
    if (mood.n === 0)
      return empty(
        span === 'all' ? 'here yet' : spanInWords(span),
        postCommand(this.url || location.origin, this.room, this.token !== ''),
        this.moderate,
      )
    const { stepMs } = planFor(span, nowMs)
    const trend = span === 'all' ? this.state.trend : mood
    return html`
      ${summary(mood, span)} ${shareBar(mood)} ${unsure(mood)} ${models(mood)}
      ${
        trend === undefined
          ? nothing
          : html`<room-mood-trend
              theme=${this.theme}
              .stepMs=${stepMs}
              .columns=${columnsOf(trend, stepMs, nowMs + this.state.skewMs)}
            ></room-mood-trend>`
      }
      ${this.messages === 'none' ? nothing : this.said(mood)}
    `
  }

  private said(told: Mood): TemplateResult | typeof nothing {
    const { messages } = this.state
    if (messages === undefined) return nothing
    const choose = (view: View) => {
      this.view = view
    }
    const { view, erased, moderate, theme } = this
    return html`
      <div class="said" @erase=${this.erase}>${said({ messages, told, view, choose, erased, moderate, theme })}</div>
      <p class="small alarm-text" role="status">${this.eraseTrouble}</p>
    `
  }

  private readonly erase = async ({ key }: EraseEvent): Promise<void> => {
    const answer = await this.api?.erase(key)
    const failed = answer?.is === 'refused' || answer?.is === 'away'
    if (!failed) this.erased = [...this.erased, key]
    this.eraseTrouble = failed ? `Not erased. ${explain(answer, this.url)}` : ''
    this.refresh()
  }
}

const elements = {
  'room-mood-messages': RoomMoodMessages,
  'room-mood-trend': RoomMoodTrend,
  'room-mood': RoomMood,
}
// The script may be on a page twice, and a second definition would throw.
for (const [name, element] of Object.entries(elements))
  if (customElements.get(name) === undefined) customElements.define(name, element)
