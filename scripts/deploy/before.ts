/*
 * All that can be wrong with a deployment, found before anything is created. Each fault says what is wrong, with what,
 * and what to do; they are told together, so that nobody mends one only to meet the next.
 */
import type { Stack } from '@aws-sdk/client-cloudformation'
import { trials } from '../packed-models.ts'
import { type Account, askConcurrency, askRuntime, askWho, findStack, stackFault } from './account.ts'
import { regionFault, stackOf, stageFault } from './names.ts'
import { configurationOf, type Target } from './osls.ts'
import { faultsOf, type Parameters, parametersOf } from './parameters.ts'

export type Found = {
  faults: string[]
  /** What may go wrong later, and does not stand in the way. */
  warnings: string[]
  account?: Account
  /** What there is under this name already. */
  stack?: Stack
  parameters: Parameters
}

export const lookBefore = async (target: Target): Promise<Found> => {
  const named = [stageFault(target.stage), regionFault(target.region)].flatMap(fault => fault ?? [])
  if (named.length > 0) return { faults: named, warnings: [], parameters: {} }
  const { params, custom } = await configurationOf(target.stage, target.region)
  const own = parametersOf(params, target.stage, target.given)
  const parameters = { ...parametersOf({ default: custom.profiles[own.profile!] }, target.stage), ...own }
  const models = [
    modelFault('ROOMTONE_MODEL', custom.model),
    modelFault('ROOMTONE_SHADOW_MODEL', custom.shadow),
    modelFault('ROOMTONE_SIMILARITY_MODEL', custom.similarity === 'no' ? '' : custom.similarity),
  ]
  const here = [...faultsOf(parameters), ...(await Promise.all(models)).flat()]
  const there = await lookThere(target, parameters)
  return { ...there, faults: [...here, ...there.faults], parameters }
}

const modelFault = async (namedBy: keyof typeof trials, folder: string): Promise<string[]> => {
  if (folder === '') return []
  try {
    await trials[namedBy](folder)
    return []
  } catch (error) {
    return [(error as Error).message]
  }
}

const lookThere = async (
  { stage, region }: Target,
  parameters: Parameters,
): Promise<Omit<Found, 'parameters'>> => {
  const who = await askWho(region)
  if (!who.ok) return { faults: [who.fault], warnings: [] }
  const [runtime, concurrency, stack] = await Promise.all([
    askRuntime(region),
    askConcurrency(region),
    findStack(stackOf(stage), region).catch((error: Error) => error),
  ])
  const isUnknown = stack instanceof Error
  const faults = [
    runtime,
    isUnknown
      ? `CloudFormation does not answer (${stack.message}): may ${who.answer.who} use it?`
      : stackFault(stack),
  ].flatMap(fault => fault ?? [])
  return {
    faults,
    warnings: concurrencyWarning(concurrency, parameters),
    account: who.answer,
    ...(!isUnknown && stack && { stack }),
  }
}

/** Not a fault: a small account works, and is throttled when it is busy. */
const concurrencyWarning = (
  limit: number | undefined,
  { 'classify-concurrency': most }: Parameters,
): string[] =>
  limit === undefined || limit > Number(most)
    ? []
    : [
        `the account may run ${limit} functions at once, and classify-concurrency is ${most}: under load the API is refused. Ask for more in Service Quotas ("Concurrent executions"), or lower it`,
      ]
