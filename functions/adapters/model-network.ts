import type { FilesCard } from '../../schemas/model-files.ts'
import { fileOf, type ModelFolder, type ModelOptions, readFiles } from './model-files.ts'
import { type OnnxSession, onnxSession } from './onnx-session.ts'

/** The numbers that a network gives for one text: how many, what they are called, and what to do where they are others. */
export type Row = { columns: number; called: string; names: string; cure: string }

/** The network of a folder and its vocabulary. Throws where the folder is not what its card says. */
export const loadNetwork = async (
  folder: ModelFolder,
  card: FilesCard,
  row: Row,
  { threads = 1, isChecked = false }: ModelOptions,
): Promise<{ session: OnnxSession; pieces: string[] }> => {
  const { network, pieces } = await readFiles(folder, card, { isChecked })
  const session = await open(network, threads, folder)
  checkNames(session, card, fileOf(folder, 'model.json'))
  if (!isChecked) await checkRun(session, pieces.length, card, row, fileOf(folder, 'model.onnx'))
  return { session, pieces }
}

const open = (network: Buffer | string, threads: number, folder: ModelFolder): Promise<OnnxSession> =>
  onnxSession(network, threads).catch(error => {
    throw new Error(
      `ONNX Runtime cannot load ${fileOf(folder, 'model.onnx')}: ${error.message}; ${folder.cure}`,
      { cause: error },
    )
  })

const checkNames = ({ inputs, outputs }: OnnxSession, card: FilesCard, path: string): void => {
  const takes = [...inputs].sort().join(', ')
  const said = Object.keys(card.inputs).sort().join(', ')
  if (takes !== said)
    throw new Error(`the network takes ${takes}, ${path} says ${said}: export it with these inputs`)
  if (outputs[0] !== card.output.split(' ')[0])
    throw new Error(
      `the network gives ${outputs.join(', ')}, ${path} says ${card.output}: correct model.json`,
    )
}

/** One run at the edges: the last piece of the vocabulary, as long as a text gets. Warms the network up, too. */
const checkRun = async (
  session: OnnxSession,
  pieceCount: number,
  { maxTokens: width }: FilesCard,
  { columns, called, names, cure }: Row,
  path: string,
): Promise<void> => {
  const ids = new BigInt64Array(width).fill(BigInt(pieceCount - 1))
  const numbers = await session
    .run({ ids, mask: new BigInt64Array(width).fill(1n), rows: 1, width })
    .catch(error => {
      throw new Error(
        `${path} fails on ${width} tokens or on piece ${pieceCount - 1}, which model.json allows (${error.message}): correct maxTokens or vocab.txt`,
        { cause: error },
      )
    })
  if (numbers.length !== columns)
    throw new Error(
      `${path} gives ${numbers.length} ${called} a text, model.json names ${columns} (${names}): ${cure}`,
    )
}
