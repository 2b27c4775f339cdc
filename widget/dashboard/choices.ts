import type { Option } from '../segments.ts'

export const spans: Option[] = [
  { value: '15', name: '15 min' },
  { value: '60', name: 'Hour' },
  { value: '1440', name: 'Day' },
  { value: 'all', name: 'All' },
]

export const themes: Option[] = [
  { value: '', name: 'Auto' },
  { value: 'light', name: 'Light' },
  { value: 'dark', name: 'Dark' },
]
