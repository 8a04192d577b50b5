import type { GroundFacts } from '../../domain/ledger.ts'
import type { ReportFacts } from '../../domain/report.ts'
import type { Db } from '../db/database.ts'
import { accusingRules, certaintyOf } from '../rules/index.ts'
import type { Judgement, Period } from '../rules/judge.ts'
import type { Law } from '../rules/law.ts'
import { storeLaws } from './laws.ts'
import type { Overlay } from './overlay.ts'

/** One judged report, ready to be stored: what was measured, what it was judged by, and what came of it. */
export interface Judged {
  overlay: Overlay
  report: ReportFacts
  reportSha256: string
  /** As measured, the last for the day of the overlay. */
  periods: readonly Period[]
  judgement: Judgement
  /** What measured it, where that was not done now. */
  engine?: string
}

/**
 * Stores evaluations of one batch and makes them the current ones; lists and tiles see the new verdicts with the same
 * commit. Numbers, layers and results are kept whole, so that each finding can be derived again. Answers the evaluation of
 * each report.
 */
export async function storeEvaluations(
  tx: Db,
  district: string,
  judged: readonly Judged[],
  meta: { engine: string; rulesVersion: string },
): Promise<Map<string, string>> {
  const reportIds = judged.map(({ overlay }) => overlay.reportId)
  await tx.query(
    `update land.evaluation set is_current = false where district = $1 and report_id = any ($2::bigint[]) and is_current`,
    [district, reportIds],
  )
  const lawIds = await storeLaws(tx, new Set(judged.flatMap(lawsOf)))
  const inserted = await tx.query<{ evaluation_id: string; report_id: string }>(
    `insert into land.evaluation (district, report_id, report_sha256, as_of, engine, step, layers, permits, verdict, rules_version,
                                  report, ground, law_id, today, today_law_id, earlier, differences)
     select $1, e.report_id, e.report_sha256, e.as_of, e.engine, e.step, e.layers, e.permits, e.verdict, $2,
            e.report, e.ground, e.law_id, e.today, e.today_law_id, e.earlier, e.differences
       from jsonb_to_recordset($3::jsonb) e (report_id bigint, report_sha256 text, as_of date, step smallint, layers jsonb,
                                              permits jsonb, verdict text, engine text, report jsonb, ground jsonb, law_id bigint, today date,
                                              today_law_id bigint, earlier jsonb, differences jsonb)
     returning evaluation_id, report_id`,
    [
      district,
      meta.rulesVersion,
      JSON.stringify(
        judged.map((one) => ({
          ...evaluationRow(one, lawIds),
          engine: enginesOf(one.engine ?? meta.engine, one),
        })),
      ),
    ],
  )
  const idOf = new Map(inserted.rows.map((row) => [row.report_id, row.evaluation_id]))
  const evaluationId = ({ overlay }: Judged) => idOf.get(overlay.reportId)!

  const entries = judged.flatMap((one) =>
    Object.entries(one.overlay.ground.ledger).map(
      ([entry, { area, width, low = null, high = null }]) =>
        [evaluationId(one), entry, area, width, low, high] as const,
    ),
  )
  await tx.query(
    `insert into land.ledger_entry (district, evaluation_id, entry, area_m2, width_m, low_m2, high_m2)
     select $1, * from unnest($2::bigint[], $3::text[], $4::float8[], $5::float8[], $6::float8[], $7::float8[])`,
    [district, ...columns(entries, 6)],
  )
  const facts = judged.flatMap((one) =>
    one.overlay.facts.map(
      (fact) => [evaluationId(one), fact.layerVersionId, fact.featureId, fact.class, fact.area] as const,
    ),
  )
  await tx.query(
    `insert into land.fact (district, evaluation_id, layer_version_id, feature_id, class, area_m2)
     select $1, * from unnest($2::bigint[], $3::bigint[], $4::int[], $5::text[], $6::float8[])`,
    [district, ...columns(facts, 5)],
  )
  const findings = judged.flatMap((one) =>
    one.judgement.results.map((result) => ({
      evaluation_id: evaluationId(one),
      rule_id: result.ruleId,
      kind: result.kind,
      severity: result.kind === 'finding' ? result.severity : null,
      lead: result.lead,
      measured: result.measured,
      threshold: result.kind === 'finding' ? result.threshold : null,
      unit: result.kind === 'finding' ? result.unit : null,
      result,
    })),
  )
  await tx.query(
    `insert into land.finding (district, evaluation_id, rule_id, kind, severity, lead, measured, threshold, unit, result)
     select $1, f.* from jsonb_to_recordset($2::jsonb) f (evaluation_id bigint, rule_id text, kind text, severity text, lead text,
                                                           measured float8, threshold float8, unit text, result jsonb)`,
    [district, JSON.stringify(findings)],
  )
  await tx.query(
    `update land.report r
        set verdict = e.verdict, severity = e.severity, certainty = e.certainty, rules = e.rules, doubt_rules = e.doubt_rules, township = e.township,
            township_share = e.township_share, village = e.village, updated_at = now()
       from jsonb_to_recordset($2::jsonb) e (report_id bigint, verdict text, severity text, certainty text, rules text[], doubt_rules text[],
                                              township text, township_share float8, village text)
      where r.district = $1 and r.report_id = e.report_id`,
    [district, JSON.stringify(judged.map(reportRow))],
  )
  return idOf
}

