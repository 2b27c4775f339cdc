import { css, html, LitElement, type PropertyValues, type TemplateResult, unsafeCSS } from 'lit'
import uPlot from 'uplot'
import uPlotStyle from 'uplot/dist/uPlot.min.css'
import { type Column, columnInWords, trendInWords } from './columns.ts'
import { timeOf } from './freshness.ts'
import { theme } from './theme.css.ts'
import { type Colours, dataOf, trendOptions } from './trend-plot.ts'

const HEIGHT_PX = 170

/** Columns over time: how many messages, stacked by label. The same as a sentence and as a table. */
export class RoomMoodTrend extends LitElement {
  static override properties = {
    columns: { attribute: false },
    stepMs: { attribute: false },
    theme: { reflect: true },
    pointed: { state: true },
  }
  static override styles = [
    theme,
    unsafeCSS(uPlotStyle),
    css`
      :host {
        display: block;
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        gap: 0 1em;
        min-height: 1.5em;
        font-variant-numeric: tabular-nums;
      }
      h3 {
        font-size: 1em;
        font-weight: 600;
      }
      .plot {
        min-height: ${HEIGHT_PX}px;
        margin: 0.5em 0 0.25em;
      }
      .u-hz .u-cursor-x {
        border-right: 1px solid var(--soft);
      }
      .scroll {
        max-height: 16em;
        overflow: auto;
        margin-top: 0.5em;
      }
      table {
        width: 100%;
        border-collapse: collapse;
        font-size: 0.875em;
        font-variant-numeric: tabular-nums;
      }
      th,
      td {
        padding: 0.25em 0.5em;
        border-bottom: 1px solid var(--line);
        text-align: right;
        font-weight: 400;
      }
      thead th {
        position: sticky;
        top: 0;
        background: var(--surface);
        font-weight: 600;
      }
    `,
  ]

  declare columns: Column[]
  declare stepMs: number
  declare theme: string
  /** Which column the pointer is on. */
  declare pointed: number | undefined

  private plot: uPlot | undefined
  private readonly darkness = matchMedia('(prefers-color-scheme: dark)')
  private readonly resizing = new ResizeObserver(() => this.fit())
  private readonly redraw = () => this.drawAnew()

  constructor() {
    super()
    this.columns = []
    this.stepMs = 60_000
    this.theme = ''
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.resizing.observe(this)
    this.darkness.addEventListener('change', this.redraw)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.resizing.disconnect()
    this.darkness.removeEventListener('change', this.redraw)
    this.plot?.destroy()
    this.plot = undefined
  }

  override render(): TemplateResult {
    const pointed = this.columns[this.pointed ?? -1]
    const unit = this.stepMs < 3_600_000 ? 'minute' : 'hour'
    return html`
      <div class="head">
        <h3>Messages per ${unit}</h3>
        <span class="soft small" aria-hidden="true">${pointed ? columnInWords(pointed) : ''}</span>
      </div>
      <div class="plot" role="img" aria-label="Messages per ${unit}. ${trendInWords(this.columns)}"></div>
      <details class="small">
        <summary class="soft">As a table</summary>
        ${this.table(unit)}
      </details>
    `
  }

  private table(unit: string): TemplateResult {
    const rows = this.columns.filter(column => column.n > 0).reverse()
    return html`
      <div class="scroll" tabindex="0" role="region" aria-label="Messages per ${unit}, newest first">
        <table>
          <thead>
            <tr><th scope="col">From</th><th scope="col">Negative</th><th scope="col">Neutral</th><th scope="col">Positive</th><th scope="col">All</th></tr>
          </thead>
          <tbody>
            ${rows.map(
              row =>
                html`<tr><th scope="row">${timeOf(row.start)}</th><td>${row.negative}</td><td>${row.neutral}</td><td>${row.positive}</td><td>${row.n}</td></tr>`,
            )}
          </tbody>
        </table>
      </div>
    `
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (this.plot === undefined || changed.has('theme') || changed.has('stepMs')) this.drawAnew()
    else if (changed.has('columns')) this.plot.setData(dataOf(this.columns))
  }

  private drawAnew(): void {
    const place = this.renderRoot.querySelector<HTMLElement>('.plot')
    if (!this.isConnected || place === null || this.columns.length === 0) return
    this.plot?.destroy()
    const size = { width: place.clientWidth, height: HEIGHT_PX }
    const point = (index: number | undefined) => {
      this.pointed = index
    }
    this.plot = new uPlot(trendOptions(size, this.stepMs, this.colours(), point), dataOf(this.columns), place)
  }

  private fit(): void {
    const place = this.renderRoot.querySelector<HTMLElement>('.plot')
    if (place && this.plot && place.clientWidth !== this.plot.width)
      this.plot.setSize({ width: place.clientWidth, height: HEIGHT_PX })
  }

  /** A canvas knows no custom properties: ask the browser what they come to. */
  private colours(): Colours {
    const probe = document.createElement('span')
    this.renderRoot.append(probe)
    const resolve = (name: string) => {
      probe.style.color = `var(--${name})`
      return getComputedStyle(probe).color
    }
    const plain = { text: resolve('soft'), line: resolve('line'), font: getComputedStyle(this).fontFamily }
    // Labels keep their colours where a reader forces others on the page: the columns would all be the same.
    probe.style.setProperty('forced-color-adjust', 'none')
    const labels = {
      negative: resolve('negative'),
      neutral: resolve('neutral'),
      positive: resolve('positive'),
    }
    probe.remove()
    return { ...plain, ...labels }
  }
}
