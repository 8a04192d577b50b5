import { createHash } from 'node:crypto'
import type { Checks, Explanation, ReportPage } from '../../domain/api.ts'
import { findingReference } from '../../domain/finding-reference.ts'
import type { Label } from '../../domain/label.ts'
import { Problem } from '../../domain/problem.ts'
import type { Result, Rule } from '../../domain/rule.ts'
import { canonicalJson, type Json } from '../audit/canonical-json.ts'
import { beyondClearance } from '../db/acting.ts'
import type { Db } from '../db/database.ts'
import { versions } from '../evaluate.ts'
import { districtInfo } from '../queries/districts.ts'
import { readEvaluation } from '../queries/evaluations.ts'
import {
  findingPlace,
  geometryHash,
  layerSources,
  lawsUsed,
  storedFacts,
  type FindingPlace,
  type LawsUsed,
  type LawUsed,
} from '../queries/findings.ts'
import { overlayAgain } from '../queries/overlay.ts'
import type { Viewer } from '../queries/report-predicate.ts'
import { handedOverAt } from '../queries/report-visible.ts'
import { judgedAgain, storedCases, type StoredCase } from '../queries/stored-cases.ts'
import { reportPage } from '../report-page.ts'
import { groundDoubts, overlayFailed } from '../rules/ground-doubts.ts'
import { ALWAYS } from '../rules/index.ts'
import { lawOf } from '../rules/law.ts'
import { traced } from '../rules/trace.ts'
import { sameAreas, TOLERANCE } from './same-areas.ts'
import { sameResults, uncheckedResults } from './same-results.ts'
import { stepsOf } from './steps.ts'

/**
 * How a finding came about, whatever came since, and whether it comes about again: the rules on the stored facts, the stored
 * geometry over the stored layer versions, the hash of the geometry. What the reader does not see does not exist.
 */
export async function explain(
  tx: Db,
  viewer: Viewer,
  district: string,
  findingId: string,
  clearance: Label,
): Promise<Explanation> {
  const place = await findingPlace(tx, district, findingId)
  if (!place) throw noSuchFinding(findingId)
  const page = await reportPage(tx, viewer, district, place.reportId, clearance)
  const until = viewer === 'reporter' ? null : await handedOverAt(tx, viewer, district, place.reportId)
  if (until !== null && place.evaluatedAt > until) throw noSuchFinding(findingId)

  const evaluation = (await readEvaluation(tx, district, place.reportId, {
    clearance,
    until,
    evaluationId: place.evaluationId,
  }))!
  const result = evaluation.results.find((one) => one.findingId === findingId)!
  const laws = await lawsUsed(tx, district, place.evaluationId)
  const sources = await layerSources(
    tx,
    evaluation.layers.map(({ layerVersionId }) => layerVersionId),
  )
  const { stored, hashes, checks } = await beyondClearance(tx, async () => {
    const [stored = null] = await storedCases(tx, district, { evaluationId: place.evaluationId })
    const layers = stored?.periods.at(-1)!.ground.layers ?? {}
    const ids = Object.values(layers).map(({ layerVersionId }) => layerVersionId)
    const hashes = new Map((await layerSources(tx, ids)).map((one) => [one.layerVersionId, one.sha256]))
    return { stored, hashes, checks: await checked(tx, district, place, evaluation, { stored, laws }) }
  })
  const { nameZh, nameEn } = (await districtInfo(tx, district))!
  return {
    reference: findingReference(findingId),
    findingId,
    madeAt: new Date().toISOString(),
    district: { district, nameZh, nameEn },
    report: reportOf(page),
    isCurrent: place.isCurrent,
    evaluation,
    result,
    ...derivation(place.result, evaluation, result, stored, laws),
    sources,
    inputSha256: stored && laws && inputHash(stored, laws, hashes),
    checks,
    decisions: page.decisions,
    overrides: page.overrides,
    assignments: page.assignments,
  }
}

const noSuchFinding = (findingId: string) =>
  new Problem('not-found', `There is no finding ${findingReference(findingId)} that you may see.`)

const reportOf = ({
  report,
  actOn,
  imageBefore,
  imageAfter,
  planeSrid,
  createdBy,
  createdAt,
}: ReportPage): Explanation['report'] => ({
  report,
  actOn,
  imageBefore,
  imageAfter,
  planeSrid,
  createdBy,
  createdAt,
})

type Derivation = Pick<Explanation, 'rule' | 'law' | 'thresholds' | 'entries' | 'attributes' | 'steps'>

/** The rule and the law that decided, what the rule looked at, and the way to the result. */
function derivation(
  found: Result,
  evaluation: Explanation['evaluation'],
  result: Explanation['result'],
  stored: StoredCase | null,
  laws: LawsUsed | null,
): Derivation {
  const last = laws?.act.at(-1)
  if (!stored || !laws || !last)
    return { rule: null, law: null, thresholds: [], entries: [], attributes: {}, steps: [] }
  const isToday = found.law?.is === 'today'
  const used: LawUsed = (isToday ? laws.today : null) ?? last
  const law = lawOf(used.content)
  const rule = law.rules.find(({ id }) => id === found.ruleId)
  const judge: Rule['evaluate'] | undefined =
    found.ruleId === 'GROUND'
      ? (_report, ground, thresholds) => groundDoubts(ground, thresholds)
      : rule?.evaluate.bind(rule)
  const report = { ...stored.report, judgedOn: stored.asOf }
  const { ground } = stored.periods.at(-1)!
  const trace = traced(judge ?? (() => []), report, ground, law.thresholds)
  const { ledger, facts } = evaluation
  return {
    rule: rule ? ruleText(rule) : null,
    law: { on: isToday ? laws.today!.on : stored.asOf, is: isToday ? 'today' : 'act', sha256: used.sha256 },
    thresholds: trace.thresholds.map((key) => {
      const { value, ...rest } = law.thresholds[key]
      return { ...rest, value: Number.isNaN(value) ? null : value }
    }),
    entries: trace.entries,
    attributes: Object.fromEntries(trace.attributes.map((name) => [name, report[name]])),
    steps: stepsOf({ ledger, facts, result, trace, thresholds: law.thresholds }),
  }
}

