import type { Day } from '../domain/units.ts'
import type { Verdict } from '../domain/report.ts'
import { beyondClearance } from './db/acting.ts'
import type { Database, Db } from './db/database.ts'
import { isOfTheData } from './db/errors.ts'
import { confirmed } from './kernel/confirm.ts'
import { measurePeriods } from './measure-periods.ts'
import { failedOverlay, overlay } from './queries/overlay.ts'
import { reportFacts } from './queries/report-facts.ts'
import { settle } from './groups/settle.ts'
import { storeEvaluations, type Judged } from './queries/evaluations-write.ts'
import { thresholdRows } from './queries/thresholds.ts'
import { RULES_VERSION } from './rules/index.ts'
import { judge } from './rules/judge.ts'
import { lawBook } from './rules/law.ts'

/** Changes with any change of sql/functions that can alter an area. */
export const OVERLAY_VERSION = '2'

/** A hundred reports of many vertices on broken ground, on a busy machine. */
const CHUNK_STATEMENT_MS = 300_000
/** One report alone: a statement that takes longer is the report's fault. */
const REPORT_STATEMENT_MS = 60_000
/** Reports that could not be measured, named in a summary; the count goes on. */
const MAX_FAILED = 1_000

export interface EvaluateOptions {
  district: string
  /** All reports of the district when absent. */
  reportIds?: readonly string[]
  /** Judge by this day and its law, instead of each report's own and today's where it is milder. */
  asOf?: Day | undefined
  /** Look at them on this day instead of today: at invented reports, whose truth is that of a day. */
  today?: Day
  /** Reports a transaction, which holds their rows; smaller on the embedded engine, which serves nobody else meanwhile. */
  chunk?: number
  /** Where an attempt before this one stopped. */
  since?: EvaluateSummary | null
  /** Called last in the transaction of each chunk, with what is done once it commits. */
  fence?: (tx: Db, done: EvaluateSummary) => Promise<void>
  onProgress?: (done: number, total: number) => void
  isCancelled?: () => boolean | Promise<boolean>
}

export interface EvaluateSummary {
  evaluated: number
  byVerdict: Record<Verdict, number>
  /** Reports whose overlay failed whole: judged 存疑 (overlay-failed), for a person to look at. */
  failedCount: number
  failed: { reportId: string; reportNo: string; reason: string }[]
  /** Reports are taken in the order of their ids: those up to this one are done. */
  lastId: string | null
  wasCancelled: boolean
}

const NOTHING_DONE: EvaluateSummary = {
  evaluated: 0,
  byVerdict: { clear: 0, doubtful: 0, suspected: 0 },
  failedCount: 0,
  failed: [],
  lastId: null,
  wasCancelled: false,
}

/**
 * Overlay, rules, storage: chunk by chunk, each in one transaction, so that work done stays done and a cancelled or
 * killed run leaves whole evaluations behind. A report that breaks its chunk is found, named, and never stops the others.
 */
export async function evaluateReports(db: Database, options: EvaluateOptions): Promise<EvaluateSummary> {
  const { district, asOf = null, chunk = db.kind === 'embedded' ? 50 : 100 } = options
  const ids = inOrder(options.reportIds ?? (await allReportIds(db, district)))
  let summary = options.since ?? NOTHING_DONE
  let refusal: unknown = null

  /** One transaction: judges and stores, or leaves all as it was. */
  const run = (some: readonly string[], work: (tx: Db) => Promise<Outcome>, statementTimeoutMs: number) =>
    db.transaction(
      async (tx) => {
        const done = added(summary, await work(tx), some.at(-1)!)
        try {
          await options.fence?.(tx, done)
        } catch (error) {
          refusal = error
          throw error
        }
        return done
      },
      { statementTimeoutMs },
    )

  const evaluateSome = async (some: readonly string[]): Promise<void> => {
    const limit = some.length > 1 ? CHUNK_STATEMENT_MS : REPORT_STATEMENT_MS
    try {
      summary = await run(
        some,
        async (tx) => ({ judged: await evaluateChunk(tx, district, some, asOf, options.today) }),
        limit,
      )
    } catch (error) {
      if (refusal !== null || !isOfTheData(error)) throw error
      if (some.length > 1) for (const id of some) await evaluateSome([id])
      else summary = await run(some, (tx) => storeFailure(tx, district, some[0]!, asOf, error), limit)
    }
  }

  const start = summary.lastId === null ? 0 : ids.findIndex((id) => isAfter(id, summary.lastId!))
  for (let from = start < 0 ? ids.length : start; from < ids.length; from += chunk) {
    if (await options.isCancelled?.()) return { ...summary, wasCancelled: true }
    await evaluateSome(ids.slice(from, from + chunk))
    options.onProgress?.(Math.min(from + chunk, ids.length), ids.length)
  }
  return summary
}

