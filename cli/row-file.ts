import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { addAbortSignal } from 'node:stream'
import { Failure } from './failure.ts'

/** `bytes` is absent where it cannot be known beforehand: stdin, a pipe. */
export type OpenFile = { chunks: AsyncIterable<Uint8Array>; bytes?: number | undefined }

/** A file, or stdin for '-'; reading ends with an error when `signal` aborts. Throws a Failure where there is no such file, it is a folder, or it is no text in UTF-8. */
export const openFile = async (file: string, signal?: AbortSignal): Promise<OpenFile> => {
  if (file === '-') return { chunks: textual(stdin(signal), 'stdin') }
  const found = await stat(file).catch(error => {
    throw unreadable(file, error)
  })
  if (found.isDirectory()) throw new Failure(`${file} is a folder: name a file in it`)
  return { chunks: textual(contents(file, signal), file), bytes: found.isFile() ? found.size : undefined }
}

const unreadable = (file: string, { code, message }: NodeJS.ErrnoException): Failure => {
  if (code === 'ENOENT') return new Failure(`there is no file ${file}`)
  if (code === 'EACCES') return new Failure(`${file} may not be read: check its permissions`)
  return new Failure(`${file} cannot be read: ${message}`)
}

const stdin = (signal?: AbortSignal) => (signal ? addAbortSignal(signal, process.stdin) : process.stdin)

async function* contents(file: string, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(file, signal ? { signal } : {})
  } catch (error) {
    signal?.throwIfAborted()
    throw unreadable(file, error as NodeJS.ErrnoException)
  }
}

/** Where pictures, spreadsheets and archives show what they are. A NUL byte further on spoils its row alone. */
const TELLING_BYTES = 64 * 1024

/** A picture or a spreadsheet is refused as a whole, before its pieces are posted as messages. */
async function* textual(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const chunk of chunks) {
    if (bytes === 0 && /^(fffe|feff)/.test(Buffer.from(chunk.subarray(0, 2)).toString('hex')))
      throw new Failure(`${name} is in UTF-16: convert it first (iconv -f utf-16 -t utf-8)`)
    if (bytes < TELLING_BYTES && chunk.includes(0))
      throw new Failure(`${name} holds NUL bytes: it is no text file`)
    bytes += chunk.length
    yield chunk
  }
}
