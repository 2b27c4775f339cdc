import { svg, type TemplateResult } from 'lit'

/*
 * Marks drawn like the faces, for what a message is besides its label. A word always stands beside a mark, or is
 * hidden in its place.
 */
const drawn = (shape: TemplateResult): TemplateResult => svg`
  <svg class="mark" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${shape}</svg>`

export const questionMark = drawn(svg`
  <circle cx="12" cy="12" r="9.5"></circle>
  <path d="M9.3 9.6a2.7 2.7 0 1 1 4 2.4c-.8.4-1.3 1-1.3 1.9"></path>
  <path d="M12 16.9v.2" stroke-width="2.5"></path>`)

export const flag = drawn(svg`<path d="M6 21.5V3.5h12l-3 4.5 3 4.5H6"></path>`)