const isAfter = (id: string, other: string) => BigInt(id) > BigInt(other)
const inOrder = (ids: readonly string[]) =>
  [...ids].sort((a, b) => (isAfter(a, b) ? 1 : isAfter(b, a) ? -1 : 0))

interface Outcome {
  judged: Judged[]
  failure?: EvaluateSummary['failed'][number]
}

function added(summary: EvaluateSummary, { judged, failure }: Outcome, lastId: string): EvaluateSummary {
  const byVerdict = { ...summary.byVerdict }
  for (const { judgement } of judged) byVerdict[judgement.verdict] += 1
  return {
    evaluated: summary.evaluated + judged.length,
    byVerdict,
    failedCount: summary.failedCount + (failure ? 1 : 0),
    failed: failure && summary.failed.length < MAX_FAILED ? [...summary.failed, failure] : summary.failed,
    lastId,
    wasCancelled: false,
  }
}

/** Judges some reports and stores it, within the transaction that holds them from then on. */
export async function evaluateChunk(
  tx: Db,
  district: string,
  ids: readonly string[],
  asOf: Day | null,
  today?: Day,
): Promise<Judged[]> {
  const judged = await judgeChunk(tx, district, ids, asOf, today)
  await store(tx, district, judged)
  return judged
}

/** Stores judgements, and settles with whom the reports stand together. */
export async function store(tx: Db, district: string, judged: readonly Judged[]): Promise<void> {
  await storeEvaluations(tx, district, judged, await versions(tx))
  await settle(
    tx,
    district,
    judged.map(({ report }) => report.reportId),
  )
}

/** Measures and judges some reports, within the transaction that holds them from then on, and stores nothing. */
export async function judgeChunk(
  tx: Db,
  district: string,
  ids: readonly string[],
  asOf: Day | null,
  today?: Day,
): Promise<Judged[]> {
  await holdReports(tx, district, ids)
  const reports = await reportFacts(tx, district, ids)
  // Judged by all layers, whoever reports: what he may read of them is another matter.
  const { overlays, periods } = await beyondClearance(tx, async () => {
    const overlays = await overlay(tx, district, ids, asOf)
    return { overlays, periods: asOf === null ? await measurePeriods(tx, district, reports, overlays) : null }
  })
  const book = lawBook(await thresholdRows(tx, district))
  const judged = overlays.map((measured): Judged => {
    const { report: seen, sha256 } = reports.get(measured.reportId)!
    const report = { ...seen, today: asOf ?? today ?? seen.today }
    const { day, ground } = measured
    const measuredPeriods = periods?.get(measured.reportId) ?? [{ from: day, to: day, ground }]
    return {
      overlay: measured,
      report,
      reportSha256: sha256,
      periods: measuredPeriods,
      judgement: judge(report, measuredPeriods, book, asOf === null ? report.today : null),
    }
  })
  return confirmed(tx, district, judged, ({ report }, grounds) =>
    judge(report, grounds, book, asOf === null ? report.today : null),
  )
}

/** Reports are held, in the order of their ids, so that nobody changes a shape or a date between measuring and judging. */
export async function holdReports(tx: Db, district: string, ids: readonly string[]): Promise<void> {
  await tx.query(
    'select 1 from land.report where district = $1 and report_id = any ($2::bigint[]) order by report_id for update',
    [district, ids],
  )
}

/** A report that even alone could not be measured: judged as such, with the reason, for a person to look at. */
async function storeFailure(
  tx: Db,
  district: string,
  reportId: string,
  asOf: Day | null,
  error: unknown,
): Promise<Outcome> {
  await holdReports(tx, district, [reportId])
  const { report, reportNo, sha256 } = (await reportFacts(tx, district, [reportId])).get(reportId)!
  const measured = await failedOverlay(tx, district, report, asOf)
  const { day, ground } = measured
  const periods = [{ from: day, to: day, ground }]
  const reason = error instanceof Error ? error.message : String(error)
  const judgement = judge(report, periods, lawBook(await thresholdRows(tx, district)), null)
  const results = judgement.results.map((result) =>
    result.kind === 'doubt' && result.reason === 'overlay-failed' ? { ...result, detail: reason } : result,
  )
  const judged = [
    { overlay: measured, report, reportSha256: sha256, periods, judgement: { ...judgement, results } },
  ]
  await store(tx, district, judged)
  return { judged, failure: { reportId, reportNo, reason } }
}

async function allReportIds(db: Database, district: string): Promise<string[]> {
  const { rows } = await db.query<{ report_id: string }>(
    'select report_id from land.report where district = $1 order by report_id',
    [district],
  )
  return rows.map((row) => row.report_id)
}

/** What measured and what judged, in which versions. */
export async function versions(db: Db): Promise<{ engine: string; rulesVersion: string }> {
  const { rows } = await db.query<{ postgis: string }>('select postgis_lib_version() postgis')
  return { engine: `postgis/${rows[0]!.postgis} overlay/${OVERLAY_VERSION}`, rulesVersion: RULES_VERSION }
}
