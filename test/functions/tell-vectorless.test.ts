import { expect, test } from 'vitest'
import { vectorlessTeller } from '../../functions/tell-vectorless.ts'
import { stillClock } from './pipeline/samples.ts'

const opened = () => {
  const lines: { message: string; fields: unknown }[] = []
  const clock = stillClock()
  const tell = vectorlessTeller((_, message, fields) => void lines.push({ message, fields }), clock)
  return { lines, clock, tell }
}

test('the first questions without a vector are told at once, with the cause and the cure', () => {
  const { lines, tell } = opened()
  tell(3, 'no file')
  expect(lines).toEqual([
    {
      message: 'questions were counted without a vector: "roomtone relabel" fills it in',
      fields: { questions: 3, error: 'no file' },
    },
  ])
})

test('those of a minute are told together, and none is left out for good while more come', async () => {
  const { lines, tell, clock } = opened()
  for (let second = 0; second < 180; second++) {
    tell(2, new Error('broken'))
    await clock.sleep(1_000)
  }
  expect(lines.map(({ fields }) => (fields as { questions: number }).questions)).toEqual([2, 120, 120])
})

test('a text in which there is nothing to encode is no error of the encoder', () => {
  const { lines, tell } = opened()
  tell(1, undefined)
  expect(lines[0]?.fields).toEqual({
    questions: 1,
    error: 'the encoder found nothing in them to encode',
  })
})
