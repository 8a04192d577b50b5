import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { chmod, mkdir, open, rename, rm, statfs } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Scan } from '../http/scan.ts'

/** Where evidence lies: `ab/cd/<sha256>`, and beside them `incoming/` and `shown/` (docs/evidence-format.md). */
export interface EvidenceStore {
  folder: string
  /** A disk of which less than this share is free counts as full, so that the database can go on. */
  reserveShare: number
  /** Where the operator has a malware scanner. */
  scan?: Scan | undefined
}

export interface Hashes {
  /** Hexadecimal. */
  sha256: string
  sm3: string
  size: number
}

export const incomingFolder = ({ folder }: EvidenceStore) => path.join(folder, 'incoming')
export const shownFolder = ({ folder }: EvidenceStore) => path.join(folder, 'shown')

export const pathOf = ({ folder }: EvidenceStore, sha256: string) =>
  path.join(folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256)

/** The disk has no room for evidence; everything else goes on. */
export class StorageFull extends Error {
  override name = 'StorageFull'
}

/**
 * Writes a stream to `incoming/` and hashes it on the way; the file is on the disk when this answers. Leaves nothing behind
 * when it fails, and throws StorageFull where there is no room.
 */
export async function receive(
  store: EvidenceStore,
  chunks: AsyncIterable<Buffer>,
  check: (size: number) => void,
): Promise<Hashes & { path: string }> {
  const target = path.join(incomingFolder(store), randomUUID())
  try {
    await mkdir(incomingFolder(store), { recursive: true, mode: 0o750 })
    await requireRoom(store)
    const file = await open(target, 'wx', 0o600)
    try {
      const hashes = hasher()
      for await (const chunk of chunks) {
        hashes.update(chunk)
        check(hashes.size())
        await file.appendFile(chunk)
      }
      await file.sync()
      return { ...hashes.digest(), path: target }
    } finally {
      await file.close()
    }
  } catch (error) {
    await rm(target, { force: true })
    throw isFull(error) ? new StorageFull('The disk for evidence is full.', { cause: error }) : error
  }
}

async function requireRoom({ folder, reserveShare }: EvidenceStore): Promise<void> {
  const { bavail, blocks } = await statfs(folder)
  if (bavail < blocks * reserveShare) throw new StorageFull('The disk for evidence is full.')
}

const isFull = (error: unknown) =>
  error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')

/**
 * Gives a received file its place, so that a power cut cannot take it back. The same bytes may be there already: then this
 * replaces them by themselves, which also heals a file that was damaged.
 */
export async function keep(
  store: EvidenceStore,
  received: Pick<Hashes, 'sha256'> & { path: string },
): Promise<void> {
  const target = pathOf(store, received.sha256)
  const folder = path.dirname(target)
  try {
    await mkdir(folder, { recursive: true, mode: 0o750 })
    await chmod(received.path, 0o440)
    await rename(received.path, target)
    for (const one of [folder, path.dirname(folder), store.folder]) await syncFolder(one)
  } catch (error) {
    throw isFull(error) ? new StorageFull('The disk for evidence is full.', { cause: error }) : error
  }
}

/** A name is on the disk when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** The hashes of a file as it is now; null where there is none. */
export async function hashFile(file: string): Promise<Hashes | null> {
  const hashes = hasher()
  try {
    await pipeline(createReadStream(file), async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) hashes.update(chunk)
    })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
  return hashes.digest()
}

/** Both hashes and the size, in one pass. */
function hasher() {
  const sha256 = createHash('sha256')
  const sm3 = createHash('sm3')
  let size = 0
  return {
    update(chunk: Buffer) {
      size += chunk.length
      sha256.update(chunk)
      sm3.update(chunk)
    },
    size: () => size,
    digest: (): Hashes => ({ sha256: sha256.digest('hex'), sm3: sm3.digest('hex'), size }),
  }
}

/** What is wrong with the file of an item; null when nothing is. */
export async function faultOf(store: EvidenceStore, item: Hashes): Promise<string | null> {
  const found = await hashFile(pathOf(store, item.sha256))
  if (found === null) return 'missing'
  if (found.size !== item.size) return `${found.size} bytes instead of ${item.size}`
  return found.sha256 === item.sha256 && found.sm3 === item.sm3 ? null : 'changed'
}
