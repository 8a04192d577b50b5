import type { Day } from '../../domain/units.ts'
import type { Result } from '../../domain/rule.ts'
import type { Db } from '../db/database.ts'
import type { LawContent } from '../rules/law.ts'
import { readLaws } from './laws.ts'

/** Of which evaluation of which report a finding is. */
export interface FindingPlace {
  findingId: string
  reportId: string
  evaluationId: string
  evaluatedAt: string
  isCurrent: boolean
  result: Result
}

/** Null where the district has none of that number, or the person sees nothing of it. */
export async function findingPlace(
  db: Db,
  district: string,
  findingId: string,
): Promise<FindingPlace | null> {
  const { rows } = await db.query<FindingPlace>(
    `select f.finding_id as "findingId", e.report_id as "reportId", e.evaluation_id as "evaluationId",
            e.evaluated_at as "evaluatedAt", e.is_current as "isCurrent", f.result
       from land.finding f
       join land.evaluation e on e.district = f.district and e.evaluation_id = f.evaluation_id
      where f.district = $1 and f.finding_id = $2`,
    [district, findingId],
  )
  return rows[0] ?? null
}

/** The district of a finding, whose number is one of the whole installation. */
export async function districtOfFinding(db: Db, findingId: string): Promise<string | null> {
  const { rows } = await db.query<{ district: string }>(
    'select district from land.finding where finding_id = $1',
    [findingId],
  )
  return rows[0]?.district ?? null
}

export interface LawUsed {
  sha256: string
  content: LawContent
}

export interface LawsUsed {
  /** In the order of their days; the last is that of the day by which it was judged. */
  act: (LawUsed & { to: Day })[]
  today: (LawUsed & { on: Day }) | null
}

/** The laws of an evaluation, by their content; null where an earlier release judged. */
export async function lawsUsed(db: Db, district: string, evaluationId: string): Promise<LawsUsed | null> {
  const { rows } = await db.query<{
    as_of: Day
    law_id: string | null
    today: Day | null
    today_law_id: string | null
    earlier: { to: Day; lawId: string }[]
  }>(
    `select as_of, law_id, today, today_law_id, coalesce(earlier -> 'laws', '[]') as earlier
       from land.evaluation where district = $1 and evaluation_id = $2`,
    [district, evaluationId],
  )
  const { as_of, law_id, today, today_law_id, earlier } = rows[0]!
  if (law_id === null) return null
  const spans = [...earlier, { to: as_of, lawId: law_id }]
  const ids = [...spans.map(({ lawId }) => lawId), ...(today_law_id === null ? [] : [today_law_id])]
  const contents = await readLaws(db, ids)
  const hashes = await lawHashes(db, ids)
  const used = (id: string): LawUsed => ({ sha256: hashes.get(id)!, content: contents.get(id)! })
  return {
    act: spans.map(({ to, lawId }) => ({ to, ...used(lawId) })),
    today: today !== null && today_law_id !== null ? { on: today, ...used(today_law_id) } : null,
  }
}

async function lawHashes(db: Db, lawIds: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await db.query<{ law_id: string; sha256: string }>(
    'select law_id, sha256 from rules.law where law_id = any ($1::bigint[])',
    [lawIds],
  )
  return new Map(rows.map(({ law_id, sha256 }) => [law_id, sha256]))
}

/** The hash of a report's geometry as it stands, made again. */
export async function geometryHash(db: Db, district: string, reportId: string): Promise<string> {
  const { rows } = await db.query<{ sha256: string }>(
    'select land.shape_hash(geom) as sha256 from land.report where district = $1 and report_id = $2',
    [district, reportId],
  )
  return rows[0]!.sha256
}

/** All that was found with an evaluation, and of which shape. */
export async function resultsOfEvaluation(
  db: Db,
  district: string,
  evaluationId: string,
): Promise<{ results: Result[]; reportSha256: string }> {
  const { rows } = await db.query<{ results: Result[]; reportSha256: string }>(
    `select e.report_sha256 as "reportSha256",
            (select coalesce(jsonb_agg(f.result order by f.finding_id), '[]') from land.finding f
              where f.district = e.district and f.evaluation_id = e.evaluation_id) as results
       from land.evaluation e where e.district = $1 and e.evaluation_id = $2`,
    [district, evaluationId],
  )
  return rows[0]!
}

export interface StoredFact {
  layerVersionId: string
  featureId: number
  area: number
}

/** What an evaluation shared with each feature of whatever layer: call it beyond the reader's clearance. */
export async function storedFacts(db: Db, district: string, evaluationId: string): Promise<StoredFact[]> {
  const { rows } = await db.query<StoredFact>(
    `select layer_version_id as "layerVersionId", feature_id as "featureId", area_m2 as area
       from land.fact where district = $1 and evaluation_id = $2
      order by layer_version_id, feature_id`,
    [district, evaluationId],
  )
  return rows
}

export interface LayerSourceRow {
  layerVersionId: string
  sha256: string | null
  fileName: string
  sourceCrs: string
  importedAt: string
  publishedAt: string | null
  isWithdrawn: boolean
}

/** Where layer versions came from; those that the reader's clearance does not reach are left out. */
export async function layerSources(db: Db, layerVersionIds: readonly string[]): Promise<LayerSourceRow[]> {
  const { rows } = await db.query<LayerSourceRow>(
    `select layer_version_id as "layerVersionId", sha256, file_name as "fileName", source_crs as "sourceCrs",
            imported_at as "importedAt", published_at as "publishedAt", status = 'withdrawn' as "isWithdrawn"
       from land.layer_version where layer_version_id = any ($1::bigint[])
      order by role`,
    [layerVersionIds],
  )
  return rows
}
