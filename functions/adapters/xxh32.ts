/*
 * The checksum of LZ4 frames: XXH32 with seed 0.
 * https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
 */
const P1 = 0x9e3779b1
const P2 = 0x85ebca77
const P3 = 0xc2b2ae3d
const P4 = 0x27d4eb2f
const P5 = 0x165667b1

const STRIPE_BYTES = 16

const rotate = (word: number, bits: number) => (word << bits) | (word >>> (32 - bits))

/** "" -> 0x02cc5d05, "abc" -> 0x32d153ff */
export const xxh32 = (bytes: Buffer): number => {
  const striped = bytes.length - (bytes.length % STRIPE_BYTES)
  let sum = (striped > 0 ? stripes(bytes, striped) : P5) + bytes.length
  let at = striped
  for (; at + 4 <= bytes.length; at += 4)
    sum = Math.imul(rotate(sum + Math.imul(bytes.readUInt32LE(at), P3), 17), P4)
  for (; at < bytes.length; at++) sum = Math.imul(rotate(sum + Math.imul(bytes[at]!, P5), 11), P1)
  sum = Math.imul(sum ^ (sum >>> 15), P2)
  sum = Math.imul(sum ^ (sum >>> 13), P3)
  return (sum ^ (sum >>> 16)) >>> 0
}

const stripes = (bytes: Buffer, end: number): number => {
  const lane = (sum: number, at: number) =>
    Math.imul(rotate((sum + Math.imul(bytes.readInt32LE(at), P2)) | 0, 13), P1)
  let [a, b, c, d] = [(P1 + P2) | 0, P2 | 0, 0, -P1 | 0]
  for (let at = 0; at < end; at += STRIPE_BYTES) {
    a = lane(a, at)
    b = lane(b, at + 4)
    c = lane(c, at + 8)
    d = lane(d, at + 12)
  }
  return (rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18)) | 0
}
