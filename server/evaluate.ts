import type { Day } from '../domain/units.ts'
import type { Verdict } from '../domain/report.ts'
import { beyondClearance } from './db/acting.ts'
import type { Database, Db } from './db/database.ts'
import { overlay } from './queries/overlay.ts'
import { reportFacts } from './queries/report-facts.ts'
import { settle } from './groups/settle.ts'
import { storeEvaluations, type Judged } from './queries/evaluations-write.ts'
import { thresholdsOn } from './queries/thresholds.ts'
import { accusingRules, evaluate, RULES_VERSION } from './rules/index.ts'

/** Changes with any change of sql/functions that can alter an area. */
export const OVERLAY_VERSION = '1'

/** A hundred reports of many vertices on broken ground, on a busy machine. */
const CHUNK_STATEMENT_MS = 300_000

export interface EvaluateOptions {
  district: string
  /** All reports of the district when absent. */
  reportIds?: readonly string[]
  /** Judge by this day instead of each report's own. */
  asOf?: Day | undefined
  /** Reports a transaction, which holds their rows; smaller on the embedded engine, which serves nobody else meanwhile. */
  chunk?: number
  /** Called last in the transaction of each chunk. */
  fence?: (tx: Db) => Promise<void>
  onProgress?: (done: number, total: number) => void
  isCancelled?: () => boolean | Promise<boolean>
}

export interface EvaluateSummary {
  evaluated: number
  byVerdict: Record<Verdict, number>
  wasCancelled: boolean
}

/**
 * Overlay, rules, storage: chunk by chunk, each in one transaction, so that work done stays done and a cancelled or
 * killed run leaves whole evaluations behind.
 */
export async function evaluateReports(db: Database, options: EvaluateOptions): Promise<EvaluateSummary> {
  const { district, asOf, chunk = db.kind === 'embedded' ? 50 : 100 } = options
  const ids = options.reportIds ?? (await allReportIds(db, district))
  const summary: EvaluateSummary = {
    evaluated: 0,
    byVerdict: { clear: 0, doubtful: 0, suspected: 0 },
    wasCancelled: false,
  }

  for (let from = 0; from < ids.length; from += chunk) {
    if (await options.isCancelled?.()) return { ...summary, wasCancelled: true }
    const some = ids.slice(from, from + chunk)
    const judged = await db.transaction(
      async (tx) => {
        const chunkJudged = await evaluateChunk(tx, district, some, asOf ?? null)
        await options.fence?.(tx)
        return chunkJudged
      },
      { statementTimeoutMs: CHUNK_STATEMENT_MS },
    )
    for (const { verdict } of judged) summary.byVerdict[verdict] += 1
    summary.evaluated += judged.length
    options.onProgress?.(Math.min(from + chunk, ids.length), ids.length)
  }
  return summary
}

/** Judges some reports, within the transaction that holds them from then on. */
export async function evaluateChunk(
  tx: Db,
  district: string,
  ids: readonly string[],
  asOf: Day | null,
): Promise<Judged[]> {
  // The rows are held, so that nobody changes a shape or a date between measuring and judging.
  await tx.query(
    'select 1 from land.report where district = $1 and report_id = any ($2::bigint[]) order by report_id for update',
    [district, ids],
  )
  const reports = await reportFacts(tx, district, ids)
  // Judged by all layers, whoever reports: what he may read of them is another matter.
  const overlays = await beyondClearance(tx, () => overlay(tx, district, ids, asOf))
  const thresholds = await thresholdsOn(tx, [...new Set(overlays.map(({ day }) => day))])
  const judged = overlays.map((measured): Judged => {
    const { report, sha256 } = reports.get(measured.reportId)!
    const seen = asOf === null ? report : { ...report, today: asOf }
    const { results, verdict, primary } = evaluate(seen, measured.ground, thresholds.get(measured.day)!)
    return {
      overlay: measured,
      reportSha256: sha256,
      results,
      verdict,
      severity: primary?.severity ?? null,
      rules: accusingRules(results),
    }
  })
  const engine = await engineName(tx)
  await storeEvaluations(tx, district, judged, { engine, rulesVersion: RULES_VERSION })
  await settle(tx, district, ids)
  return judged
}

async function allReportIds(db: Database, district: string): Promise<string[]> {
  const { rows } = await db.query<{ report_id: string }>(
    'select report_id from land.report where district = $1 order by report_id',
    [district],
  )
  return rows.map((row) => row.report_id)
}

async function engineName(db: Db): Promise<string> {
  const { rows } = await db.query<{ postgis: string }>('select postgis_lib_version() postgis')
  return `postgis/${rows[0]!.postgis} overlay/${OVERLAY_VERSION}`
}
