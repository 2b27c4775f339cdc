import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit'
import { type QuestionApi, questionApi, type RoomApi, roomApi, type StackApi, stackApi } from '../api.ts'
import '../room-mood.ts'
import type { RoomMood } from '../room-mood.ts'
import { segments, segmentsStyle } from '../segments.ts'
import { theme } from '../theme.css.ts'
import { addressOf, type Choice, readAddress, readToken } from './address.ts'
import { spans, themes } from './choices.ts'
import { dashboardStyle } from './dashboard.css.ts'
import { DeadLetters } from './dead-letters.ts'
import { embedSnippet } from './embed-snippet.ts'
import { fieldStyle } from './field.css.ts'
import { memoryOf } from './memory.ts'
import { PostBox } from './post-box.ts'
import { RoomChoice, type RoomEvent } from './room-choice.ts'
import { RoomQuestions } from './room-questions.ts'

const forLong = memoryOf(() => localStorage)
const forThisTab = memoryOf(() => sessionStorage)
const TOKEN_KEY = 'roomtone-token'
const THEME_KEY = 'roomtone-theme'
const ROOMS_EVERY_MS = 15_000

/** The page: a room, a time, the widget, and what an operator wants beside it. */
export class RoomDashboard extends LitElement {
  static override properties = {
    url: {},
    theme: { reflect: true },
    choice: { state: true },
    token: { state: true },
    rooms: { state: true },
    lockedOut: { state: true },
  }
  static override styles = [theme, fieldStyle, segmentsStyle, dashboardStyle]

  /** Where the API is; '' for the page's own origin. Never from the address: a token is sent there. */
  declare url: string
  declare theme: string
  declare private choice: Choice
  declare private token: string
  declare private rooms: string[]
  /** The stack wants a token, or another one. */
  declare private lockedOut: boolean
  declare private stack: StackApi
  declare private room: RoomApi
  declare private questions: QuestionApi
  private asking: ReturnType<typeof setInterval> | undefined
  private readonly onPopState = () => {
    this.choice = readAddress(new URL(location.href))
  }

  constructor() {
    super()
    this.url = ''
    this.rooms = []
    this.lockedOut = false
    this.choice = readAddress(new URL(location.href))
    this.theme = forLong.recall(THEME_KEY)
    this.token = readToken(location.hash) || forThisTab.recall(TOKEN_KEY)
    if (location.hash.includes('token=')) this.keepToken(this.token)
  }

  override connectedCallback(): void {
    super.connectedCallback()
    addEventListener('popstate', this.onPopState)
    this.asking = setInterval(() => {
      if (!document.hidden) void this.askRooms()
    }, ROOMS_EVERY_MS)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    removeEventListener('popstate', this.onPopState)
    clearInterval(this.asking)
  }

  protected override willUpdate(changed: PropertyValues): void {
    const access = { url: this.url, token: this.token, fetch: fetch.bind(window) }
    if (changed.has('url') || changed.has('token')) {
      this.stack = stackApi(access)
      void this.askRooms()
    }
    const left = changed.get('choice') as Choice | undefined
    const isOtherRoom = changed.has('choice') && left?.room !== this.choice.room
    if (changed.has('url') || changed.has('token') || isOtherRoom) {
      this.room = roomApi(access, this.choice.room)
      this.questions = questionApi(access, this.choice.room)
    }
    document.documentElement.dataset.theme = this.theme
    document.title = this.choice.room === '' ? 'roomtone' : `${this.choice.room} · roomtone`
  }

  private async askRooms(): Promise<void> {
    const answer = await this.stack.rooms()
    this.lockedOut = answer.is === 'refused' && answer.status === 401
    if (answer.is !== 'new') return
    this.rooms = answer.value.rooms
    const [first] = this.rooms
    if (this.choice.room === '' && first !== undefined) this.choose({ room: first }, 'replace')
  }

  private choose(change: Partial<Choice>, how: 'push' | 'replace' = 'push'): void {
    this.choice = { ...this.choice, ...change }
    const address = addressOf(this.choice, new URL(location.href))
    if (how === 'push') history.pushState(null, '', address)
    else history.replaceState(null, '', address)
  }