/**
 * With the one that was asked for a second opinion, now or when it was measured; `unconfirmed` where it should have been,
 * and was not there.
 */
function enginesOf(engine: string, { overlay: { ground } }: Judged): string {
  const { secondOpinion } = ground
  const second = secondOpinion && (secondOpinion.engine ?? 'unconfirmed')
  return second && !engine.endsWith(` ${second}`) ? `${engine} ${second}` : engine
}

const lawsOf = ({ judgement: { laws, today } }: Judged): Law[] => [
  ...laws.map(({ law }) => law),
  ...(today ? [today.law] : []),
]

function evaluationRow(
  { overlay, report, reportSha256, periods, judgement }: Judged,
  lawIds: ReadonlyMap<Law, string>,
) {
  const { laws, today, verdict, differences } = judgement
  const earlierLaws = laws.slice(0, -1).map(({ to, law }) => ({ to, lawId: lawIds.get(law) }))
  const earlierGrounds = periods.slice(0, -1).map(({ to, ground }) => ({ to, ground }))
  return {
    report_id: overlay.reportId,
    report_sha256: reportSha256,
    as_of: overlay.day,
    step: overlay.ground.step,
    layers: Object.values(overlay.ground.layers),
    permits: overlay.ground.permits,
    verdict,
    report,
    ground: restOf(overlay.ground),
    law_id: lawIds.get(laws.at(-1)!.law),
    today: today?.on ?? null,
    today_law_id: today && lawIds.get(today.law),
    earlier:
      periods[0]!.from < overlay.day
        ? { from: periods[0]!.from, laws: earlierLaws, grounds: earlierGrounds }
        : null,
    differences,
  }
}

/** What is left of the ground facts beside the columns and tables that hold the others. */
function restOf(
  ground: GroundFacts,
): Omit<GroundFacts, 'ledger' | 'classes' | 'permits' | 'layers' | 'step'> {
  const {
    ledger: _ledger,
    classes: _classes,
    permits: _permits,
    layers: _layers,
    step: _step,
    ...rest
  } = ground
  return rest
}

function reportRow({ overlay, judgement: { verdict, primary, results } }: Judged) {
  return {
    report_id: overlay.reportId,
    verdict,
    severity: primary?.severity ?? null,
    certainty: primary && certaintyOf(primary),
    rules: accusingRules(results),
    doubt_rules: [
      ...new Set(results.filter((result) => result.kind === 'doubt').map((result) => result.ruleId)),
    ],
    township: overlay.township,
    township_share: overlay.townshipShare,
    village: overlay.village,
  }
}

/** Rows turned into one array a column, as unnest takes them. */
function columns(rows: readonly (readonly unknown[])[], width: number): unknown[][] {
  return Array.from({ length: width }, (_, column) => rows.map((row) => row[column]))
}
