import { randomUUID } from 'node:crypto'
import { link, mkdir, readdir, rename, rm, stat, unlink } from 'node:fs/promises'
import path from 'node:path'
import type { Logger } from 'pino'
import { ADMIN_STREAM, localActor, record, reportStream } from '../audit/record.ts'
import type { Database } from '../db/database.ts'
import {
  countEvidence,
  evidenceObject,
  hashesOnFile,
  longestUnchecked,
  noteCheck,
} from '../queries/evidence.ts'
import { repeat, type Repeating } from '../repeat.ts'
import { faultOf, incomingFolder, pathOf, shownFolder, type EvidenceStore } from './store.ts'

const DAY_MS = 86_400_000
/** Each file is hashed again within so many days. */
const ROUND_DAYS = 30
/** No upload lasts as long: what is older and on no record was left behind. */
const LEFT_BEHIND_MS = DAY_MS
const FIRST_MS = 60_000
const PLATFORM = localActor('系统')

export interface KeeperOptions {
  db: Database
  store: EvidenceStore
  log: Logger
}

/** Each day: removes what uploads left behind, and hashes a part of all files again. */
export const startEvidenceKeeper = (options: KeeperOptions): Repeating =>
  repeat(
    async (stopping) => {
      await sweepEvidence(options)
      await checkEvidence(options, stopping)
    },
    { log: options.log, failure: 'evidence: the daily look failed', firstMs: FIRST_MS, pauseMs: DAY_MS },
  )

export interface CheckResult {
  checked: number
  faults: number
}

/** Hashes the part of a day again, those first that were not looked at for longest; what it finds stands in the trail. */
export async function checkEvidence(
  { db, store, log }: KeeperOptions,
  signal?: AbortSignal,
): Promise<CheckResult> {
  const limit = Math.ceil((await countEvidence(db)) / ROUND_DAYS)
  // A server that starts twice a day does not look twice.
  const items = await longestUnchecked(db, new Date(Date.now() - DAY_MS), limit)
  const result = { checked: 0, faults: 0 }
  for (const item of items) {
    if (signal?.aborted) break
    const fault = await faultOf(store, item)
    result.checked += 1
    if (fault !== null) {
      result.faults += 1
      log.error({ evidence: item.evidenceId, sha256: item.sha256, fault }, 'evidence is damaged')
    }
    await db.transaction(async (tx) => {
      await noteCheck(tx, item.evidenceId, fault === null)
      // Found sound again and again is told once a day for all.
      if (fault === null && item.isSound) return
      const { district, reportId, evidenceId, sha256 } = item
      await record(tx, {
        stream: reportStream(district, reportId),
        by: PLATFORM,
        action: 'evidence.check',
        object: evidenceObject(item),
        outcome: fault === null ? 'done' : 'refused',
        detail: { evidence: evidenceId, sha256, fault },
      })
    })
  }
  if (result.checked > 0)
    await db.transaction((tx) =>
      record(tx, {
        stream: ADMIN_STREAM,
        by: PLATFORM,
        action: 'evidence.check',
        object: 'evidence',
        outcome: result.faults === 0 ? 'done' : 'refused',
        detail: result,
      }),
    )
  return result
}

/** Removes what uploads that broke off left in `incoming/`, and files that got their place but no row; answers their names. */
export async function sweepEvidence({ db, store, log }: KeeperOptions, now = Date.now()): Promise<string[]> {
  const removed: string[] = []
  for (const folder of [incomingFolder(store), shownFolder(store)])
    for (const name of await namesIn(folder)) {
      const isDraft = folder === incomingFolder(store) || name.endsWith('.draft')
      if (!isDraft || !(await isOld(path.join(folder, name), now))) continue
      await rm(path.join(folder, name), { force: true })
      removed.push(name)
    }
  for (const outer of await namesIn(store.folder))
    for (const inner of /^[0-9a-f]{2}$/.test(outer) ? await namesIn(path.join(store.folder, outer)) : []) {
      const names = (await namesIn(path.join(store.folder, outer, inner))).filter((name) =>
        /^[0-9a-f]{64}$/.test(name),
      )
      const known = await hashesOnFile(db, names)
      for (const name of names)
        if (
          !known.has(name) &&
          (await isOld(pathOf(store, name), now)) &&
          (await removeRowless(db, store, name, now))
        )
          removed.push(name)
    }
  if (removed.length > 0) log.info({ removed: removed.length }, 'evidence: left-over files removed')
  return removed
}

/**
 * Moves the file aside before it looks again: an upload of the same bytes that comes meanwhile either puts a file of its own
 * in the place, or its file is the one that was moved, which is young and goes back.
 */
async function removeRowless(
  db: Database,
  store: EvidenceStore,
  sha256: string,
  now: number,
): Promise<boolean> {
  const place = pathOf(store, sha256)
  const aside = path.join(incomingFolder(store), randomUUID())
  await mkdir(incomingFolder(store), { recursive: true, mode: 0o750 })
  await rename(place, aside)
  const isGone = (await isOld(aside, now)) && !(await hashesOnFile(db, [sha256])).has(sha256)
  // Where a new file has the place by now, it holds the same bytes.
  if (!isGone) await link(aside, place).catch(() => undefined)
  await unlink(aside)
  if (isGone)
    for (const name of await namesIn(shownFolder(store)))
      if (name.startsWith(sha256)) await rm(path.join(shownFolder(store), name), { force: true })
  return isGone
}

const namesIn = (folder: string) => readdir(folder).catch(() => [] as string[])

/** One that is gone by now is not old. */
async function isOld(file: string, now: number): Promise<boolean> {
  const found = await stat(file).catch(() => null)
  return found !== null && now - found.mtimeMs > LEFT_BEHIND_MS
}
