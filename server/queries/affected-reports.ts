import type { LayerRole } from '../../domain/layer.ts'
import type { Day } from '../../domain/units.ts'
import type { Db } from '../db/database.ts'
import { inHalves } from '../in-halves.ts'

/**
 * How far from a report a feature may lie and still matter to it, in m: more than the overlay looks beyond a report, be it
 * for accuracy or for the belt along a road.
 */
const REACH_M = 50

/** Reports of the same days that were judged by the same version of a layer. */
interface Cohort {
  /** First and last day of the act, as far as it is known. */
  from: Day
  to: Day
  /** The version that was used; null: none was there. */
  used: string | null
  isLater: boolean | null
  report_ids: string[]
}

interface Serving {
  day: Day
  version: string
  isLater: boolean
}

/**
 * Reports whose newest evaluation may be another by the versions of one layer that serve now: those of days on which another
 * version serves than they were judged by, and of these the ones near a feature that is not the same in both. Also
 * where no version served before, or serves now, or the version is no longer of a later day than the act.
 */
export async function reportsAffectedByLayer(
  db: Db,
  district: string,
  role: LayerRole,
): Promise<{ examined: number; reportIds: string[] }> {
  const cohorts = await cohortsOf(db, district, role)
  const serving = await servingOn(db, district, role, cohorts)
  const affected = new Set<string>()
  const near = new Map<string, Pair & { reportIds: string[] }>()
  for (const { from, to, used, isLater, report_ids: ids } of cohorts)
    for (const now of servingWithin(serving, from, to)) {
      if (now?.version === used && (now?.isLater ?? null) === isLater) continue
      if (now === null || used === null || now.isLater !== isLater) for (const id of ids) affected.add(id)
      else {
        const key = `${used} ${now.version}`
        const pair = near.get(key) ?? { used, now: now.version, reportIds: [] }
        pair.reportIds.push(...ids)
        near.set(key, pair)
      }
    }
  for (const { reportIds, ...pair } of near.values()) {
    // A shape that no plane takes counts as affected.
    const found = await inHalves(
      reportIds,
      (ids) => reportsNearChanges(db, district, { ...pair, reportIds: ids }),
      (id) => id,
    )
    for (const id of found) affected.add(id)
  }
  const examined = cohorts.reduce((sum, { report_ids: ids }) => sum + ids.length, 0)
  return { examined, reportIds: [...affected].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1)) }
}

async function cohortsOf(db: Db, district: string, role: LayerRole): Promise<Cohort[]> {
  const { rows } = await db.query<Cohort>(
    `select coalesce((e.earlier ->> 'from')::date, e.as_of) as "from", e.as_of as "to",
            u ->> 'layerVersionId' as used, (u ->> 'laterThanDay')::boolean as "isLater", array_agg(e.report_id) as report_ids
       from land.evaluation e
       left join lateral jsonb_array_elements(e.layers) u on u ->> 'role' = $2
      where e.district = $1 and e.is_current
      group by 1, 2, 3, 4`,
    [district, role],
  )
  return rows
}

/** Which version serves from which of the days on that matter; on a day that is not named, as on the one before. */
async function servingOn(
  db: Db,
  district: string,
  role: LayerRole,
  cohorts: readonly Cohort[],
): Promise<(Omit<Serving, 'version'> & { version: string | null })[]> {
  const { rows } = await db.query<Serving>(
    `select d.day, s.layer_version_id as version, s.later_than_day as "isLater"
       from (select unnest($3::date[]) union select valid_from from land.layer_version
              where district = $1 and role = $2 and status = 'published') d (day)
       left join lateral (select * from land.layers_as_of($1, d.day) l where l.role = $2) s on true
      order by d.day`,
    [district, role, [...new Set(cohorts.map(({ from }) => from))]],
  )
  return rows
}

/** What serves on some day between two: null for none. */
function servingWithin(
  serving: Awaited<ReturnType<typeof servingOn>>,
  from: Day,
  to: Day,
): (Serving | null)[] {
  return serving
    .filter(({ day }) => from <= day && day <= to)
    .map(({ day, version, isLater }) => (version === null ? null : { day, version, isLater }))
}

interface Pair {
  used: string
  now: string
  reportIds: readonly string[]
}

/**
 * Of some reports those near a feature that one version has and the other has not. Features are the same where class, name,
 * key, days, attributes and shape are; which row of the file it was does not count.
 */
async function reportsNearChanges(
  db: Db,
  district: string,
  { used, now, reportIds }: Pair,
): Promise<string[]> {
  const { rows } = await db.query<{ report_id: string }>(
    `with feature as materialized (
       select layer_version_id, feature_id,
              md5(jsonb_build_array(class, name, source_key, valid_from, valid_to, attributes)::text || md5(ST_AsEWKB(geom))) as print
         from land.layer_feature where district = $1 and layer_version_id in ($2, $3)
     ),
     changed as materialized (
       select f.layer_version_id, f.feature_id
         from feature f
         join (select print from feature group by print
                having count(*) filter (where layer_version_id = $2) <> count(*) filter (where layer_version_id = $3)) other
           using (print)
     ),
     report as materialized (
       select r.report_id, ST_Transform(r.geom, d.plane_srid) as geom
         from land.report r join land.district d on d.district = r.district
        where r.district = $1 and r.report_id = any ($4::bigint[])
     )
     select r.report_id from report r
      where exists (
        select from (select * from land.layer_piece p
                      where p.layer_version_id in ($2, $3) and p.geom && ST_Expand(r.geom, $5) offset 0) p
          join changed c on c.layer_version_id = p.layer_version_id and c.feature_id = p.feature_id
         where ST_DWithin(p.geom, r.geom, $5))`,
    [district, used, now, reportIds, REACH_M],
  )
  return rows.map(({ report_id }) => report_id)
}
