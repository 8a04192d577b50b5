import type { Person } from '../../domain/api.ts'
import { REGISTER_ROLES, type LayerRole } from '../../domain/layer.ts'
import type { Day } from '../../domain/units.ts'
import type { Db } from '../db/database.ts'
import { Binder } from './binder.ts'
import { HISTORY, visibleReports } from './report-predicate.ts'

/** A report, and the day by whose layers it is measured. */
export interface DatedReport {
  reportId: string
  day: Day
}

const seenBy = (binder: Binder, person: Person) =>
  `${visibleReports(binder, person, person.district)} and not ${HISTORY}`

/** Reports that a person sees, in the order of their ids. */
export async function datedReports(
  db: Db,
  person: Person,
  { after, limit }: { after: string; limit: number },
): Promise<DatedReport[]> {
  const binder = new Binder()
  const { rows } = await db.query<DatedReport>(
    `select r.report_id as "reportId", r.judged_on as day from land.report r
      where ${seenBy(binder, person)} and r.report_id > ${binder.bind(after)}
      order by r.report_id limit ${binder.bind(limit)}`,
    binder.values,
  )
  return rows
}

export async function countSeenReports(db: Db, person: Person): Promise<number> {
  const binder = new Binder()
  const { rows } = await db.query<{ n: number }>(
    `select count(*)::int as n from land.report r where ${seenBy(binder, person)}`,
    binder.values,
  )
  return rows[0]!.n
}

/** The version that serves a day now; null where none does. */
export type Standing = { layerVersionId: string; version: number; isReadable: boolean } | null

/** The days that a version would serve if it were published, and what serves them now. Looks past what the asker may read. */
export async function daysServed(
  db: Db,
  district: string,
  { layerVersionId, role }: { layerVersionId: string; role: LayerRole },
  days: readonly Day[],
): Promise<Map<Day, Standing>> {
  const { rows } = await db.query<{
    day: Day
    layerVersionId: string | null
    version: number
    isReadable: boolean
  }>(
    `select d.day, now.layer_version_id as "layerVersionId", now.version, v.layer_version_id is not null as "isReadable"
       from unnest($4::date[]) d (day)
       join lateral (select from land.layers_with($1, d.day, $2) l where l.layer_version_id = $2) it on true
       left join lateral (select l.* from land.layers_as_of($1, d.day) l where l.role = $3) now on true
       left join land.layer_version v on v.layer_version_id = now.layer_version_id`,
    [district, layerVersionId, role, days],
  )
  return new Map(
    rows.map(({ day, layerVersionId: id, version, isReadable }) => [
      day,
      id === null ? null : { layerVersionId: id, version, isReadable },
    ]),
  )
}

/** Layers whose features are told one by one: permits by their number, places by their code. */
const ONE_BY_ONE: readonly LayerRole[] = [...REGISTER_ROLES, 'townships', 'villages']

/** What a feature is called, by its version and id. */
export interface FeatureName {
  layerVersionId: string
  featureId: number
  number: string | null
  name: string | null
}

/** Names of features of a layer that is told feature by feature; of others none, since there the class says it. */
export async function featureNames(
  db: Db,
  district: string,
  role: LayerRole,
  features: readonly { layerVersionId: string; featureId: number }[],
): Promise<FeatureName[] | null> {
  if (!ONE_BY_ONE.includes(role)) return null
  const { rows } = await db.query<FeatureName>(
    `select f.layer_version_id as "layerVersionId", f.feature_id as "featureId",
            coalesce(f.attributes ->> 'number', f.source_key) as number,
            -- What registers call a feature is who holds it.
            case when not land.is_register($4) then f.name end as name
       from unnest($2::bigint[], $3::int[]) t (layer_version_id, feature_id)
       join land.layer_feature f on f.district = $1 and f.layer_version_id = t.layer_version_id and f.feature_id = t.feature_id`,
    [
      district,
      features.map(({ layerVersionId }) => layerVersionId),
      features.map(({ featureId }) => featureId),
      role,
    ],
  )
  return rows
}
