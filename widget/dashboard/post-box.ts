import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit'
import type { MessageView } from '../../schemas/message-view.ts'
import type { QuestionApi, RoomApi } from '../api.ts'
import { explain } from '../explain.ts'
import { face } from '../face.ts'
import { theme } from '../theme.css.ts'
import { type AskedBefore, askedBefore } from './asked-before.ts'
import { fieldStyle } from './field.css.ts'
import { findLabel } from './find-label.ts'

/** The longest text that is accepted (schemas/limits.ts). */
const MOST_CHARACTERS = 2_000

/** Say something to the room, and see what the model makes of it. Fires `posted` when it was accepted. */
export class PostBox extends LitElement {
  static override properties = {
    api: { attribute: false },
    questions: { attribute: false },
    theme: { reflect: true },
    busy: { state: true },
    answer: { state: true },
    hint: { state: true },
  }
  static override styles = [
    theme,
    fieldStyle,
    css`
      form {
        display: grid;
        gap: 0.6em;
      }
      textarea {
        width: 100%;
        min-height: 4.5em;
        padding: 0.7em 0.8em;
        resize: vertical;
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 0.5em 1em;
      }
      .row p {
        flex: 1;
        min-width: 9em;
      }
      .hint:empty {
        display: none;
      }
    `,
  ]

  declare api: RoomApi
  declare questions: QuestionApi
  declare theme: string
  declare busy: boolean
  declare answer: TemplateResult | string
  /** Whether the text was asked before. */
  declare hint: string
  private asked: AskedBefore | undefined

  constructor() {
    super()
    this.theme = ''
    this.busy = false
    this.answer = ''
    this.hint = ''
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.asked?.stop()
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('questions')) return
    this.asked?.stop()
    this.hint = ''
    this.asked = askedBefore(this.questions, hint => {
      this.hint = hint
    })
  }

  override render(): TemplateResult {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void this.post(event)
    }
    const onInput = ({ target }: InputEvent) => this.asked?.typed((target as HTMLTextAreaElement).value)
    return html`
      <form @submit=${this.post}>
        <textarea
          aria-label="Your message"
          placeholder="A question, or how it is going"
          maxlength=${MOST_CHARACTERS}
          required
          @keydown=${onKey}
          @input=${onInput}
        ></textarea>
        <p class="hint small soft" role="status" dir="auto">${this.hint}</p>
        <div class="row">
          <p class="small soft" role="status">${this.answer || nothing}</p>
          <button class="primary" ?disabled=${this.busy}>Post</button>
        </div>
      </form>
    `
  }

  private readonly post = async (event: Event): Promise<void> => {
    event.preventDefault()
    const field = this.renderRoot.querySelector('textarea')
    const text = field?.value.trim() ?? ''
    if (field === null || text === '' || this.busy) return
    const { api } = this
    this.busy = true
    const answer = await api.post(text)
    this.busy = false
    if (answer.is !== 'new') {
      this.answer =
        answer.is === 'same'
          ? ''
          : `Not posted. ${answer.is === 'refused' ? answer.detail : explain(answer, '')}`
      return
    }
    field.value = ''
    this.asked?.typed('')
    this.answer = 'Accepted. Counting…'
    this.dispatchEvent(new Event('posted'))
    const found = await findLabel(api, answer.value.messages[0]?.key ?? '')
    this.answer = found ? counted(found) : 'Accepted.'
    this.dispatchEvent(new Event('posted'))
  }
}

const counted = ({ label, confidence, sure, kind, flagged }: MessageView): TemplateResult => html`
  <span class=${label}>${face(label)}</span> Counted as <strong>${label}</strong>,
  ${Math.round(confidence * 100)}% confident${sure ? '' : ' (unsure)'}.
  ${kind === 'question' ? 'A question.' : nothing} ${flagged ? 'Flagged.' : nothing}
`
