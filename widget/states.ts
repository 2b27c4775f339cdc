import { html, nothing, type TemplateResult } from 'lit'
import type { Trouble } from './api.ts'
import { explain } from './explain.ts'
import { ago, secondOf } from './freshness.ts'

/** Nothing to show yet, and no reason to worry. */
export const loading = (): TemplateResult => html`
  <div class="loading" aria-hidden="true"><span></span><span></span><span></span></div>
  <p class="hidden">Loading the mood.</p>
`

/** Nothing to show, and why. */
export const failed = (trouble: Trouble, url: string): TemplateResult => html`
  <div class="notice alarm" role="alert">
    <p><strong>The mood cannot be shown.</strong></p>
    <p>${explain(trouble, url)}</p>
  </div>
`

/** The numbers below are old: since when, and why. */
export const stale = (fetchedAt: number, nowMs: number, trouble: Trouble | undefined, url: string) => html`
  <div class="notice alarm">
    <p role="alert"><strong>Not updated since ${secondOf(fetchedAt)}.</strong> What you see may be old.</p>
    <p class="small">Last seen ${ago(nowMs - fetchedAt)}. ${trouble === undefined ? nothing : explain(trouble, url)}</p>
  </div>
`

/** A room, or a time, without messages: how to post the first one. */
export const empty = (when: string, command: string, open: boolean): TemplateResult => html`
  <div class="empty">
    <p class="headline">Nobody has said anything ${when}</p>
    <p class="soft">A message that is posted shows here about a second later.</p>
    <details ?open=${open}>
      <summary>Post one from a terminal</summary>
      <pre tabindex="0" role="region" aria-label="Command that posts a message"><code>${command}</code></pre>
    </details>
  </div>
`
