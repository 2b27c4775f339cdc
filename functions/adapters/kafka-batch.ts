/*
 * A batch of records as it lies in memory. https://kafka.apache.org/documentation/#recordbatch
 *
 *   first offset (8), length of what follows (4), leader's epoch (4), magic (1): 2, crc (4), attributes (2),
 *   difference to the last offset (4), first and last time (16), producer (14), how many records (4), records
 *
 * kafkajs hands over the packed records alone, but the head lies before them.
 */
const HEAD_BYTES = 61
/** Of the head, and counted by its length. */
const COUNTED_BYTES = 49

export type BatchHead = { first: bigint; last: bigint; records: number }

/** Undefined where no head of that format lies there: messages of Kafka before 0.11, bytes alone. */
export const headOf = ({ buffer, byteOffset, length }: Buffer): BatchHead | undefined => {
  if (byteOffset < HEAD_BYTES) return undefined
  const head = new DataView(buffer, byteOffset - HEAD_BYTES, HEAD_BYTES)
  if (head.getInt8(16) !== 2 || head.getInt32(8) !== COUNTED_BYTES + length) return undefined
  const first = head.getBigInt64(0)
  return { first, last: first + BigInt(head.getInt32(23)), records: head.getInt32(57) }
}

/** How many whole records lie there. Each begins with its length: a varint in zigzag, 0, -1, 1, … as 0, 1, 2, … */
export const recordsIn = (unpacked: Buffer): number => {
  let records = 0
  for (let at = 0; at < unpacked.length; records++) {
    let zigzag = 0
    let byte = 128
    for (let place = 1; byte >= 128 && at < unpacked.length; place *= 128) {
      byte = unpacked[at++]!
      zigzag += (byte & 127) * place
    }
    at += zigzag / 2
    if (byte >= 128 || zigzag % 2 === 1 || at > unpacked.length) return records
  }
  return records
}
