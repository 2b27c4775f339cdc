import { describeGrouping, measureGrouping, type Row } from './similarity/grouping.ts'
import { describeQuality, type Quality, qualityOf } from './similarity/quality.ts'

export type Result = { grouping: Row[] } | { quality: Quality[] }

type Options = { json: boolean; file?: string | undefined; vectors?: string | undefined }

/**
 * How long grouping takes in rooms that are planted; or, with a file of labelled pairs and one of their vectors, how
 * well it and its rivals do.
 */
export const run = async ({ json, file, vectors }: Options): Promise<Result> => {
  if (file !== undefined && vectors === undefined)
    throw new Error(
      `the texts of ${file} have no vectors: name a file of them with --vectors (384 int8 a text)`,
    )
  const result =
    file !== undefined && vectors !== undefined
      ? { quality: qualityOf(file, vectors) }
      : { grouping: await measureGrouping() }
  console.log(json ? JSON.stringify(result) : describe(result))
  return result
}

const describe = (result: Result): string =>
  'quality' in result ? describeQuality(result.quality) : describeGrouping(result.grouping)
