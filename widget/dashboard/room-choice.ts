import { html, LitElement, type TemplateResult } from 'lit'
import { theme } from '../theme.css.ts'
import { fieldStyle } from './field.css.ts'

/** The reader chose a room. */
export class RoomEvent extends Event {
  readonly room: string
  constructor(room: string) {
    super('room')
    this.room = room
  }
}

/** No room has an empty name. */
const OTHER = ''

/** A list of the known rooms, or a field to type a name where the list is not ours to see. */
export class RoomChoice extends LitElement {
  static override properties = {
    rooms: { attribute: false },
    room: {},
    theme: { reflect: true },
    typing: { state: true },
  }
  static override styles = [theme, fieldStyle]

  declare rooms: readonly string[]
  declare room: string
  declare theme: string
  declare typing: boolean

  constructor() {
    super()
    this.rooms = []
    this.room = ''
    this.theme = ''
    this.typing = false
  }

  override render(): TemplateResult {
    return this.typing || this.rooms.length === 0 ? this.field() : this.list()
  }

  private list(): TemplateResult {
    const known = this.rooms.includes(this.room) || this.room === '' ? this.rooms : [this.room, ...this.rooms]
    const choose = (event: Event) => {
      const { value } = event.target as HTMLSelectElement
      if (value === OTHER) this.typing = true
      else this.choose(value)
    }
    return html`
      <select aria-label="Room" @change=${choose}>
        ${known.map(room => html`<option value=${room} ?selected=${room === this.room}>${room}</option>`)}
        <option value=${OTHER}>Another room…</option>
      </select>
    `
  }

  private field(): TemplateResult {
    const open = (event: SubmitEvent) => {
      event.preventDefault()
      const name = this.renderRoot.querySelector('input')?.value.trim() ?? ''
      if (name !== '') this.choose(name)
    }
    return html`
      <form @submit=${open}>
        <input aria-label="Room" placeholder="Room name" maxlength="128" autocomplete="off" .value=${this.room} />
        <button class="primary">Open</button>
      </form>
    `
  }

  private choose(room: string): void {
    this.typing = false
    this.dispatchEvent(new RoomEvent(room))
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.get('typing') === false && this.typing) this.renderRoot.querySelector('input')?.select()
  }
}
