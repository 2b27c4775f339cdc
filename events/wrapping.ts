/*
 * What producers put around their JSON, by its first bytes. None of it is undone here: what unpacks to more than it
 * weighs would be a way to fill our memory, and a schema is not at hand. Kafka's own compression (compression.type) is
 * undone before a record gets here.
 */
const compressed = (by: string) =>
  `the value is compressed by ${by}; send it as it is, and let Kafka compress (compression.type)`

/** [first bytes, what an operator should know] */
const wrappings: [readonly number[], string][] = [
  [[0x1f, 0x8b], compressed('gzip')], // RFC 1952
  [[0x28, 0xb5, 0x2f, 0xfd], compressed('zstd')], // RFC 8878
  [[0x04, 0x22, 0x4d, 0x18], compressed('lz4')], // lz4_Frame_format.md
  [[0xff, 0x06, 0x00, 0x00, 0x73, 0x4e, 0x61, 0x50, 0x70, 0x59], compressed('snappy')], // framing_format.txt
  [[0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00], compressed('snappy')], // snappy-java's own frame
  // https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/index.html#wire-format
  [[0x00], "the value begins like a schema registry's (a zero and a schema's number); send plain JSON"],
]

/** [0x1f, 0x8b, …] -> 'the value is compressed by gzip; …'; undefined: nothing that is known here. */
export const wrappingOf = (value: Uint8Array): string | undefined =>
  wrappings.find(([start]) => start.every((byte, at) => value[at] === byte))?.[1]
