import { css, html, nothing, type TemplateResult } from 'lit'
import { choicesOf, listsOf, type Told, type View } from './lists.ts'
import type { Messages } from './room-watch.ts'
import { segments } from './segments.ts'

export type Said = {
  messages: Messages
  told: Told
  view: View
  choose: (view: View) => void
  /** Keys of messages that are shown no longer. */
  erased: readonly string[]
  moderate: boolean
  theme: string
}

const names: Record<View, string> = { highlights: 'Highlights', questions: 'Questions', flagged: 'Flagged' }

/** What people wrote: the lists of the view that is chosen, below the choice. */
export const said = ({ messages, told, view, choose, erased, moderate, theme }: Said): TemplateResult => {
  if (messages.is === 'refused')
    return html`<p class="note small soft">What people wrote is shown to moderators only.</p>`
  const choices = choicesOf(told, view).map(value => ({ value, name: names[value] }))
  const wanted = listsOf(view, told)
  const list = (name: (typeof wanted.names)[number]) => {
    const found = messages.lists[name]?.filter(({ key }) => !erased.includes(key)).slice(0, wanted.limit)
    return found === undefined
      ? nothing
      : html`<room-mood-messages
          class=${name}
          theme=${theme}
          .list=${name}
          .messages=${found}
          ?moderate=${moderate}
        ></room-mood-messages>`
  }
  return html`
    ${choices.length === 0 ? nothing : segments('Messages shown', choices, view, choose)}
    <div class="messages">${wanted.names.map(list)}</div>
  `
}

export const saidStyle = css`
  .messages {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 1.5em 2.5em;
  }
  .messages .questions,
  .messages .flagged {
    grid-column: 1 / -1;
  }
  @container (max-width: 620px) {
    .messages {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  @container (max-width: 420px) {
    .segments span {
      padding-inline: 0.5em;
    }
  }
`
