import type { Label } from '../../domain/label.ts'
import type { LayerRole } from '../../domain/layer.ts'
import type { Day } from '../../domain/units.ts'
import type { Db } from '../db/database.ts'

export type Bounds = [west: number, south: number, east: number, north: number]

/** What a version is, before it serves. */
export interface VersionSummary {
  layerVersionId: string
  role: LayerRole
  version: number
  status: 'staging' | 'waiting' | 'published' | 'withdrawn'
  validFrom: Day
  source: string
  fileName: string
  releaseNo: string | null
  notSecretBy: string | null
  label: Label
  features: number
  areaM2: number
  repaired: number
  refused: number
  bounds: Bounds | null
  importedBy: string
}

const COLUMNS = `v.layer_version_id "layerVersionId", v.role, v.version, v.status, v.valid_from "validFrom", v.source,
  v.file_name "fileName", v.release_no "releaseNo", v.not_secret_by "notSecretBy", v.label, v.feature_count features,
  v.area_m2 "areaM2", v.repaired_count repaired, v.refused_count refused, v.imported_by "importedBy",
  case when v.bounds is not null then
    array[ST_XMin(v.bounds), ST_YMin(v.bounds), ST_XMax(v.bounds), ST_YMax(v.bounds)] end bounds`

export async function versionSummary(
  db: Db,
  district: string,
  layerVersionId: string,
): Promise<VersionSummary | null> {
  const { rows } = await db.query<VersionSummary>(
    `select ${COLUMNS} from land.layer_version v where v.district = $1 and v.layer_version_id = $2`,
    [district, layerVersionId],
  )
  return rows[0] ?? null
}

/** The version of a role that serves today, beside the given one: what it would take the place of, or what would take its. */
export async function otherVersion(
  db: Db,
  district: string,
  { role, layerVersionId }: Pick<VersionSummary, 'role' | 'layerVersionId'>,
): Promise<VersionSummary | null> {
  const { rows } = await db.query<VersionSummary>(
    `select ${COLUMNS}
       from land.layer_version v
       left join land.layers_as_of($1, work.today()) s on s.layer_version_id = v.layer_version_id
      where v.district = $1 and v.role = $2 and v.status = 'published' and v.layer_version_id <> $3
      order by s.layer_version_id is not null desc, v.valid_from desc, v.version desc limit 1`,
    [district, role, layerVersionId],
  )
  return rows[0] ?? null
}

export interface VersionDiff {
  added: number
  removed: number
  /** The same key with another shape, class, name or attribute. */
  changed: number
}

/** Features by their key in the source; those without one by their shape. */
export async function versionDiff(
  db: Db,
  district: string,
  { from, to }: { from: string; to: string },
): Promise<VersionDiff> {
  const print = (version: string) =>
    `select coalesce(source_key, md5(ST_AsEWKB(geom))) as key,
            md5(string_agg(concat_ws(' ', class, name, valid_from, valid_to, attributes, md5(ST_AsEWKB(geom))), ' '
                           order by md5(ST_AsEWKB(geom)))) as print
       from land.layer_feature where district = $1 and layer_version_id = ${version} group by 1`
  const { rows } = await db.query<VersionDiff>(
    `select count(*) filter (where b.key is null)::int as added, count(*) filter (where n.key is null)::int as removed,
            count(*) filter (where b.print <> n.print)::int as changed
       from (${print('$2')}) b full join (${print('$3')}) n on n.key = b.key`,
    [district, from, to],
  )
  return rows[0]!
}

/** Reports whose newest evaluation used the version. */
export async function citedBy(db: Db, district: string, layerVersionId: string): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*)::int as count from land.evaluation e
      where e.district = $1 and e.is_current
        and exists (select from land.fact f where f.district = e.district and f.evaluation_id = e.evaluation_id
                       and f.layer_version_id = $2)`,
    [district, layerVersionId],
  )
  return rows[0]!.count
}
