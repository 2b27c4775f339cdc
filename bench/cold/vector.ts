/* A function that only encodes: what the start of the similarity model costs without a table and the AWS SDK. */
import { loadEncoder } from '../../functions/adapters/encoder-folder.ts'

const { encode } = loadEncoder(process.env.ROOMTONE_SIMILARITY_MODEL!, { isChecked: true })

export const handler = async ({ text }: { text: string }) => (await encode([text]))[0]?.length
