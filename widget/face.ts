import { svg, type TemplateResult } from 'lit'
import type { Label } from '../schemas/labelled.ts'

const mouths: Record<Label, string> = {
  negative: 'M8 16.5q4-4 8 0',
  neutral: 'M8 15.5h8',
  positive: 'M8 14.5q4 4 8 0',
}

/** A face for a label, so that no label is told by colour alone. The word always stands beside it. */
export const face = (label: Label): TemplateResult => svg`
  <svg class="face" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" aria-hidden="true">
    <circle cx="12" cy="12" r="9.5"></circle>
    <path d=${mouths[label]}></path>
    <path d="M9 9.5v.4M15 9.5v.4" stroke-width="2.5"></path>
  </svg>`
