import type { Day } from '../domain/units.ts'
import type { Verdict } from '../domain/report.ts'
import { beyondClearance } from './db/acting.ts'
import type { Database, Db } from './db/database.ts'
import { inChunks, type ChunkedWork, type Done } from './in-chunks.ts'
import { confirmed } from './kernel/confirm.ts'
import { measurePeriods } from './measure-periods.ts'
import { failedOverlay, overlay } from './queries/overlay.ts'
import { closeReviews } from './queries/replays.ts'
import { reportFacts } from './queries/report-facts.ts'
import { settle } from './groups/settle.ts'
import { settleOverrides } from './overrides/settle.ts'
import { storeEvaluations, type Judged } from './queries/evaluations-write.ts'
import { thresholdRows } from './queries/thresholds.ts'
import { RULES_VERSION } from './rules/index.ts'
import { judge } from './rules/judge.ts'
import { lawBook } from './rules/law.ts'

/** Changes with any change of sql/functions that can alter an area. */
export const OVERLAY_VERSION = '4'

/** Reports that could not be measured, named in a summary; the count goes on. */
const MAX_FAILED = 1_000

export interface EvaluateOptions extends Pick<
  ChunkedWork<EvaluateSummary>,
  'chunk' | 'fence' | 'onProgress' | 'isCancelled'
> {
  district: string
  /** All reports of the district when absent. */
  reportIds?: readonly string[]
  /** Judge by this day and its law, instead of each report's own and today's where it is milder. */
  asOf?: Day | null | undefined
  /** Look at them on this day instead of today: at invented reports, whose truth is that of a day. */
  today?: Day
  /** Where an attempt before this one stopped. */
  since?: EvaluateSummary | null
}

export interface EvaluateSummary extends Done {
  evaluated: number
  byVerdict: Record<Verdict, number>
  /** Reports whose overlay failed whole: judged 存疑 (overlay-failed), for a person to look at. */
  failedCount: number
  failed: { reportId: string; reportNo: string; reason: string }[]
}

const NOTHING_DONE: EvaluateSummary = {
  lastId: null,
  evaluated: 0,
  byVerdict: { clear: 0, doubtful: 0, suspected: 0 },
  failedCount: 0,
  failed: [],
}

/** Overlay, rules, storage. A report that cannot be measured is named, and never stops the others. */
export async function evaluateReports(
  db: Database,
  { district, reportIds, asOf = null, today, since, ...options }: EvaluateOptions,
): Promise<EvaluateSummary & { wasCancelled: boolean }> {
  const { done, wasCancelled } = await inChunks<EvaluateSummary>(db, {
    ...options,
    reportIds: reportIds ?? (await allReportIds(db, district)),
    since: since ?? NOTHING_DONE,
    work: async (tx, ids, summary) => added(summary, await evaluateChunk(tx, district, ids, asOf, today)),
    async broken(tx, id, error, summary) {
      const { judged, failure } = await judgeFailure(tx, district, id, asOf, error)
      await store(tx, district, [judged])
      return { ...added(summary, [judged]), ...addedFailure(summary, failure) }
    },
  })
  return { ...done, wasCancelled }
}

function added(summary: EvaluateSummary, judged: readonly Judged[]): EvaluateSummary {
  const byVerdict = { ...summary.byVerdict }
  for (const { judgement } of judged) byVerdict[judgement.verdict] += 1
  return { ...summary, evaluated: summary.evaluated + judged.length, byVerdict }
}

export type Failure = EvaluateSummary['failed'][number]

export const addedFailure = (
  { failed, failedCount }: Pick<EvaluateSummary, 'failed' | 'failedCount'>,
  failure: Failure,
) => ({
  failedCount: failedCount + 1,
  failed: failed.length < MAX_FAILED ? [...failed, failure] : failed,
})

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

/** Stores judgements, and settles with whom the reports stand together; answers the evaluation of each report. */
export async function store(
  tx: Db,
  district: string,
  judged: readonly Judged[],
): Promise<Map<string, string>> {
  const reportIds = judged.map(({ report }) => report.reportId)
  const evaluationIds = await storeEvaluations(tx, district, judged, await versions(tx))
  await settle(tx, district, reportIds)
  await settleOverrides(tx, district, reportIds)
  await closeReviews(tx, district, reportIds)
  return evaluationIds
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
export async function judgeFailure(
  tx: Db,
  district: string,
  reportId: string,
  asOf: Day | null,
  error: unknown,
): Promise<{ judged: Judged; failure: Failure }> {
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
  return {
    judged: {
      overlay: measured,
      report,
      reportSha256: sha256,
      periods,
      judgement: { ...judgement, results },
    },
    failure: { reportId, reportNo, reason },
  }
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
