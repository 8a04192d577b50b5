import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { SHOWN_TYPES, type EvidenceType } from '../../domain/evidence.ts'
import type { PictureOrder } from './picture-process.ts'
import { pathOf, shownFolder, type EvidenceStore } from './store.ts'

/** Long sides in pixels. */
export const PICTURES = { thumbnail: 400, display: 1_600 } as const
export type PictureSize = keyof typeof PICTURES

const PROGRAM = fileURLToPath(new URL('./picture-process.ts', import.meta.url))
const TIMEOUT_MS = 20_000
const MAX_HEAP_MB = 512
/** Of 64 KiB: a picture of 40 million pixels needs 320 MB. */
const MAX_WASM_PAGES = 8_192

export interface Pictured {
  sha256: string
  type: EvidenceType
  orientation: number
}

/** Pictures that ended their process are not tried again. */
const undrawable = new Set<string>()
let queue: Promise<unknown> = Promise.resolve()

/**
 * The file of a picture as it is shown: smaller, upright, encoded anew and without metadata. Made at first asking; null for
 * what cannot be shown.
 */
export async function shownPicture(
  store: EvidenceStore,
  item: Pictured,
  size: PictureSize,
): Promise<string | null> {
  if (!SHOWN_TYPES.includes(item.type) || undrawable.has(item.sha256)) return null
  const file = path.join(shownFolder(store), `${item.sha256}-${size}.jpg`)
  if (existsSync(file)) return file
  // One after the other, so that memory is bounded whatever is asked for.
  const made = queue.then(() => (existsSync(file) ? true : make(store, item)))
  queue = made.catch(() => undefined)
  return (await made) ? file : null
}

/** A process of its own with bounded memory and time: a hostile picture can at most end it. */
async function make(store: EvidenceStore, { sha256, orientation }: Pictured): Promise<boolean> {
  const folder = shownFolder(store)
  await mkdir(folder, { recursive: true, mode: 0o750 })
  const targets = Object.entries(PICTURES).map(([size, longSide]) => ({
    file: path.join(folder, `${sha256}-${size}.jpg`),
    draft: path.join(folder, `${sha256}-${size}.${process.pid}.draft`),
    longSide,
  }))
  try {
    const order: PictureOrder = {
      source: pathOf(store, sha256),
      orientation,
      targets: targets.map(({ draft, longSide }) => ({ file: draft, longSide })),
    }
    if (!(await succeeds(order))) {
      undrawable.add(sha256)
      return false
    }
    for (const { draft, file } of targets) await rename(draft, file)
    return true
  } finally {
    for (const { draft } of targets) await rm(draft, { force: true })
  }
}

function succeeds(order: PictureOrder): Promise<boolean> {
  const child = spawn(
    process.execPath,
    [`--max-old-space-size=${MAX_HEAP_MB}`, `--wasm-max-mem-pages=${MAX_WASM_PAGES}`, PROGRAM],
    { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], timeout: TIMEOUT_MS, killSignal: 'SIGKILL', env: {} },
  )
  return new Promise((resolve) => {
    child.once('error', () => resolve(false))
    child.once('close', (code) => resolve(code === 0))
    child.send(order, () => undefined)
  })
}
