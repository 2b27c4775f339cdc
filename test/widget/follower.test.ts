import type { ReactiveController, ReactiveElement } from 'lit'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Follower } from '../../widget/follower.ts'

const page = Object.assign(new EventTarget(), { hidden: false })
const turn = (hidden: boolean) => {
  page.hidden = hidden
  page.dispatchEvent(new Event('visibilitychange'))
}
beforeEach(() => void vi.stubGlobal('document', page))
afterEach(() => {
  page.hidden = false
  vi.unstubAllGlobals()
})

/** An element on a page, its watches in the order in which they began, and what was done to them: ['wake 0', 'stop 0'] */
const element = () => {
  const controllers: ReactiveController[] = []
  const done: string[] = []
  const host = {
    hasUpdated: false,
    addController: (one: ReactiveController) => void controllers.push(one),
  }
  let begun = 0
  const follower = new Follower(host as unknown as ReactiveElement, () => {
    const number = begun++
    done.push(`begin ${number}`)
    return { wake: () => void done.push(`wake ${number}`), stop: () => void done.push(`stop ${number}`) }
  })
  return {
    done,
    follower,
    connect: () => controllers.forEach(one => void one.hostConnected?.()),
    disconnect: () => controllers.forEach(one => void one.hostDisconnected?.()),
    update: () => {
      host.hasUpdated = true
      follower.follow()
    },
  }
}

test('it looks again when somebody comes back to the page, and not when they leave it', () => {
  const { done, connect, update, disconnect } = element()
  connect()
  expect(done).toEqual([])
  update()
  turn(true)
  turn(false)
  expect(done).toEqual(['begin 0', 'wake 0'])
  disconnect()
})

test('taken off the page, it stops and hears nothing; put back, it begins anew', () => {
  const { done, connect, update, disconnect } = element()
  connect()
  update()
  disconnect()
  turn(false)
  expect(done).toEqual(['begin 0', 'stop 0'])
  connect()
  turn(false)
  expect(done.slice(2)).toEqual(['stop 0', 'begin 1', 'wake 1'])
  disconnect()
})

test('there is one watch at a time', () => {
  const { done, follower, connect, update, disconnect } = element()
  connect()
  update()
  follower.follow()
  expect(done).toEqual(['begin 0', 'stop 0', 'begin 1'])
  disconnect()
})
