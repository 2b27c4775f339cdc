/*
 * WebAssembly written as functions: each gives the bytes of one instruction, nested as the instructions are. Only what
 * scan.ts needs. So there is no assembler to install and no binary to trust: the bytes are made when it is loaded.
 *
 *   add(local(0), int(2))  ->  20 00 41 02 6a     local.get 0, i32.const 2, i32.add
 *
 * https://webassembly.github.io/spec/core/binary/
 */
export type Code = number | readonly Code[]

export const types = { i32: 0x7f, f32: 0x7d, v128: 0x7b } as const
type Type = (typeof types)[keyof typeof types]

const bytesOf = (code: Code, bytes: number[] = []): number[] => {
  if (typeof code === 'number') bytes.push(code)
  else for (const part of code) bytesOf(part, bytes)
  return bytes
}

/** LEB128: seven bits a byte, the lowest first. 300 -> ac 02 */
const unsigned = (value: number): Code =>
  value < 0x80 ? value : [(value & 0x7f) | 0x80, unsigned(value >>> 7)]

/** The same with the sign in bit 6 of the last byte. 64 -> c0 00, -1 -> 7f */
const signed = (value: number): Code =>
  value >= -64 && value < 64 ? value & 0x7f : [(value & 0x7f) | 0x80, signed(value >> 7)]

const list = (items: readonly Code[]): Code => [unsigned(items.length), items]
const sized = (code: Code): Code => {
  const bytes = bytesOf(code)
  return [unsigned(bytes.length), bytes]
}
const name = (text: string): Code => sized([...new TextEncoder().encode(text)])

export const int = (value: number): Code => [0x41, signed(value)]
export const local = (index: number): Code => [0x20, unsigned(index)]
export const set = (index: number, value: Code): Code => [value, 0x21, unsigned(index)]

const binary = (opcode: number) => (a: Code, b: Code) => [a, b, opcode]
export const add = binary(0x6a)
export const subtract = binary(0x6b)
export const and = binary(0x71)

/** Both are one block: `body` is left out where `condition` is not 0; `body` is done again while `condition` is not 0. */
export const unless = (condition: Code, body: Code): Code => [0x02, 0x40, condition, 0x0d, 0, body, 0x0b]
export const repeat = (body: Code, condition: Code): Code => [0x03, 0x40, body, condition, 0x0d, 0, 0x0b]
export const isZero = (value: Code): Code => [value, 0x45]

/** How far from the address, which the program knows, and a hint how it is aligned: not at all. */
const at = (offset: number): Code => [0x00, unsigned(offset)]
export const store = (address: Code, offset: number, value: Code): Code => [address, value, 0x36, at(offset)]

const simd = (opcode: number): Code => [0xfd, unsigned(opcode)]
const simdUnary = (opcode: number) => (value: Code) => [value, simd(opcode)]
const simdBinary = (opcode: number) => (a: Code, b: Code) => [a, b, simd(opcode)]
const simdLoad = (opcode: number) => (address: Code, offset: number) => [address, simd(opcode), at(offset)]

/** Four numbers at once (eight for i16x8). */
export const v128 = {
  load: simdLoad(0x00),
  zero: [simd(0x0c), Array<number>(16).fill(0)] as Code,
  /** Four from two vectors: 0 to 3 are those of a, 4 to 7 those of b. */
  pick: (a: Code, b: Code, lanes: readonly number[]): Code => [
    ...[a, b, simd(0x0d)],
    lanes.map(lane => [0, 1, 2, 3].map(byte => 4 * lane + byte)),
  ],
}
export const i16x8 = { load8x8: simdLoad(0x01) }
export const i32x4 = {
  add: simdBinary(0xae),
  dot: simdBinary(0xba),
  bitmask: simdUnary(0xa4),
  lane: (value: Code, lane: number): Code => [value, simd(0x1b), lane],
}
export const f32x4 = {
  splat: simdUnary(0x13),
  ofI32x4: simdUnary(0xfa),
  add: simdBinary(0xe4),
  multiply: simdBinary(0xe6),
  atLeast: simdBinary(0x46),
}

const MAGIC_AND_VERSION = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]
const section = (id: number, items: readonly Code[]): Code => [id, sized(list(items))]

/** A module that exports one function and imports its memory as `env.memory`. The function gives the i32 that `body` leaves. */
export const moduleOf = (
  exported: string,
  parameters: readonly Type[],
  locals: readonly Type[],
  body: Code,
): Uint8Array<ArrayBuffer> =>
  new Uint8Array(
    bytesOf([
      MAGIC_AND_VERSION,
      section(1, [[0x60, list(parameters), list([types.i32])]]),
      section(2, [[name('env'), name('memory'), 0x02, 0x00, 0x01]]),
      section(3, [0x00]),
      section(7, [[name(exported), 0x00, 0x00]]),
      section(10, [sized([list(locals.map(type => [0x01, type])), body, 0x0b])]),
    ]),
  )