  private keepToken(token: string): void {
    this.token = token
    forThisTab.keep(TOKEN_KEY, token)
    history.replaceState(null, '', location.pathname + location.search)
  }

  override render(): TemplateResult {
    const { room, minutes } = this.choice
    return html`
      <header>
        <h1>${wordmark} roomtone</h1>
        <room-choice
          theme=${this.theme}
          .rooms=${this.rooms}
          .room=${room}
          @room=${(event: RoomEvent) => this.choose({ room: event.room })}
        ></room-choice>
        ${segments('Time shown', spans, minutes, value => this.choose({ minutes: value }))}
      </header>
      <main>
        ${this.lockedOut ? this.tokenForm() : room === '' ? nameOne : this.roomAndTools(this.choice)}
      </main>
      <footer class="small">
        ${segments('Colours', themes, this.theme, value => this.setTheme(value))}
        <p class="soft"><a href="${this.url}/openapi.json">API description</a></p>
      </footer>
    `
  }

  private roomAndTools({ room, minutes }: Choice): TemplateResult {
    const refresh = () => {
      this.renderRoot.querySelector<RoomMood>('room-mood')?.refresh()
      this.renderRoot.querySelector<RoomQuestions>('room-questions')?.refresh()
    }
    return html`
      <room-mood url=${this.url} room=${room} token=${this.token} minutes=${minutes} theme=${this.theme} moderate></room-mood>
      <aside aria-label="Questions and tools">
        <section class="panel" aria-labelledby="asked">
          <h2 id="asked">Questions</h2>
          <room-questions
            theme=${this.theme}
            minutes=${minutes}
            .api=${this.room}
            .questions=${this.questions}
            @erased=${refresh}
          ></room-questions>
        </section>
        <section class="panel" aria-labelledby="say">
          <h2 id="say">Say something to this room</h2>
          <post-box theme=${this.theme} .api=${this.room} .questions=${this.questions} @posted=${refresh}></post-box>
        </section>
        <section class="panel" aria-labelledby="dead">
          <h2 id="dead">Dead letters</h2>
          <dead-letters theme=${this.theme} .api=${this.stack}></dead-letters>
        </section>
        <section class="panel" aria-labelledby="embed">
          <h2 id="embed">On your own page</h2>
          <pre tabindex="0" role="region" aria-label="HTML that embeds this room"><code>${embedSnippet(location.origin, room)}</code></pre>
          <p class="soft small">The token: <code>roomtone token ROOM</code></p>
        </section>
      </aside>
    `
  }

  private tokenForm(): TemplateResult {
    const use = (event: SubmitEvent) => {
      event.preventDefault()
      this.keepToken(this.renderRoot.querySelector<HTMLInputElement>('#token')?.value.trim() ?? '')
    }
    return html`
      <section class="panel token" aria-labelledby="locked">
        <h2 id="locked">A token, please</h2>
        <p class="soft">${this.token === '' ? 'This stack is not open to everybody.' : 'The token is not, or no longer, valid.'} A token is kept until this tab is closed.</p>
        <form @submit=${use}>
          <input id="token" type="password" aria-label="Room token" autocomplete="off" required />
          <button class="primary">Use it</button>
        </form>
      </section>
    `
  }

  private setTheme(theme: string): void {
    this.theme = theme
    forLong.keep(THEME_KEY, theme)
  }
}

const nameOne = html`<section class="panel">
  <h2>Which room?</h2>
  <p class="soft">Name one above. It is there as soon as somebody posts to it.</p>
</section>`

const wordmark = html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 10v4M9.3 5v14M14.6 8v8M20 11v2"></path></svg>`

customElements.define('room-choice', RoomChoice)
customElements.define('post-box', PostBox)
customElements.define('dead-letters', DeadLetters)
customElements.define('room-questions', RoomQuestions)
customElements.define('room-dashboard', RoomDashboard)
