import type { Evaluation } from '../../domain/api.ts'
import { LAYER_ROLES, type LayerRole } from '../../domain/layer.ts'
import { LEDGER_ENTRIES, type LayerUsed, type LedgerEntry, type PermitOverlap } from '../../domain/ledger.ts'
import type { LawMark, Result, Threshold, ThresholdKey } from '../../domain/rule.ts'
import { labelsUpTo, type Label } from '../../domain/label.ts'
import type { Db } from '../db/database.ts'
import { competence } from '../../domain/power.ts'
import type { LandUse } from '../../domain/report.ts'
import { standingOf } from '../rules/registers.ts'
import { classNames } from './class-names.ts'
import { beyondPart } from './ledger-parts.ts'
import { powersToday } from './powers.ts'
import { brief } from '../../domain/replay.ts'
import { thresholdsInForce } from '../../domain/threshold-register.ts'
import { readLaws } from './laws.ts'
import { thresholdRows } from './thresholds.ts'
import type { LawDifference } from '../rules/judge.ts'

interface EvaluationRow {
  township: string | null
  evaluation_id: string
  as_of: string
  evaluated_at: string
  engine: string
  step: number
  report_sha256: string
  rules_version: string
  verdict: Evaluation['verdict']
  layers: LayerUsed[]
  permits: PermitOverlap[]
  use: LandUse | null
  accuracy_m: number | null
  law_id: string | null
  today: string | null
  today_law_id: string | null
  earlier: { from: string } | null
  differences: LawDifference[]
}

interface EvaluationWanted {
  clearance: Label
  /** The moment up to which the reader sees the report. */
  until: string | null
  evaluationId?: string | null
}

/**
 * The evaluation that holds for a report now, or held at a moment, or that is named, with every number behind it; null while it was not
 * judged. Of layers that the clearance does not reach, it tells the role and the area.
 */
export async function readEvaluation(
  db: Db,
  district: string,
  reportId: string,
  { clearance, until, evaluationId = null }: EvaluationWanted,
): Promise<Evaluation | null> {
  const [which, ...values] =
    evaluationId !== null
      ? ['evaluation_id = $3', evaluationId]
      : until !== null
        ? ['evaluated_at <= $3', until]
        : ['is_current']
  const { rows } = await db.query<EvaluationRow>(
    `select evaluation_id, as_of, evaluated_at, engine, step, report_sha256, rules_version, verdict, layers, permits,
            law_id, today, today_law_id, earlier, differences, (ground ->> 'accuracyM')::float8 as accuracy_m, report ->> 'use' as use,
            (select r.township from land.report r where r.district = $1 and r.report_id = $2) as township
       from land.evaluation
      where district = $1 and report_id = $2 and ${which}
      order by evaluated_at desc, evaluation_id desc limit 1`,
    [district, reportId, ...values],
  )
  const row = rows[0]
  if (!row) return null
  const present = new Set<LayerRole>(row.layers.map((layer) => layer.role))
  const labels = labelsUpTo(clearance)
  // None waits for another's answer.
  const [layers, ledger, facts, results] = await Promise.all([
    layersOf(db, row.layers, labels),
    ledgerOf(db, district, row.evaluation_id),
    factsOf(db, district, row.evaluation_id, labels),
    resultsOf(db, district, row),
  ])
  const shown = new Set(layers.map(({ role }) => role))
  const hiddenLayers = row.layers.map(({ role }) => role).filter((role) => !shown.has(role))
  return {
    evaluationId: row.evaluation_id,
    asOf: row.as_of,
    evaluatedAt: row.evaluated_at,
    engine: row.engine,
    step: row.step,
    reportSha256: row.report_sha256,
    rulesVersion: row.rules_version,
    verdict: row.verdict,
    accuracyM: row.accuracy_m,
    actFrom: row.earlier?.from ?? null,
    today: row.today,
    differences: row.differences.map(differenceItem),
    ledger,
    facts,
    permits: row.permits.map((permit) =>
      shown.has(permit.role) ? permitItem(permit, row.use) : { ...permitItem(permit, row.use), ...WITHHELD },
    ),
    layers,
    hiddenLayers,
    missingLayers: LAYER_ROLES.filter((role) => !present.has(role)),
    laterLayers: await laterLayersOf(db, district, row.as_of, labels),
    results: results.map((one) => withoutTextOf(hiddenLayers, one)),
  }
}

