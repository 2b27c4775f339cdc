import { readFileSync } from 'node:fs'

/*
 * Messages as an audience writes them, for measuring speed: made of parts that were written for this, so that they can
 * be shipped. What is in them hardly matters to speed; how long they are does.
 */

const openings = [
  'Quick question:',
  'Honestly,',
  'Hi all,',
  '@maria',
  '@panel',
  'Sorry if this was asked before, but',
  'From the Brno office:',
  'Follow-up:',
  'Not to be negative, but',
  'Just joined,',
  '+1 to the last comment,',
  'OK so',
  'As a new starter,',
  'Speaking for the support team:',
]

const clauses = [
  'when will the slides be shared with everybody who could not be here',
  'the audio keeps cutting out for those of us who are remote',
  'this is by far the best town hall we have had in years',
  'why was the training budget cut again without a word to the teams',
  'I really like the direction the roadmap is taking',
  'can you repeat the last point about the migration',
  'nobody has answered my question from last month',
  'the new office is lovely but the commute is killing me',
  'does the travel policy apply to contractors as well',
  'thank you for being so open about what went wrong',
  'the numbers on slide 12 do not match the report from Tuesday',
  'it would help to hear from the people who actually run the service',
  'is there a date for the next release or is it still "soon"',
  'the demo was brilliant and I cannot wait to try it',
  'half of my team has left since the reorganisation',
  'how do we make sure that the night shift is heard',
  'parental leave being extended made my whole week',
  'we were promised new laptops in Q1 and it is November now',
  'the support desk solved my problem in five minutes',
  'I did not understand a single word of that answer',
  'what happens to the projects that are already funded',
  'revenue grew 4% and yet there is no bonus, right',
  'the captions are a great help, please keep them',
  'that joke about the interns was not funny at all',
  'lunch was cold & the room is freezing',
  'who do I talk to if my manager says no',
  "I'm so proud of this team after the outage",
  'the survey was anonymous, or so we were told',
  'will the recording be on the intranet afterwards',
  "we still haven't heard anything about pensions",
]

const closings = [
  '?',
  '!',
  '.',
  '...',
  '?!',
  '!!! 🎉',
  ' 😡',
  '. Thanks!',
  ' #townhall',
  ' #allhands2026 #askme',
  ' https://example.org/slides/2026-q3',
  '. More at www.example.org/faq',
  ' 👏👏👏',
  '. Anyone?',
  ', please',
]

const shorts = [
  'ok',
  'LOL',
  'so true',
  '+1',
  'Great!',
  'what?',
  'not good',
  'Thank you ❤️',
  'no comment...',
  'Yes please',
]

const joints = [' and ', ', but ', '. Also, ', ' because ', '; ', ' - ']

/** Park and Miller's minimal standard generator: the same numbers everywhere. Gives 0 up to, not including, 1. */
export const drawing = (seed: number) => () => {
  seed = (seed * 48_271) % 2_147_483_647
  return (seed - 1) / 2_147_483_646
}

/**
 * The same `count` messages every time, of lengths as tweets have them: 28 tokens in the mean, from 3 to about 65.
 * benchTexts(3)[2] -> "Sorry if this was asked before, but we still haven't heard anything about pensions and …"
 */
export const benchTexts = (count: number): string[] => {
  const draw = drawing(2026)
  const one = (parts: readonly string[]) => parts[Math.floor(draw() * parts.length)]!
  const message = () => {
    if (draw() < 0.04) return one(shorts)
    const first = `${draw() < 0.6 ? `${one(openings)} ` : ''}${one(clauses)}`
    const second = draw() < 0.68 ? one(joints) + one(clauses) : ''
    const third = draw() < 0.22 ? one(joints) + one(clauses) : ''
    return first + second + third + one(closings)
  }
  return Array.from({ length: count }, message)
}

/** The first `count` messages of a TSV that names a column `text` in its first line. */
export const textsIn = (file: string, count: number): string[] => {
  const [head, ...rows] = readFileSync(file, 'utf8').trimEnd().split('\n')
  const column = head!.split('\t').indexOf('text')
  if (column < 0) throw new Error(`${file} has no column "text" in its first line: give a TSV that has`)
  return rows.slice(0, count).map(row => row.split('\t')[column] ?? '')
}
