import type { GroundFacts, LayerUsed, LedgerEntry, PermitOverlap } from '../../domain/ledger.ts'
import type { LayerRole } from '../../domain/layer.ts'
import type { ReportFacts, Verdict } from '../../domain/report.ts'
import type { Result } from '../../domain/rule.ts'
import { squareMetres, type Day, type SquareMetres } from '../../domain/units.ts'
import { dayAfter } from '../../domain/day.ts'
import type { Db } from '../db/database.ts'
import { judge, type Judgement, type Period } from '../rules/judge.ts'
import { bookOf, lawOf, type Law } from '../rules/law.ts'
import { readLaws } from './laws.ts'

/** One evaluation with all that it was judged by, so that it can be judged again without measuring anything. */
export interface StoredCase {
  evaluationId: string
  reportId: string
  reportNo: string
  reportSha256: string
  asOf: Day
  engine: string
  rulesVersion: string
  township: string | null
  verdict: Verdict
  results: Result[]
  report: ReportFacts
  periods: Period[]
  laws: { to: Day; law: Law }[]
  /** Null: judged by one day's law, as somebody asked for. */
  today: { on: Day; law: Law } | null
}

interface CaseRow {
  evaluation_id: string
  report_id: string
  report_no: string
  report_sha256: string
  as_of: Day
  engine: string
  rules_version: string
  township: string | null
  verdict: Verdict
  step: number
  layers: LayerUsed[]
  permits: PermitOverlap[]
  report: ReportFacts
  ground: Omit<GroundFacts, 'ledger' | 'classes' | 'permits' | 'layers' | 'step'>
  law_id: string
  today: Day | null
  today_law_id: string | null
  earlier: {
    from: Day
    laws: { to: Day; lawId: string }[]
    grounds: { to: Day; ground: GroundFacts }[]
  } | null
  ledger: Record<LedgerEntry, [area: number, width: number | null, low: number | null, high: number | null]>
  classes: [landClass: string | null, area: number][] | null
  results: Result[] | null
}

export type CaseSelection =
  /** Current evaluations, in the order of their reports. */
  | { after: string; limit: number }
  | { reportIds: readonly string[] }
  /** One evaluation, current or not. */
  | { evaluationId: string }

/**
 * Stored evaluations of a district; those of earlier releases, which do not say what they were judged by, are left out. Reads
 * facts of all layers: call it beyond the reader's clearance where he is a person.
 */
export async function storedCases(db: Db, district: string, selection: CaseSelection): Promise<StoredCase[]> {
  const [condition, values] = conditionOf(selection)
  const { rows } = await db.query<CaseRow>(
    `select e.evaluation_id, e.report_id, r.report_no, e.report_sha256, e.as_of, e.engine, e.rules_version, r.township, e.verdict,
            e.step, e.layers, e.permits, e.report, e.ground, e.law_id, e.today, e.today_law_id, e.earlier, l.ledger, c.classes,
            f.results
       from land.evaluation e
       join land.report r on r.district = e.district and r.report_id = e.report_id
       cross join lateral (
         select jsonb_object_agg(entry, jsonb_build_array(area_m2, width_m, low_m2, high_m2)) as ledger from land.ledger_entry
          where district = e.district and evaluation_id = e.evaluation_id) l
       cross join lateral (
         select jsonb_agg(jsonb_build_array(t.class, t.area_m2) order by t.feature_id) as classes
           from land.fact t
          where t.district = e.district and t.evaluation_id = e.evaluation_id
            and t.layer_version_id = (
              select (u ->> 'layerVersionId')::bigint from jsonb_array_elements(e.layers) u where u ->> 'role' = 'land-use')) c
       cross join lateral (
         select jsonb_agg(result order by finding_id) as results from land.finding
          where district = e.district and evaluation_id = e.evaluation_id) f
      where e.district = $1 and e.law_id is not null and ${condition}
      order by e.report_id`,
    [district, ...values],
  )
  const laws = await lawsOf(db, rows)
  return rows.map((row) => caseOf(row, laws))
}

function conditionOf(selection: CaseSelection): [string, unknown[]] {
  if ('evaluationId' in selection) return ['e.evaluation_id = $2', [selection.evaluationId]]
  if ('reportIds' in selection)
    return ['e.is_current and e.report_id = any ($2::bigint[])', [selection.reportIds]]
  return [
    `e.evaluation_id in (
       select evaluation_id from land.evaluation
        where district = $1 and is_current and law_id is not null and report_id > $2 order by report_id limit $3)`,
    [selection.after, selection.limit],
  ]
}

async function lawsOf(db: Db, rows: readonly CaseRow[]): Promise<Map<string, Law>> {
  const ids = rows.flatMap(({ law_id, today_law_id, earlier }) => [
    law_id,
    ...(today_law_id === null ? [] : [today_law_id]),
    ...(earlier?.laws ?? []).map(({ lawId }) => lawId),
  ])
  const contents = await readLaws(db, ids)
  return new Map([...contents].map(([id, content]) => [id, lawOf(content)]))
}

function caseOf(row: CaseRow, laws: ReadonlyMap<string, Law>): StoredCase {
  const { as_of: asOf, earlier } = row
  const lawOfId = (id: string) => laws.get(id)!
  const ends = [...(earlier?.grounds ?? []), { to: asOf, ground: groundOf(row) }]
  const starts = [earlier?.from ?? asOf, ...ends.map(({ to }) => dayAfter(to))]
  return {
    evaluationId: row.evaluation_id,
    reportId: row.report_id,
    reportNo: row.report_no,
    reportSha256: row.report_sha256,
    asOf,
    engine: row.engine,
    rulesVersion: row.rules_version,
    township: row.township,
    verdict: row.verdict,
    results: row.results ?? [],
    report: row.report,
    periods: ends.map((end, n) => ({ from: starts[n]!, ...end })),
    laws: [
      ...(earlier?.laws ?? []).map(({ to, lawId }) => ({ to, law: lawOfId(lawId) })),
      { to: asOf, law: lawOfId(row.law_id) },
    ],
    today: row.today && row.today_law_id ? { on: row.today, law: lawOfId(row.today_law_id) } : null,
  }
}

function groundOf({ ledger, classes, permits, layers, step, ground }: CaseRow): GroundFacts {
  const byClass: Record<string, SquareMetres> = {}
  for (const [landClass, area] of classes ?? [])
    byClass[landClass ?? ''] = squareMetres((byClass[landClass ?? ''] ?? 0) + area)
  return {
    ...ground,
    ledger: Object.fromEntries(
      Object.entries(ledger).map(([entry, [area, width, low, high]]) => [
        entry,
        {
          area: squareMetres(area),
          width,
          ...(low !== null && high !== null && { low: squareMetres(low), high: squareMetres(high) }),
        },
      ]),
    ) as GroundFacts['ledger'],
    classes: byClass,
    permits,
    layers: Object.fromEntries(layers.map((layer) => [layer.role, layer])) as Partial<
      Record<LayerRole, LayerUsed>
    >,
    step,
  }
}

/** The judgement made again from what is stored: the same, unless the rules themselves are others by now. */
export const judgedAgain = ({ report, periods, laws, today }: StoredCase): Judgement =>
  judge(report, periods, bookOf(laws, today?.law ?? null), today?.on ?? null)