type PermitItem = Evaluation['permits'][number]

const permitItem = (permit: PermitOverlap, use: LandUse | null): PermitItem => ({
  role: permit.role,
  kind: permit.kind,
  number: permit.number,
  holder: permit.holder,
  status: permit.status,
  issuedOn: permit.issuedOn,
  expiresOn: permit.expiresOn,
  use: permit.use,
  storeys: permit.storeys,
  heightM: permit.height ?? null,
  approvedAreaM2: permit.approvedArea,
  timing: permit.timing,
  standing: standingOf(permit, { use }),
  coveredM2: permit.covered,
  excessM2: permit.excess.area,
  beyond: beyondPart(permit),
})

/** What a register says of a permit; how it counted, and how much of the ground it covers, is the judgement's. */
const WITHHELD = {
  kind: null,
  number: null,
  holder: null,
  status: null,
  issuedOn: null,
  expiresOn: null,
  use: null,
  storeys: null,
  heightM: null,
  approvedAreaM2: null,
  beyond: null,
} as const satisfies Partial<PermitItem>

/** Rules quote numbers of permits in words. */
function withoutTextOf(
  hidden: readonly LayerRole[],
  result: Evaluation['results'][number],
): Evaluation['results'][number] {
  if (!result.layers.some((role) => hidden.includes(role))) return result
  const numbers = Object.entries(result.numbers).filter(([, value]) => typeof value === 'number')
  return { ...result, numbers: Object.fromEntries(numbers) }
}

async function ledgerOf(db: Db, district: string, evaluationId: string): Promise<Evaluation['ledger']> {
  const { rows } = await db.query<{
    entry: LedgerEntry
    area_m2: number
    width_m: number | null
    low_m2: number | null
    high_m2: number | null
  }>(
    'select entry, area_m2, width_m, low_m2, high_m2 from land.ledger_entry where district = $1 and evaluation_id = $2',
    [district, evaluationId],
  )
  rows.sort((a, b) => LEDGER_ENTRIES.indexOf(a.entry) - LEDGER_ENTRIES.indexOf(b.entry))
  return rows.map((row) => ({
    entry: row.entry,
    areaM2: row.area_m2,
    widthM: row.width_m,
    lowM2: row.low_m2,
    highM2: row.high_m2,
  }))
}

interface FactRow {
  role: LayerRole
  layer_version_id: string | null
  feature_id: number | null
  source_key: string | null
  class: string | null
  name: string | null
  area_m2: number
}

async function factsOf(
  db: Db,
  district: string,
  evaluationId: string,
  labels: readonly Label[],
): Promise<Evaluation['facts']> {
  const asked = db.query<FactRow>(
    `select v.role, f.layer_version_id, f.feature_id, l.source_key, f.class, l.name, f.area_m2
       from land.fact f
       join land.layer_version v on v.layer_version_id = f.layer_version_id and v.label = any ($3)
       join land.layer_feature l
         on l.district = f.district and l.layer_version_id = f.layer_version_id and l.feature_id = f.feature_id
      where f.district = $1 and f.evaluation_id = $2
     union all
     select b.role, null, null, null, null, null, b.area_m2 from land.facts_beyond($1, $2, $3) b
      order by role, area_m2 desc`,
    [district, evaluationId, labels],
  )
  const [{ rows }, nameOf] = await Promise.all([asked, classNames(db)])
  return rows.map((row) => ({
    role: row.role,
    layerVersionId: row.layer_version_id,
    featureId: row.feature_id,
    sourceKey: row.source_key,
    class: row.class,
    className: nameOf(row.role, row.class),
    name: row.name,
    areaM2: row.area_m2,
  }))
}

