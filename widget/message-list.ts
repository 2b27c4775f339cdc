import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import type { MessageView } from '../schemas/message-view.ts'
import { clip, opening } from './clip.ts'
import { face } from './face.ts'
import { momentOf } from './freshness.ts'
import type { ListName } from './lists.ts'
import { flag, questionMark } from './mark.ts'
import { messageListStyle } from './message-list.css.ts'
import { theme } from './theme.css.ts'

/** Asked for by the reader: erase the message with this key. */
export class EraseEvent extends Event {
  readonly key: string
  constructor(key: string) {
    super('erase', { bubbles: true, composed: true })
    this.key = key
  }
}

/** What is listed: a message, or as much of one as a group of questions tells. */
export type Listed = Pick<MessageView, 'key' | 'text' | 'postedAt' | 'label' | 'sure'> &
  Partial<Pick<MessageView, 'confidence' | 'kind' | 'flagged' | 'author'>>

/** The lists of messages, and the questions of one group. */
type Heading = ListName | 'group'

const headings: Record<Heading, TemplateResult> = {
  group: html`<span class="small soft">In these words</span>`,
  questions: html`${questionMark} Latest questions`,
  flagged: html`${flag} Latest flagged <span class="small soft">may be offensive</span>`,
  negative: html`${face('negative')} Most negative <span class="small soft">of the latest</span>`,
  positive: html`${face('positive')} Most positive <span class="small soft">of the latest</span>`,
}

/** A list of messages, each with what the model thinks of it. Texts are only ever set as text. */
export class RoomMoodMessages extends LitElement {
  static override properties = {
    list: { attribute: false },
    messages: { attribute: false },
    moderate: { type: Boolean },
    opened: { state: true },
    unveiled: { state: true },
    doubted: { state: true },
  }
  static override styles = [theme, messageListStyle]

  declare list: Heading
  declare messages: Listed[]
  /** Show a button that erases. */
  declare moderate: boolean
  /** Keys of the long texts that are shown whole. */
  declare opened: ReadonlySet<string>
  /** Keys of the flagged texts that are shown: the page may stand on a stage, so that none is until asked for. */
  declare unveiled: ReadonlySet<string>
  /** Key of the message that is to be erased, until the reader says yes or no. */
  declare doubted: string | undefined

  constructor() {
    super()
    this.list = 'negative'
    this.messages = []
    this.moderate = false
    this.opened = new Set()
    this.unveiled = new Set()
  }

  override render(): TemplateResult {
    return html`
      <h3 class=${this.list} tabindex="-1">${headings[this.list]}</h3>
      ${
        this.messages.length === 0
          ? html`<p class="soft">None among the latest messages.</p>`
          : html`<ul class=${this.isOfLabel ? '' : 'rows'}>${repeat(
              this.messages,
              message => message.key,
              message => this.item(message),
            )}</ul>`
      }
    `
  }

  protected override updated(changed: PropertyValues<this>): void {
    const before = changed.get('doubted')
    if (this.doubted !== undefined && before === undefined) this.focusOn('.yes')
  }

  /** Whether all messages of this list have one label. */
  private get isOfLabel(): boolean {
    return this.list === 'negative' || this.list === 'positive'
  }

  private item(message: Listed): TemplateResult {
    return html`
      <li data-key=${message.key}>
        <div class="said">
          ${message.flagged ? this.veil(message) : nothing} ${this.isVeiled(message) ? nothing : this.text(message)}
        </div>
        <p class="meta small soft">
          ${this.kind(message)} ${this.label(message)}
          ${message.sure ? nothing : html`<span class="unsure">unsure</span>`}
          <span>${momentOf(message.postedAt, Date.now())}</span>
          ${message.author === undefined ? nothing : html`<bdi class="author">${message.author}</bdi>`}
          ${this.moderate ? this.eraser(message) : nothing}
        </p>
      </li>
    `
  }

  private isVeiled({ key, flagged = false, text = '' }: Listed): boolean {
    return flagged && text !== '' && !this.unveiled.has(key)
  }

  /** Says that a message is flagged, with a button before its text, so that who reads on hears what it showed. */
  private veil(message: Listed): TemplateResult {
    const { key, text = '' } = message
    const veiled = this.isVeiled(message)
    const toggle = () => {
      this.unveiled = toggled(this.unveiled, key)
    }
    const button = html`<button class="quiet" aria-expanded=${!veiled} @click=${toggle}>
      ${veiled ? 'Show' : 'Hide'}<span class="hidden"> the ${nameless(message)}</span>
    </button>`
    return html`<p class="veil small soft">
      <span class="flagged">${flag} Flagged</span>${text === '' ? nothing : button}
    </p>`
  }

  private text({ key, text = '' }: Listed): TemplateResult {
    const shown = this.opened.has(key) ? text : (clip(text) ?? text)
    return html`
      <p class="text" dir="auto">${text === '' ? html`<em class="soft">text not kept</em>` : html`<bdi>${shown}</bdi>`}</p>
      ${clip(text) === undefined ? nothing : this.opener(key, text)}
    `
  }

  private opener(key: string, text: string): TemplateResult {
    const open = this.opened.has(key)
    const toggle = () => {
      this.opened = toggled(this.opened, key)
    }
    return html`<button class="quiet small" aria-expanded=${open} @click=${toggle}>
      ${open ? 'Show less' : `Show all ${[...text].length} characters`}
    </button>`
  }

  /** Not among the questions, where it would say the same of all. */
  private kind({ kind }: Listed): TemplateResult | typeof nothing {
    if (kind !== 'question' || this.list === 'questions') return nothing
    return html`<span class="kind" title="question">${questionMark}<span class="hidden">question</span></span>`
  }

  /** Where the heading says it, how sure it is; else a face, and its word for who does not see it. */
  private label({ label, confidence = 0 }: Listed): TemplateResult {
    return this.isOfLabel
      ? html`<span class="confidence">${Math.round(confidence * 100)}% confident</span>`
      : html`<span class=${label} title=${label}>${face(label)}<span class="hidden">${label}</span></span>`
  }

  private eraser(message: Listed): TemplateResult {
    const { key, text = '' } = message
    const what = this.isVeiled(message) ? nameless(message) : opening(text)
    if (this.doubted !== key)
      return html`<button class="quiet erase" aria-label="Erase: ${what}" @click=${() => {
        this.doubted = key
      }}>Erase</button>`
    const no = () => {
      this.doubted = undefined
      void this.updateComplete.then(() => this.focusOn(`[data-key="${key}"] .erase`))
    }
    const yes = () => {
      this.doubted = undefined
      this.focusOn('h3')
      this.dispatchEvent(new EraseEvent(key))
    }
    return html`<span class="doubt" role="group" aria-label="Erase this message for good?">
      <span>Erase for good?</span>
      <button class="yes" @click=${yes}>Erase</button><button class="quiet" @click=${no}>Keep</button>
    </span>`
  }

  private focusOn(selector: string): void {
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus()
  }
}

/** A flagged message without its words: a button's name is read aloud. 'flagged message of 15:04' */
const nameless = ({ postedAt }: Listed): string => `flagged message of ${momentOf(postedAt, Date.now())}`

const toggled = (keys: ReadonlySet<string>, key: string): ReadonlySet<string> =>
  keys.has(key) ? new Set([...keys].filter(other => other !== key)) : new Set([...keys, key])
