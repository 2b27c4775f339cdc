import { css, html, LitElement, type TemplateResult } from 'lit'
import type { DeadLetter } from '../../schemas/dead-letter.ts'
import type { StackApi } from '../api.ts'
import { theme } from '../theme.css.ts'

const EVERY_MS = 10_000
const COUNTED_UP_TO = 100

/** How many messages could not be processed, why, and how to see them. Nothing where the token does not show them. */
export class DeadLetters extends LitElement {
  static override properties = {
    api: { attribute: false },
    theme: { reflect: true },
    letters: { state: true },
    more: { state: true },
  }
  static override styles = [
    theme,
    css`
      .n {
        font-variant-numeric: tabular-nums;
      }
      ul {
        margin: 0.4em 0 0.6em;
        list-style: none;
      }
    `,
  ]

  declare api: StackApi
  declare theme: string
  declare letters: DeadLetter[] | undefined
  declare more: boolean
  private asking: ReturnType<typeof setInterval> | undefined

  constructor() {
    super()
    this.theme = ''
    this.more = false
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.asking = setInterval(() => {
      if (!document.hidden) void this.ask()
    }, EVERY_MS)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearInterval(this.asking)
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('api')) void this.ask()
  }

  private async ask(): Promise<void> {
    const answer = await this.api.letters(COUNTED_UP_TO)
    if (answer.is === 'refused') this.letters = undefined
    if (answer.is !== 'new') return
    this.letters = answer.value.letters
    this.more = answer.value.cursor !== undefined
  }

  override render(): TemplateResult {
    const { letters } = this
    if (letters === undefined) return html`<p class="soft small">Shown to operators only.</p>`
    if (letters.length === 0) return html`<p class="soft small">None: every message could be processed.</p>`
    const edited = letters.filter(({ edits }) => edits > 0).length
    const n = `${letters.length}${this.more ? ' or more' : ''}`
    return html`
      <p><strong class="n">${n}</strong> ${letters.length === 1 ? 'message' : 'messages'} could not be processed, and ${letters.length === 1 ? 'is' : 'are'} kept:</p>
      <ul class="small soft">
        ${byReason(letters).map(([reason, count]) => html`<li>${count} × <code>${reason}</code></li>`)}
      </ul>
      ${edited > 0 ? html`<p class="small soft">${edited} ${edited === 1 ? 'is' : 'are'} edited and can be replayed.</p>` : ''}
      <p class="small soft">Find, mend and replay them in a terminal: <code>roomtone dlq ls</code></p>
    `
  }
}

/** Most frequent first. */
const byReason = (letters: readonly DeadLetter[]): [reason: string, count: number][] => {
  const counts = new Map<string, number>()
  for (const { reason } of letters) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a)
}
