import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { link, mkdir } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { BackupDamaged, seal, unseal } from './cipher.ts'

/** A file as the manifest knows it. */
export interface StoredFile {
  /** In the backup, without the ending `.enc`. */
  name: string
  bytes: number
  /** Of what it holds. */
  sha256: string
  /** Of the encrypted file. */
  storedSha256: string
}

export const storedPath = (folder: string, name: string) => path.join(folder, `${name}.enc`)

/** Counts and hashes what goes through. */
class Meter {
  bytes = 0
  private readonly hash = createHash('sha256')

  async *through(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      this.hash.update(chunk)
      this.bytes += chunk.length
      yield chunk
    }
  }

  sha256 = () => this.hash.copy().digest('hex')
}

const bytesOf = (file: string) => createReadStream(file) as AsyncIterable<Buffer>

async function hashOf(file: string): Promise<string> {
  const meter = new Meter()
  for await (const _ of meter.through(bytesOf(file)));
  return meter.sha256()
}

/** Encrypts a stream into the backup; on the disk when this answers. */
export async function store(
  folder: string,
  name: string,
  source: AsyncIterable<Buffer>,
  key: Buffer,
): Promise<StoredFile> {
  const target = storedPath(folder, name)
  await mkdir(path.dirname(target), { recursive: true, mode: 0o700 })
  const plain = new Meter()
  const sealed = new Meter()
  await pipeline(
    Readable.from(sealed.through(seal(plain.through(source), key, name)), { objectMode: false }),
    createWriteStream(target, { mode: 0o600, flags: 'wx', flush: true }),
  )
  return { name, bytes: plain.bytes, sha256: plain.sha256(), storedSha256: sealed.sha256() }
}

export const storeFile = (folder: string, name: string, file: string, key: Buffer): Promise<StoredFile> =>
  store(folder, name, bytesOf(file), key)

/**
 * The same for a file that never changes: where the backup before holds it whole, as a hard link to that, which takes no
 * room.
 */
export async function storeUnchanged(
  folder: string,
  name: string,
  file: string,
  { key, before }: { key: Buffer; before: { folder: string; files: ReadonlyMap<string, StoredFile> } | null },
): Promise<StoredFile> {
  const known = before?.files.get(name)
  if (!before || !known) return storeFile(folder, name, file, key)
  const old = storedPath(before.folder, name)
  const isWhole = existsSync(old) && (await hashOf(old)) === known.storedSha256
  if (!isWhole || (await hashOf(file)) !== known.sha256) return storeFile(folder, name, file, key)
  const target = storedPath(folder, name)
  await mkdir(path.dirname(target), { recursive: true, mode: 0o700 })
  await link(old, target)
  return known
}

/** What a file of the backup holds; throws BackupDamaged where it is not what the manifest says, at the latest at its end. */
export async function* stored(folder: string, file: StoredFile, key: Buffer): AsyncGenerator<Buffer> {
  const { name, bytes, sha256 } = file
  const meter = new Meter()
  yield* meter.through(sealedFile(folder, name, key))
  if (meter.bytes !== bytes || meter.sha256() !== sha256)
    throw new BackupDamaged(`${name}.enc`, 'is another than the manifest says')
}

export async function* sealedFile(folder: string, name: string, key: Buffer): AsyncGenerator<Buffer> {
  const file = storedPath(folder, name)
  if (!existsSync(file)) throw new BackupDamaged(`${name}.enc`, 'is missing')
  yield* unseal(bytesOf(file), key, name)
}

/** Writes what a file of the backup holds to a place where nothing is. */
export async function takeOut(
  folder: string,
  file: StoredFile,
  { key, target }: { key: Buffer; target: string },
): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true, mode: 0o700 })
  await pipeline(
    Readable.from(stored(folder, file, key), { objectMode: false }),
    createWriteStream(target, { mode: 0o600, flags: 'wx', flush: true }),
  )
}
