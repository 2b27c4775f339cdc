/* A function that only labels: what a start costs without a queue, a table and the AWS SDK, as the papers measured it. */
import { loadClassifier } from '../../functions/adapters/model-folder.ts'

const { classify } = await loadClassifier(process.env.ROOMTONE_MODEL!, { isChecked: true })

export const handler = ({ text }: { text: string }) => classify([text])
