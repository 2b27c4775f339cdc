import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openFile } from '../../cli/row-file.ts'

describe('files', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'roomtone-rows-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  const bytesOf = async (content: Uint8Array) => {
    const file = join(folder, 'file')
    await writeFile(file, content)
    const { chunks, bytes } = await openFile(file)
    let total = 0
    for await (const chunk of chunks) total += chunk.length
    return { total, bytes }
  }

  test('a file is read whole, and its size known', async () => {
    expect(await bytesOf(Buffer.alloc(200_000, 'a'))).toEqual({ total: 200_000, bytes: 200_000 })
  })

  test('an empty file has no bytes', async () => {
    expect(await bytesOf(Buffer.alloc(0))).toEqual({ total: 0, bytes: 0 })
  })

  test('a binary file and UTF-16 are refused before any of it is taken for a message', async () => {
    await expect(bytesOf(Buffer.from('PK\u0003\u0004\u0000\u0000'))).rejects.toThrow(/holds NUL bytes/)
    await expect(bytesOf(Buffer.from('\ufefftext', 'utf16le'))).rejects.toThrow(/UTF-16.*iconv/)
  })

  test('a NUL byte far into a text file spoils its row alone, not the file', async () => {
    const content = Buffer.concat([Buffer.alloc(200_000, 'a\n'), Buffer.from('\u0000\n')])
    expect(await bytesOf(content)).toMatchObject({ total: 200_002 })
  })

  test('a missing file, a folder and a file that may not be read each say so', async () => {
    await expect(openFile(join(folder, 'nothing'))).rejects.toThrow(/there is no file .*nothing/)
    await expect(openFile(folder)).rejects.toThrow(/is a folder/)
    const secret = join(folder, 'secret')
    await writeFile(secret, 'x')
    await chmod(secret, 0)
    // root reads everything.
    if (process.getuid?.() !== 0) {
      const { chunks } = await openFile(secret)
      await expect(chunks[Symbol.asyncIterator]().next()).rejects.toThrow(/may not be read/)
    }
  })
})
