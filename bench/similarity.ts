import { installPeers } from './install-peers.ts'
import { encodedBy, encodedIn } from './similarity/encoded.ts'
import { describeGrouping, measureGrouping, measureRoom, type Row } from './similarity/grouping.ts'
import { drawnOrder, inOrder, readPairs } from './similarity/pairs-file.ts'
import { describeQuality, type Quality, qualityOf } from './similarity/quality.ts'
import { describeSpeed, measureSpeed, type Speed } from './similarity/speed.ts'
import { describeToll, measureToll, type Toll } from './similarity/toll.ts'
import { wordsOf } from './similarity/words.ts'

type Result = { speed: Speed; toll: Toll; grouping: Row[] } | { quality: Quality; room?: Row | undefined }

type Options = {
  json: boolean
  quick?: boolean | undefined
  file?: string | undefined
  vectors?: string | undefined
}

/**
 * How fast vectors are made and what they cost the pipeline, and how long grouping takes in rooms that are planted; or,
 * with a file of labelled pairs, how well duplicates are found, and how long a room of its texts takes.
 */
export const run = async ({ json, quick = false, file, vectors }: Options): Promise<Result> => {
  if (file === undefined && vectors !== undefined)
    throw new Error(`${vectors} holds vectors of texts that are not named: give their pairs with --file`)
  const result =
    file === undefined
      ? {
          speed: await measureSpeed(quick),
          toll: await measureToll(quick),
          grouping: await measureGrouping(quick),
        }
      : await judge(file, vectors)
  console.log(json ? JSON.stringify(result) : describe(result))
  return result
}

const judge = async (file: string, vectorsFile: string | undefined) => {
  installPeers()
  const given = readPairs(file)
  const order = drawnOrder(given.texts.length)
  const labelled = inOrder(given, order)
  const found = vectorsFile === undefined ? await encodedBy(given.texts) : encodedIn(vectorsFile, given.texts)
  const encoded = { ...found, vectors: order.map(at => found.vectors[at]!) }
  const quality = qualityOf(labelled, encoded, await wordsOf(labelled))
  const cosine = encoded.cosine ?? quality.groups[0]!.cosine
  return { quality, room: await measureRoom(encoded.vectors, cosine) }
}

const describe = (result: Result): string =>
  'quality' in result
    ? [describeQuality(result.quality), ...(result.room ? ['', describeGrouping([result.room])] : [])].join(
        '\n',
      )
    : [describeSpeed(result.speed), describeToll(result.toll), describeGrouping(result.grouping)].join('\n\n')
