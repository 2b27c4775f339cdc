import { parseTimeKey } from '../../functions/pipeline/keys.ts'

/** Newest first, from after the cursor on; nothing for a cursor that is none of ours. */
export const pageOf = <T>(all: T[], keyOf: (one: T) => string, limit: number, cursor: string | undefined) => {
  if (cursor !== undefined && !parseTimeKey(cursor)) return { page: [], cursor: undefined }
  const rest = all
    .filter(one => cursor === undefined || keyOf(one) < cursor)
    .sort((a, b) => (keyOf(a) < keyOf(b) ? 1 : -1))
  const page = rest.slice(0, limit)
  return { page, cursor: rest.length > limit ? keyOf(page.at(-1)!) : undefined }
}
