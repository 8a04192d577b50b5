import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { StartError } from '../db/errors.ts'

// A folder as a tar file (POSIX ustar), which any tar unpacks. Plain files and folders are all that a data folder has.

const BLOCK = 512

/** Every file and folder below, folders before what is in them, in one order. */
async function* walk(folder: string, at = ''): AsyncGenerator<{ name: string; isFolder: boolean }> {
  const entries = await readdir(path.join(folder, at), { withFileTypes: true })
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = at === '' ? entry.name : `${at}/${entry.name}`
    if (entry.isDirectory()) {
      yield { name, isFolder: true }
      yield* walk(folder, name)
    } else if (entry.isFile()) yield { name, isFolder: false }
    else if (entry.isSymbolicLink())
      throw new StartError(
        `备份不支持符号链接 · ${path.join(folder, name)} is a link, as tablespaces make them: move the tablespace into the data folder.`,
      )
  }
}

/** Files below a folder, by their names in it; none where there is no folder. */
export async function filesBelow(folder: string): Promise<string[]> {
  const names: string[] = []
  const isThere = await stat(folder).catch(() => null)
  if (isThere) for await (const { name, isFolder } of walk(folder)) if (!isFolder) names.push(name)
  return names
}

export async function* pack(folder: string): AsyncGenerator<Buffer> {
  for await (const { name, isFolder } of walk(folder)) {
    const { size, mode, mtimeMs } = await stat(path.join(folder, name))
    yield head({
      name,
      isFolder,
      mode: mode & 0o777,
      mtime: Math.floor(mtimeMs / 1000),
      size: isFolder ? 0 : size,
    })
    if (isFolder) continue
    let read = 0
    // A file that grows meanwhile is cut, one that shrinks is a fault: nobody should be writing.
    const end = size - 1
    if (size > 0)
      for await (const chunk of createReadStream(path.join(folder, name), { end }) as AsyncIterable<Buffer>) {
        read += chunk.length
        yield chunk
      }
    if (read !== size) throw new StartError(`${path.join(folder, name)} became shorter while it was read.`)
    yield Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK)
  }
  yield Buffer.alloc(2 * BLOCK)
}

interface Head {
  name: string
  isFolder: boolean
  mode: number
  mtime: number
  size: number
}

function head({ name, isFolder, mode, mtime, size }: Head): Buffer {
  const block = Buffer.alloc(BLOCK)
  const cut = Buffer.byteLength(name) <= 100 ? -1 : name.indexOf('/', name.length - 100)
  block.write(name.slice(cut + 1), 0, 100)
  block.write(cut < 0 ? '' : name.slice(0, cut), 345, 155)
  const octal = (value: number, at: number, width: number) =>
    block.write(`${value.toString(8).padStart(width - 1, '0')}\0`, at, width, 'latin1')
  octal(mode, 100, 8)
  octal(0, 108, 8)
  octal(0, 116, 8)
  octal(size, 124, 12)
  octal(mtime, 136, 12)
  block.write('        ', 148, 8)
  block.write(isFolder ? '5' : '0', 156, 1)
  block.write('ustar\0' + '00', 257, 8, 'latin1')
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 8, 'latin1')
  return block
}

/** Writes what `pack` gave into an empty folder. */
export async function unpack(source: AsyncIterable<Buffer>, folder: string): Promise<void> {
  const bytes = new ByteSource(source)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  for (;;) {
    const block = await bytes.exactly(BLOCK)
    if (block.every((byte) => byte === 0)) break
    const text = (from: number, length: number) =>
      block.toString('utf8', from, from + length).replace(/\0[^]*$/, '')
    const number = (from: number, length: number) => Number.parseInt(text(from, length).trim(), 8)
    const prefix = text(345, 155)
    const name = prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`
    const target = path.resolve(folder, name)
    if (!target.startsWith(path.resolve(folder) + path.sep))
      throw new StartError(`${name} would be written outside of ${folder}.`)
    const mode = number(100, 8)
    if (text(156, 1) === '5') {
      await mkdir(target, { recursive: true, mode })
      continue
    }
    const size = number(124, 12)
    await pipeline(Readable.from(bytes.next(size)), createWriteStream(target, { mode }))
    await bytes.exactly((BLOCK - (size % BLOCK)) % BLOCK)
  }
  // The end is read too, where a cipher checks it.
  await bytes.drain()
}

/** Bytes of a stream, by number. */
class ByteSource {
  private readonly source: AsyncIterator<Buffer>
  private rest: Buffer = Buffer.alloc(0)

  constructor(source: AsyncIterable<Buffer>) {
    this.source = source[Symbol.asyncIterator]()
  }

  async *next(count: number): AsyncGenerator<Buffer> {
    let wanted = count
    while (wanted > 0) {
      if (this.rest.length === 0) {
        const next = await this.source.next()
        if (next.done) throw new StartError('The archive breaks off.')
        this.rest = next.value
      }
      const part = this.rest.subarray(0, wanted)
      this.rest = this.rest.subarray(part.length)
      wanted -= part.length
      yield part
    }
  }

  async exactly(count: number): Promise<Buffer> {
    const parts: Buffer[] = []
    for await (const part of this.next(count)) parts.push(part)
    return Buffer.concat(parts)
  }

  async drain(): Promise<void> {
    while (!(await this.source.next()).done);
  }
}