async function layersOf(
  db: Db,
  used: readonly LayerUsed[],
  labels: readonly Label[],
): Promise<Evaluation['layers']> {
  const { rows } = await db.query<{ layer_version_id: string; source: string }>(
    'select layer_version_id, source from land.layer_version where layer_version_id = any ($1::bigint[]) and label = any ($2)',
    [used.map((layer) => layer.layerVersionId), labels],
  )
  const sources = new Map(rows.map((row) => [row.layer_version_id, row.source]))
  return used.flatMap(({ layerVersionId, role, version, validFrom, laterThanDay }) => {
    const source = sources.get(layerVersionId)
    return source === undefined ? [] : [{ layerVersionId, role, version, validFrom, laterThanDay, source }]
  })
}

/** Of plans and boundaries: the versions that serve today, where they are of a day after the one judged by. */
async function laterLayersOf(
  db: Db,
  district: string,
  asOf: string,
  labels: readonly Label[],
): Promise<Evaluation['laterLayers']> {
  const { rows } = await db.query<Evaluation['laterLayers'][number]>(
    `select v.layer_version_id as "layerVersionId", v.role, v.version, v.valid_from as "validFrom", false as "laterThanDay", v.source
       from land.layers_as_of($1, work.today()) s
       join land.layer_version v on v.layer_version_id = s.layer_version_id
      where v.role in ('plan-zones', 'urban-boundary', 'village-boundary') and v.valid_from > $2 and v.label = any ($3)
      order by v.role`,
    [district, asOf, labels],
  )
  return rows
}

async function resultsOf(
  db: Db,
  district: string,
  { evaluation_id: evaluationId, as_of: day, law_id, today_law_id, township }: EvaluationRow,
): Promise<Evaluation['results']> {
  const [{ rows }, laws, register, { today, powers }] = await Promise.all([
    db.query<{ finding_id: string; result: Result }>(
      'select finding_id, result from land.finding where district = $1 and evaluation_id = $2 order by finding_id',
      [district, evaluationId],
    ),
    readLaws(
      db,
      [law_id, today_law_id].filter((id) => id !== null),
    ),
    thresholdRows(db, district),
    powersToday(db, district),
  ])
  /** Who says so: as it was judged by, unless the same number has another source, or was confirmed, since. */
  const thresholdOf = (key: ThresholdKey, law: LawMark | undefined): Threshold => {
    const now = thresholdsInForce(register, law?.on ?? day)[key]
    const judged = laws.get((law?.is === 'today' ? today_law_id : law_id) ?? '')?.thresholds[key]
    return judged === undefined || judged.value === now.value ? now : judged
  }
  return rows.map(({ finding_id, result }) => {
    const isFinding = result.kind === 'finding'
    const key: ThresholdKey | null = isFinding ? result.thresholdKey : null
    const threshold = key && thresholdOf(key, result.law)
    return {
      findingId: finding_id,
      kind: result.kind,
      ruleId: result.ruleId,
      severity: isFinding ? result.severity : null,
      lead: result.lead,
      competence: competence(result, township, today, powers),
      measured: result.measured,
      threshold: isFinding ? result.threshold : null,
      thresholdKey: key,
      thresholdSource: threshold?.source ?? null,
      thresholdConfirmed: threshold?.confirmed ?? null,
      unit: isFinding ? result.unit : null,
      statute: isFinding ? result.statute : null,
      missing: isFinding ? [...result.missing] : [],
      layers: isFinding ? [...result.layers] : [],
      numbers: isFinding ? { ...result.numbers } : {},
      certainty: isFinding ? (result.certainty ?? 'certain') : null,
      range: isFinding && result.range ? { low: result.range[0], high: result.range[1] } : null,
      reason: isFinding ? null : result.reason,
      subject: isFinding ? null : result.subject,
      detail: isFinding ? null : (result.detail ?? null),
      law: result.law ?? null,
      answers: isFinding
        ? []
        : (result.answers ?? []).map(({ from, to, results }) => ({ from, to, results: results.map(brief) })),
    }
  })
}

const differenceItem = ({ applied, act, today }: LawDifference): Evaluation['differences'][number] => ({
  applied,
  act: act.map(brief),
  today: today.map(brief),
})
