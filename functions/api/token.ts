import { errors, jwtVerify, SignJWT } from 'jose'
import { EVERY_ROOM, MAX_TOKEN_LIFE_MS, Scope, TokenClaims } from '../../schemas/token.ts'

/** What the holder of a token may do, and in which room ('*': in every one). */
export type Grant = { room: string; scopes: ReadonlySet<Scope> }

export const everything: Grant = { room: EVERY_ROOM, scopes: new Set(Scope.options) }

/** 'unsigned': by none of the secrets that are known. */
export type Verified = { is: 'valid'; grant: Grant } | { is: 'invalid' | 'unsigned'; why: string }

/** The one algorithm that is accepted, whatever the token's header says: so `none` is not. */
const ALGORITHM = 'HS256'

/** As long as the hash. https://www.rfc-editor.org/rfc/rfc7518#section-3.2 */
const MIN_SECRET_BYTES = 32

/** The key that signs and checks tokens, from the text of DIR/secret or ROOMTONE_TOKEN_SECRET. Throws if it is short. */
export const secretBytes = (text: string): Uint8Array => {
  const bytes = new TextEncoder().encode(text.trim())
  if (bytes.byteLength >= MIN_SECRET_BYTES) return bytes
  throw new Error(
    `the token secret has ${bytes.byteLength} bytes, at least ${MIN_SECRET_BYTES} are needed: make one with "openssl rand -base64 48"`,
  )
}

/** {room:'all-hands', scopes: {read}} for an hour -> 'eyJhbGciOiJIUzI1NiJ9.eyJyb29tIjoiYWxsLWhhbmRz….…' */
export const signToken = (
  secret: Uint8Array,
  { room, scopes }: Grant,
  { nowMs, lastsMs }: { nowMs: number; lastsMs: number },
): Promise<string> =>
  new SignJWT({ room, scope: [...scopes].join(' ') })
    .setProtectedHeader({ alg: ALGORITHM })
    .setIssuedAt(Math.floor(nowMs / 1000))
    .setExpirationTime(Math.floor((nowMs + lastsMs) / 1000))
    .sign(secret)

/** Whether one of `secrets` signed it, for now. Never throws for what a token may be. */
export const verifyToken = async (
  secrets: readonly Uint8Array[],
  token: string,
  nowMs: number,
): Promise<Verified> => {
  for (const secret of secrets) {
    const verified = await verifyWith(secret, token, nowMs)
    if (verified.is !== 'unsigned') return verified
  }
  return unsigned
}

const unsigned: Verified = { is: 'unsigned', why: 'it was not signed here for this' }

const verifyWith = async (secret: Uint8Array, token: string, nowMs: number): Promise<Verified> => {
  try {
    const { payload } = await jwtVerify(token, secret, {
      algorithms: [ALGORITHM],
      requiredClaims: ['exp'],
      currentDate: new Date(nowMs),
    })
    const claims = TokenClaims.safeParse(payload)
    if (!claims.success) return { is: 'invalid', why: 'it lacks the claims room and scope' }
    if (lifeOf(claims.data, nowMs) > MAX_TOKEN_LIFE_MS) return { is: 'invalid', why: lastsTooLong }
    return { is: 'valid', grant: grantOf(claims.data) }
  } catch (error) {
    if (error instanceof errors.JWTExpired) return { is: 'invalid', why: 'it has expired' }
    if (error instanceof errors.JWSSignatureVerificationFailed) return unsigned
    if (error instanceof errors.JOSEError) return { is: 'invalid', why: 'it was not signed here for this' }
    throw error
  }
}

const lastsTooLong = `it is made for longer than ${MAX_TOKEN_LIFE_MS / 86_400_000} days`

/** One that does not say when it was made, or says in the future, counts from now. */
const lifeOf = ({ iat, exp }: TokenClaims, nowMs: number): number =>
  1_000 * exp - Math.min(nowMs, 1_000 * (iat ?? Number.POSITIVE_INFINITY))

const grantOf = ({ room, scope }: TokenClaims): Grant => ({
  room,
  scopes: new Set(scope.split(' ').flatMap(word => Scope.safeParse(word).data ?? [])),
})
