import type { Database, Db } from './db/database.ts'
import { isOfTheData } from './db/errors.ts'

/** A hundred reports of many vertices on broken ground, on a busy machine. */
const CHUNK_STATEMENT_MS = 300_000
/** One report alone: a statement that takes longer is the report's fault. */
const REPORT_STATEMENT_MS = 60_000

/** What is done so far: reports are taken in the order of their ids, and those up to `lastId` are done. */
export interface Done {
  lastId: string | null
}

export interface ChunkedWork<D extends Done> {
  reportIds: readonly string[]
  /** Reports a transaction, which holds their rows; smaller on the embedded engine, which serves nobody else meanwhile. */
  chunk?: number | undefined
  /** Where an attempt before this one stopped, or the beginning. */
  since: D
  /** Does some reports, and adds them to what is done. */
  work: (tx: Db, ids: readonly string[], done: D) => Promise<D>
  /** Does a report that broke its work even alone. */
  broken: (tx: Db, id: string, error: unknown, done: D) => Promise<D>
  /** Called last in the transaction of each chunk, with what is done once it commits. */
  fence?: ((tx: Db, done: D) => Promise<void>) | undefined
  onProgress?: ((done: number, total: number) => void) | undefined
  isCancelled?: (() => boolean | Promise<boolean>) | undefined
}

/**
 * Works through reports chunk by chunk, each in one transaction, so that work done stays done and a cancelled or killed run
 * leaves nothing by halves. A report that breaks its chunk is found by doing the chunk again one by one, and stops no other.
 */
export async function inChunks<D extends Done>(
  db: Database,
  { reportIds, chunk, since, work, broken, fence, onProgress, isCancelled }: ChunkedWork<D>,
): Promise<{ done: D; wasCancelled: boolean }> {
  const size = chunk ?? (db.kind === 'embedded' ? 50 : 100)
  const ids = [...reportIds].sort((a, b) => (isAfter(a, b) ? 1 : isAfter(b, a) ? -1 : 0))
  let done = since
  let refusal: unknown = null

  /** One transaction: does the work, or leaves all as it was. */
  const run = (step: (tx: Db) => Promise<D>, lastId: string, statementTimeoutMs: number) =>
    db.transaction(
      async (tx) => {
        const now = { ...(await step(tx)), lastId }
        try {
          await fence?.(tx, now)
        } catch (error) {
          refusal = error
          throw error
        }
        return now
      },
      { statementTimeoutMs },
    )

  const doSome = async (some: readonly string[]): Promise<void> => {
    const lastId = some.at(-1)!
    const limit = some.length > 1 ? CHUNK_STATEMENT_MS : REPORT_STATEMENT_MS
    try {
      done = await run((tx) => work(tx, some, done), lastId, limit)
    } catch (error) {
      if (refusal !== null || !isOfTheData(error)) throw error
      if (some.length > 1) for (const id of some) await doSome([id])
      else done = await run((tx) => broken(tx, lastId, error, done), lastId, limit)
    }
  }

  const start = since.lastId === null ? 0 : ids.findIndex((id) => isAfter(id, since.lastId!))
  for (let from = start < 0 ? ids.length : start; from < ids.length; from += size) {
    if (await isCancelled?.()) return { done, wasCancelled: true }
    await doSome(ids.slice(from, from + size))
    onProgress?.(Math.min(from + size, ids.length), ids.length)
  }
  return { done, wasCancelled: false }
}

const isAfter = (id: string, other: string) => BigInt(id) > BigInt(other)
