import { mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import path from 'node:path'

/** Snapshots that nobody read for so long are removed: they can be made again. */
const UNUSED_MS = 90 * 86_400_000
const STEP_BYTES = 2 ** 26
const SUFFIX = '.layer'

/** Files of snapshots, readable for their owner alone: they hold the layers, whatever their label. */
export class SnapshotFolder {
  private readonly folder: string

  constructor(folder: string) {
    this.folder = folder
  }

  /** Into memory that threads share; null where there is no such file, or none that can be read. */
  async read(name: string): Promise<SharedArrayBuffer | null> {
    const place = this.pathOf(name)
    try {
      await using file = await open(place, 'r')
      const { size } = await file.stat()
      const bytes = new SharedArrayBuffer(size)
      for (let at = 0; at < size;) {
        const { bytesRead } = await file.read(new Uint8Array(bytes), at, Math.min(STEP_BYTES, size - at), at)
        if (bytesRead === 0) return null
        at += bytesRead
      }
      // Tells the sweep that it is in use.
      await utimes(place, new Date(), new Date())
      return bytes
    } catch {
      return null
    }
  }

  /** Whether there is one that begins so. */
  async begins(name: string, beginning: Uint8Array): Promise<boolean> {
    try {
      await using file = await open(this.pathOf(name), 'r')
      const found = Buffer.alloc(beginning.length)
      await file.read(found, 0, found.length, 0)
      return found.equals(beginning)
    } catch {
      return false
    }
  }

  /** Beside first, so that a server that is killed leaves the old file or the new one. */
  async write(name: string, bytes: SharedArrayBuffer): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 })
    const draft = path.join(this.folder, `${name}.${process.pid}.draft`)
    const file = await open(draft, 'w', 0o600)
    try {
      for (let at = 0; at < bytes.byteLength;) {
        const { bytesWritten } = await file.write(
          new Uint8Array(bytes),
          at,
          Math.min(STEP_BYTES, bytes.byteLength - at),
          at,
        )
        at += bytesWritten
      }
    } finally {
      await file.close()
    }
    await rename(draft, this.pathOf(name))
  }

  /** Answers the names of those that went. */
  async sweep(now = Date.now()): Promise<string[]> {
    const removed: string[] = []
    for (const name of await readdir(this.folder).catch(() => [])) {
      const place = path.join(this.folder, name)
      const { mtimeMs } = await stat(place)
      if (now - mtimeMs < UNUSED_MS || !(name.endsWith(SUFFIX) || name.endsWith('.draft'))) continue
      await rm(place, { force: true })
      removed.push(name)
    }
    return removed
  }

  private pathOf(name: string): string {
    return path.join(this.folder, name + SUFFIX)
  }
}
