import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import type { Label } from '../schemas/labelled.ts'
import type { MessageView } from '../schemas/message-view.ts'
import { clip, opening } from './clip.ts'
import { face } from './face.ts'
import { momentOf } from './freshness.ts'
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

/** Messages of one label, each with what the model thinks of it. Texts are only ever set as text. */
export class RoomMoodMessages extends LitElement {
  static override properties = {
    label: {},
    messages: { attribute: false },
    moderate: { type: Boolean },
    opened: { state: true },
    doubted: { state: true },
  }
  static override styles = [theme, messageListStyle]

  declare label: Label
  declare messages: MessageView[]
  /** Show a button that erases. */
  declare moderate: boolean
  /** Keys of the long texts that are shown whole. */
  declare opened: ReadonlySet<string>
  /** Key of the message that is to be erased, until the reader says yes or no. */
  declare doubted: string | undefined

  constructor() {
    super()
    this.label = 'negative'
    this.messages = []
    this.moderate = false
    this.opened = new Set()
  }

  override render(): TemplateResult {
    return html`
      <h3 class=${this.label} tabindex="-1">${face(this.label)} Most ${this.label} <span class="small soft">of the latest</span></h3>
      ${
        this.messages.length === 0
          ? html`<p class="soft">None among the latest messages.</p>`
          : html`<ul>${repeat(
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

  private item(message: MessageView): TemplateResult {
    const { text = '', key } = message
    const shown = this.opened.has(key) ? text : (clip(text) ?? text)
    return html`
      <li>
        <p class="text" dir="auto">${text === '' ? html`<em class="soft">text not kept</em>` : html`<bdi>${shown}</bdi>`}</p>
        ${clip(text) === undefined ? nothing : this.opener(key, text)}
        <p class="meta small soft">
          <span class="confidence">${Math.round(message.confidence * 100)}% confident</span>
          ${message.sure ? nothing : html`<span class="unsure">unsure</span>`}
          <span>${momentOf(message.postedAt, Date.now())}</span>
          ${message.author === undefined ? nothing : html`<bdi class="author">${message.author}</bdi>`}
          ${this.moderate ? this.eraser(key, text) : nothing}
        </p>
      </li>
    `
  }

  private opener(key: string, text: string): TemplateResult {
    const open = this.opened.has(key)
    const others = [...this.opened].filter(other => other !== key)
    const toggle = () => {
      this.opened = new Set(open ? others : [...others, key])
    }
    return html`<button class="quiet small" aria-expanded=${open} @click=${toggle}>
      ${open ? 'Show less' : `Show all ${[...text].length} characters`}
    </button>`
  }

  private eraser(key: string, text: string): TemplateResult {
    if (this.doubted !== key)
      return html`<button class="quiet erase" aria-label="Erase: ${opening(text)}" @click=${() => {
        this.doubted = key
      }}>Erase</button>`
    const no = () => {
      this.doubted = undefined
      void this.updateComplete.then(() => this.focusOn('.erase'))
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
