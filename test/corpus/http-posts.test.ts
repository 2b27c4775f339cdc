import { describe, expect, test } from 'vitest'
import { ask, post, problemOf, standIn } from '../functions/api/stand-in.ts'
import { bench } from '../functions/pipeline/samples.ts'
import { badInput } from './bad-input.ts'
import { type Case, type Expected, expectedOn, isTaken } from './case.ts'
import { httpPosts } from './http-posts.ts'
import { expectCounted, expectLetter, lettersOf, nameOf, queues, run } from './queues.ts'

/** What HTTP answers to what a queue rejects. Whether the model can read a text is known only after the 202. */
const statusOf: Partial<Record<Expected, number>> = {
  ...{ 'not-utf8': 400, 'not-json': 400, 'too-large': 413 },
  ...{ 'bad-shape': 422, 'too-old': 422, 'too-new': 422, 'no-tokens': 202, counted: 202, erased: 202 },
}

/** The API on a bench: what a post leaves on the queue, in the store and among the letters. */
const open = () => {
  const on = bench()
  return { on, ...standIn({ clock: on.clock, store: on.ports.store, letters: on.ports.letters }) }
}
const expectNothing = ({ on, sent, failures }: ReturnType<typeof open>): void => {
  expect([sent, failures, lettersOf(on)]).toEqual([[], [], []])
  expectCounted(on, 0)
}

const cases = badInput.map(one => ({ ...one, expected: expectedOn(one, 'http')! }))
const refused = cases.filter(({ expected }) => statusOf[expected] !== 202)
const rows = (some: typeof cases) => some.map(one => [one.name, one] as const)

describe('bad input over HTTP', () => {
  test.each(rows(refused))(
    '%s is refused, says why, and leaves nothing',
    async (_, { body, mediaType, expected, detail, outcome }) => {
      const opened = open()
      const answer = await post(opened.app, 'hall', body, mediaType)
      expect(answer.status).toBe(statusOf[expected])
      const problem = await problemOf(answer)
      expect(problem.detail).toMatch(expected === outcome ? (detail ?? /./) : /./)
      if (answer.status === 422) expect(problem.errors).not.toHaveLength(0)
      expectNothing(opened)
    },
  )

  test.each(rows(cases.filter(({ expected }) => statusOf[expected] === 202)))(
    '%s is taken, and then counted or a dead letter',
    async (_, { body, mediaType, expected }) => {
      const { app, sent, failures } = open()
      expect((await post(app, 'hall', body, mediaType)).status).toBe(202)
      const ran = await run(queues.sqs(sent.map(one => Buffer.from(one))))
      expect(ran.outcomes.map(nameOf)).toEqual([expected])
      expect(failures).toEqual([])
      expectCounted(ran, expected === 'counted' ? 1 : 0)
      if (isTaken(expected)) return expect(lettersOf(ran)).toEqual([])
      expect(expectLetter(ran, expected).toString()).toBe(sent[0])
    },
  )

  test('a list with one of them in it is refused whole, and the answer says which', async () => {
    for (const { name, body } of refused.filter(isBareAndBad)) {
      const opened = open()
      const list = [{ text: 'good' }, JSON.parse(Buffer.from(body).toString()), { text: 'good' }]
      const answer = await post(opened.app, 'hall', list)
      const { status, errors = [] } = await problemOf(answer)
      expect([name, status, errors.length > 0]).toEqual([name, 422, true])
      expect(
        errors.filter(({ pointer }) => !/^\/1(\/|$)/.test(pointer)),
        name,
      ).toEqual([])
      expectNothing(opened)
    }
  })

  test('it names the field that the dead letter of a queue names', async () => {
    for (const one of refused.filter(
      ({ outcome, expected }) => outcome === 'bad-shape' && expected === outcome,
    )) {
      const { app } = open()
      const { errors = [] } = await problemOf(await post(app, 'hall', one.body, one.mediaType))
      const { detail } = lettersOf(await run(queues.sqs([one.body])))[0]!
      for (const { pointer } of errors.filter(({ pointer }) => pointer !== ''))
        expect(detail, one.name).toContain(pointer.slice(1).replaceAll('/', '.'))
    }
  })
})

describe('bad posts', () => {
  test.each(httpPosts.map(one => [one.name, one] as const))(
    '%s',
    async (_, { body, status, detail, room = 'hall', ...given }) => {
      const opened = open()
      const { type = 'application/json', headers } = given
      const answer = await ask(opened.app, `/v1/rooms/${room}/messages`, {
        method: 'POST',
        headers: { ...(type === '' ? {} : { 'content-type': type }), ...headers },
        body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), // a text would bring a type
      })
      expect(answer.status).toBe(status)
      expect((await problemOf(answer)).detail).toMatch(detail)
      expectNothing(opened)
    },
  )
})

const isBareAndBad = ({ expected, mediaType }: Case & { expected: Expected }) =>
  statusOf[expected] === 422 && mediaType === 'application/json'
