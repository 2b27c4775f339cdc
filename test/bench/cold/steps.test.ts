import { expect, test } from 'vitest'
import { middleOf, phasesIn, type Start, startOf } from '../../../bench/cold/steps.ts'

const seen = { startedMs: 1_000, readyMs: 1_200, answeredMs: 1_250, cpuMs: 180 }
const log = `phase runtime 1030
phase imports 1040.5
some other line
phase model 1060
phase library 1080
phase session 1100
phase wiring 1130
phase ran 1240
`

test('phases are read from a log that holds other lines, too', () => {
  expect(phasesIn(log).slice(0, 2)).toEqual([
    { step: 'runtime', atMs: 1030 },
    { step: 'imports', atMs: 1040.5 },
  ])
})

test('the steps of a start add up to the time until the first label', () => {
  const start = startOf(phasesIn(log), seen)
  const sum = Object.values(start.steps).reduce((total, ms) => total + ms, 0)
  expect(start.labelMs).toBe(240)
  expect(sum).toBeCloseTo(240)
  expect(start.steps).toMatchObject({ process: 30, runtime: 10.5, wiring: 70, event: 40 })
})

test('a function without a model is measured to its answer, and has no steps of a model', () => {
  const start = startOf(phasesIn('phase runtime 1030\nphase imports 1040\n'), seen)
  expect(start).toMatchObject({ labelMs: undefined, answerMs: 250, initMs: 200 })
  expect(start.steps).toEqual({ process: 30, runtime: 10, imports: 160, event: 50 })
})

test('the run that checks a model at its start is not taken for the first label', () => {
  const checked = log.replace('phase ran 1240', 'phase ran 1190\nphase ran 1240')
  expect(startOf(phasesIn(checked), seen)).toEqual(startOf(phasesIn(log), seen))
})

test('a model that the first event loads has its steps after that event, and none is less than nothing', () => {
  const start = startOf(phasesIn(log), { ...seen, readyMs: 1_050 })
  expect(start.labelMs).toBe(240)
  expect(start.steps).toMatchObject({ imports: 9.5, event: 10, model: 20, session: 30, wiring: 110 })
  expect(Math.min(...Object.values(start.steps))).toBeGreaterThanOrEqual(0)
})

test('of several starts the middle one of each figure counts', () => {
  const start = (answerMs: number): Start => ({
    steps: { process: answerMs / 10 },
    initMs: answerMs - 1,
    labelMs: undefined,
    answerMs,
    cpuMs: undefined,
  })
  expect(middleOf([start(30), start(900), start(20)])).toEqual(start(30))
})