/** What a rule says of itself, for papers. */
export const ruleText = (rule: Rule): NonNullable<Explanation['rule']> => ({
  id: rule.id,
  code: rule.code,
  name: rule.name,
  nameEn: rule.nameEn,
  version: rule.version ?? 1,
  inForce: rule.inForce ?? ALWAYS,
  statute: rule.statute,
  lead: rule.lead,
  assist: [...(rule.assist ?? [])],
  needs: [...rule.needs],
  severity: rule.about?.severity ?? null,
  condition: rule.about?.condition ?? null,
  conditionEn: rule.about?.conditionEn ?? null,
  consequence: rule.about?.consequence ?? null,
  consequenceEn: rule.about?.consequenceEn ?? null,
})

/** Of all that went in, whether the reader may see it or not: the same inputs have the same hash. */
function inputHash(
  { reportSha256, report, asOf, periods, engine, rulesVersion }: StoredCase,
  laws: LawsUsed,
  layerHashes: ReadonlyMap<string, string | null>,
): string {
  const inputs = {
    geometry: reportSha256,
    report,
    asOf,
    periods: periods.map(({ from, to, ground }) => ({
      from,
      to,
      layers: Object.values(ground.layers)
        .map(({ role, layerVersionId }) => ({
          role,
          layerVersionId,
          sha256: layerHashes.get(layerVersionId) ?? null,
        }))
        .sort((a, b) => (a.role < b.role ? -1 : 1)),
    })),
    laws: laws.act.map(({ to, sha256 }) => ({ to, sha256 })),
    today: laws.today && { on: laws.today.on, sha256: laws.today.sha256 },
    engine,
    rulesVersion,
  }
  return createHash('sha256')
    .update(canonicalJson(JSON.parse(JSON.stringify(inputs)) as Json))
    .digest('hex')
}

async function checked(
  tx: Db,
  district: string,
  place: FindingPlace,
  evaluation: Explanation['evaluation'],
  { stored, laws }: { stored: StoredCase | null; laws: LawsUsed | null },
): Promise<Checks> {
  const hash = await geometryHash(tx, district, place.reportId)
  const geometry = {
    state: hash === evaluation.reportSha256 ? ('same' as const) : ('differs' as const),
    stored: evaluation.reportSha256,
    again: hash,
  }
  const results = resultsCheck(place, evaluation, stored, laws)
  const areas = await areasCheck(tx, district, evaluation, stored)
  const states = [geometry.state, results.state, areas.state]
  const state = (['differs', 'unchecked'] as const).find((one) => states.includes(one)) ?? 'same'
  return { state, geometry, results, areas }
}

function resultsCheck(
  place: FindingPlace,
  { verdict }: Explanation['evaluation'],
  stored: StoredCase | null,
  laws: LawsUsed | null,
): Checks['results'] {
  if (!stored || !laws) return uncheckedResults({ verdict, results: [] }, 'earlier-release')
  if (wasNotMeasured(stored)) return uncheckedResults(stored, 'not-measured')
  return sameResults(stored, place.result, judgedAgain(stored), goneRules(laws))
}

/** Judged by a stored law, and not in this release in the same reading. */
function goneRules(laws: LawsUsed): ReadonlySet<string> {
  const contents = [...laws.act, ...(laws.today ? [laws.today] : [])].map(({ content }) => content)
  return new Set(
    contents.flatMap((content) => {
      const known = new Set(lawOf(content).rules.map(({ id }) => id))
      return Object.keys(content.rules).filter((id) => !known.has(id))
    }),
  )
}

/** The overlay failed whole, and no layer is on record. */
function wasNotMeasured({ periods }: StoredCase): boolean {
  const { ground } = periods.at(-1)!
  return overlayFailed(ground) && Object.keys(ground.layers).length === 0
}

async function areasCheck(
  tx: Db,
  district: string,
  evaluation: Explanation['evaluation'],
  stored: StoredCase | null,
): Promise<Checks['areas']> {
  const { engine } = await versions(tx)
  const frame = { toleranceM2: TOLERANCE, engine: { stored: evaluation.engine, now: engine } }
  if (!stored) return { state: 'unchecked', why: 'earlier-release', ...frame, parts: [] }
  if (wasNotMeasured(stored)) return { state: 'unchecked', why: 'not-measured', ...frame, parts: [] }
  const facts = await storedFacts(tx, district, stored.evaluationId)
  const parts: Checks['areas']['parts'] = []
  for (const { from, to, ground } of stored.periods) {
    const layers = Object.values(ground.layers)
    const again = await overlayAgain(tx, district, stored.reportId, {
      day: to,
      layers,
      report: stored.report,
      accuracyM: ground.accuracyM,
    })
    const isLast = to === stored.asOf
    parts.push({ from, to, lines: sameAreas({ ground, facts: isLast ? facts : null }, again, evaluation) })
  }
  const isSame = parts.every(({ lines }) => lines.every((line) => line.isSame))
  return { state: isSame ? 'same' : 'differs', why: null, ...frame, parts }
}
