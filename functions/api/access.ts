import { EVERY_ROOM, type Scope } from '../../schemas/token.ts'
import type { Clock } from '../pipeline/ports.ts'
import { Refusal, unavailable } from './problem.ts'
import { everything, type Grant, type Verified, verifyToken } from './token.ts'
import type { TokenSecrets } from './token-secrets.ts'

/** Who may do what. Refuses with 401 where a request has nothing to show, or something that is not valid. */
export type Access = { grantOf(request: Request): Promise<Grant> }

/**
 * Tokens signed with one of `secrets`. Where `onLoopback` (the server is bound to a loopback address and to nothing else), a
 * request without an Authorization header that comes from this machine's own page or programs may do everything.
 */
export const tokenAccess = ({
  secrets,
  clock,
  onLoopback,
}: {
  secrets: TokenSecrets
  clock: Pick<Clock, 'now'>
  onLoopback: boolean
}): Access => ({
  grantOf: async ({ headers }) => {
    const authorization = headers.get('authorization')
    if (authorization === null) {
      if (onLoopback && isFromHere(headers)) return everything
      throw unauthorized(
        'a token is needed: send "Authorization: Bearer TOKEN"; "roomtone token ROOM" makes one',
      )
    }
    const [, token] = /^Bearer +(\S+)$/i.exec(authorization) ?? []
    if (!token) throw invalidToken('the Authorization header is not "Bearer TOKEN"')
    const verified = await verify(secrets, token, clock.now()).catch(secretsUnknown)
    if (verified.is === 'valid') return verified.grant
    throw invalidToken(`the token is not valid: ${verified.why}`)
  },
})

/** A token of a secret that was put in place a moment ago is known, too. */
const verify = async (secrets: TokenSecrets, token: string, nowMs: number): Promise<Verified> => {
  const verified = await verifyToken(await secrets.valid(), token, nowMs)
  return verified.is === 'unsigned' ? verifyToken(await secrets.renewed(), token, nowMs) : verified
}

const secretsUnknown = (cause: unknown): never => {
  throw unavailable('whether the token is valid cannot be said now: ask again', cause)
}

const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * A page of another site can make a browser on this machine send requests here. Its name gives it away: in Origin, or,
 * where it had its own name resolve to 127.0.0.1 (DNS rebinding), in Host. A proxy on this machine is no browser here.
 */
const isFromHere = (headers: Headers): boolean => {
  const host = urlOf(`http://${headers.get('host')}`)
  const origin = headers.get('origin')
  return (
    host !== undefined &&
    LOOPBACK_NAMES.has(host.hostname) &&
    (origin === null || urlOf(origin)?.origin === host.origin) &&
    !['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'via'].some(name => headers.has(name))
  )
}

const urlOf = (text: string): URL | undefined => URL.parse(text) ?? undefined

/** Refuses with 403, naming what is missing, where the grant does not cover it. */
export const demand = (grant: Grant, scope: Scope, room: string): void => {
  if (!grant.scopes.has(scope))
    throw forbidden(
      `this needs the scope ${scope}; the token has ${[...grant.scopes].join(', ') || 'none'}`,
      scope,
    )
  if (!covers(grant, room))
    throw forbidden(
      room === EVERY_ROOM
        ? `this needs a token for every room ("*"); the token is for ${JSON.stringify(grant.room)}`
        : `the token is for room ${JSON.stringify(grant.room)}, not for ${JSON.stringify(room)}`,
      scope,
    )
}

export const covers = (grant: Grant, room: string | undefined): boolean =>
  grant.room === EVERY_ROOM || grant.room === room

/** Challenges as https://www.rfc-editor.org/rfc/rfc6750#section-3 has them. */
const challenge = (rest = '') => ({ 'www-authenticate': `Bearer realm="roomtone"${rest}` })
const unauthorized = (detail: string) => new Refusal(401, detail, { headers: challenge() })
const invalidToken = (detail: string) =>
  new Refusal(401, detail, { headers: challenge(', error="invalid_token"') })
const forbidden = (detail: string, scope: Scope) =>
  new Refusal(403, detail, { headers: challenge(`, error="insufficient_scope", scope="${scope}"`) })
