import { openGate } from '../../infra/emulate/gate.ts'
import { neededFor } from './permissions.ts'

/** A stand-in of IAM before local engines: passes on what is granted, refuses the rest as AWS does. */
export type GuardedGate = {
  url: string
  /** What requests needed so far: 'dynamodb:PutItem on Table' */
  used: Set<string>
  denied: Set<string>
  close(): Promise<void>
}

/** `engines`: service of X-Amz-Target -> where it listens. { AmazonSQS: 'http://127.0.0.1:4566' } */
export const openGuardedGate = async (
  granted: readonly string[],
  engines: Record<string, string>,
): Promise<GuardedGate> => {
  const used = new Set<string>()
  const denied = new Set<string>()
  const gate = await openGate({
    engines,
    refuse: ({ service, operation, body }) => {
      const needed = neededFor(`${service}.${operation}`, body)
      const refused = needed.filter(one => !granted.includes(one))
      for (const one of needed) used.add(one)
      for (const one of refused) denied.add(one)
      return refused.length > 0 ? `not authorized to perform: ${refused.join(', ')}` : undefined
    },
  })
  return { ...gate, used, denied }
}
