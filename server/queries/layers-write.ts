import type { MultiPolygon } from '../../domain/geojson.ts'
import type { LayerFeatureAttributes, LayerRole } from '../../domain/layer.ts'
import type { Marking } from '../../domain/marking.ts'
import { Problem } from '../../domain/problem.ts'
import type { Day } from '../../domain/units.ts'
import type { Database, Db } from '../db/database.ts'
import { storableJson } from './storable-json.ts'
import { wkbOf } from './wkb.ts'

/** A feature of a layer that was refused or repaired. */
export interface RowProblem {
  featureId: number
  sourceKey: string | null
  action: 'repaired' | 'refused'
  code: string
  detail: string
  location: [lon: number, lat: number] | null
}

export interface NewVersion {
  district: string
  role: LayerRole
  validFrom: Day
  source: string
  fileName: string
  crs: string
  importedBy: string
  marking?: Marking
  /** ± m, as its maker states it; else that of the thresholds. */
  accuracyM?: number | null
}

export interface StoredFeature {
  rowNo: number
  feature: LayerFeatureAttributes
  geometry: MultiPolygon
}

export interface InvalidFeature {
  featureId: number
  reason: string
  location: [lon: number, lat: number] | null
}

/** Repair may take minutes, and a timeout inside it brings a native server down. */
const NO_LIMIT = { statementTimeoutMs: 0 } as const

/** Degrees about a known district, and to each side of the meridian of one that is not: beyond, its plane means nothing. */
const REACH = { aroundDistrict: 2, fromMeridian: 6 } as const

export type Reach = [west: number, south: number, east: number, north: number]

/** How far from the district a layer's features may lie. Throws unknown-district. */
export async function layerReach(db: Db, district: string): Promise<Reach> {
  const { rows } = await db.query<{ extent: Reach | null; meridian: number }>(
    `select case when extent is not null then array[ST_XMin(extent), ST_YMin(extent), ST_XMax(extent), ST_YMax(extent)] end as extent,
            case when plane_srid between 4534 and 4554 then 75 + 3 * (plane_srid - 4534) else 3 * (plane_srid - 910000) end as meridian
       from land.district where district = $1`,
    [district],
  )
  const row = rows[0]
  if (!row) throw new Problem('unknown-district', `There is no district ${district}.`)
  if (row.extent) {
    const [west, south, east, north] = row.extent
    const margin = REACH.aroundDistrict
    return [west - margin, south - margin, east + margin, north + margin]
  }
  const lon = row.meridian > 180 ? row.meridian - 360 : row.meridian
  return [lon - REACH.fromMeridian, -85, lon + REACH.fromMeridian, 85]
}

/** A new version in staging, which nobody sees. */
export function beginVersion(
  db: Database,
  version: NewVersion,
): Promise<{ layerVersionId: string; version: number }> {
  return db.transaction(async (tx) => {
    // Two imports at once would take the same number.
    await tx.query('select from land.district where district = $1 for no key update', [version.district])
    const { rows } = await tx.query<{ layer_version_id: string; version: number }>(
      `insert into land.layer_version (district, role, version, status, valid_from, source, file_name, source_crs, imported_by,
                                       label, release_no, not_secret_by, accuracy_m)
       select $1, $2, coalesce(max(version), 0) + 1, 'staging', $3, $4, $5, $6, $7, $8, $9, $10, $11
         from land.layer_version where district = $1 and role = $2
       returning layer_version_id, version`,
      [
        version.district,
        version.role,
        version.validFrom,
        version.source,
        version.fileName,
        version.crs,
        version.importedBy,
        ...markingOf(version),
        version.accuracyM ?? null,
      ],
    )
    return { layerVersionId: rows[0]!.layer_version_id, version: rows[0]!.version }
  })
}

const markingOf = ({ marking }: Pick<NewVersion, 'marking'>) => [
  marking?.label ?? 'internal',
  marking?.releaseNo ?? null,
  marking?.notSecretBy ?? null,
]

/** Stores the valid ones; answers those that PostGIS holds for invalid. */
export async function storeFeatures(
  db: Db,
  district: string,
  layerVersionId: string,
  features: readonly StoredFeature[],
): Promise<InvalidFeature[]> {
  const rows = features.map(columnsOf)
  const column = (at: number) => rows.map((row) => row[at])
  const { rows: invalid } = await db.query<{
    feature_id: number
    reason: string
    lon: number | null
    lat: number | null
  }>(
    `select feature_id, reason, lon, lat from land.store_layer_features(
       $1, $2, $3::int[], $4::text[], $5::text[], $6::text[], $7::date[], $8::date[], $9::text[], $10::bytea[])`,
    [district, layerVersionId, ...rows[0]!.map((_, at) => column(at))],
  )
  return invalid.map(({ feature_id, reason, lon, lat }) => ({
    featureId: feature_id,
    reason,
    location: lon === null || lat === null ? null : [lon, lat],
  }))
}

/** Repairs and stores one invalid feature; false where nothing is left of it. */
export function repairFeature(
  db: Database,
  district: string,
  layerVersionId: string,
  feature: StoredFeature,
): Promise<boolean> {
  return db.transaction(async (tx) => {
    const { rows } = await tx.query<{ repaired: boolean }>(
      `select land.repair_layer_feature($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) as repaired`,
      [district, layerVersionId, ...columnsOf(feature)],
    )
    return rows[0]!.repaired
  }, NO_LIMIT)
}

const columnsOf = ({ rowNo, feature, geometry }: StoredFeature) => [
  rowNo,
  feature.sourceKey,
  feature.class,
  feature.name,
  feature.validFrom,
  feature.validTo,
  storableJson(feature.attributes),
  wkbOf(geometry),
]

/** A feature with two problems has both in one row. */
export async function addProblems(
  db: Db,
  layerVersionId: string,
  problems: readonly RowProblem[],
): Promise<void> {
  if (problems.length === 0) return
  await db.query(
    `insert into land.layer_problem as known (layer_version_id, feature_id, source_key, action, code, detail, location)
     select $1, p.feature_id, p.source_key, p.action, p.code, p.detail, ST_SetSRID(ST_Point(p.lon, p.lat), 4490)
       from unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::float8[], $8::float8[])
         p (feature_id, source_key, action, code, detail, lon, lat)
     on conflict (layer_version_id, feature_id) do update
       set detail = known.detail || ' ' || excluded.detail,
           action = case when 'refused' in (known.action, excluded.action) then 'refused' else 'repaired' end`,
    [
      layerVersionId,
      problems.map((problem) => problem.featureId),
      problems.map((problem) => problem.sourceKey),
      problems.map((problem) => problem.action),
      problems.map((problem) => problem.code),
      problems.map((problem) => problem.detail),
      problems.map((problem) => problem.location?.[0] ?? null),
      problems.map((problem) => problem.location?.[1] ?? null),
    ],
  )
}

/** Pieces for the overlay and shapes for tiles of the features from `first` to `last`. */
export function cutFeatures(
  db: Database,
  district: string,
  layerVersionId: string,
  { first, last }: { first: number; last: number },
): Promise<unknown> {
  return db.transaction(
    (tx) =>
      tx.query('select land.cut_layer_features($1, $2, $3, $4)', [district, layerVersionId, first, last]),
    NO_LIMIT,
  )
}

export interface VersionCounts {
  version: number
  features: number
  repaired: number
  refused: number
  areaM2: number
}

/** Writes counts, area, bounds and hash of a version whose features are all there. */
export async function sumUp(
  db: Database,
  district: string,
  layerVersionId: string,
  sha256: string,
): Promise<VersionCounts> {
  await db.transaction(async (tx) => {
    await tx.query('select land.sum_up_layer($1, $2)', [district, layerVersionId])
    await tx.query('update land.layer_version set sha256 = $2 where layer_version_id = $1', [
      layerVersionId,
      sha256,
    ])
  }, NO_LIMIT)
  return versionCounts(db, layerVersionId)
}

export async function versionCounts(db: Db, layerVersionId: string): Promise<VersionCounts> {
  const { rows } = await db.query<VersionCounts>(
    `select version, feature_count as features, repaired_count as repaired, refused_count as refused, area_m2 as "areaM2"
       from land.layer_version where layer_version_id = $1`,
    [layerVersionId],
  )
  return rows[0]!
}

/** The newest published version of a role, where it was made of the same features, is in force from the same day, was released alike and is as accurate. */
export async function sameVersion(
  db: Db,
  version: Pick<NewVersion, 'district' | 'role' | 'validFrom' | 'marking' | 'accuracyM'>,
  sha256: string,
): Promise<string | null> {
  const { district, role, validFrom, accuracyM = null } = version
  const { rows } = await db.query<{ layer_version_id: string; is_same: boolean }>(
    `select layer_version_id, sha256 = $4 and valid_from = $3 and label = $5 and release_no is not distinct from $6
              and accuracy_m is not distinct from $7 as is_same
       from land.layer_version where district = $1 and role = $2 and status = 'published'
      order by version desc limit 1`,
    [district, role, validFrom, sha256, ...markingOf(version).slice(0, 2), accuracyM],
  )
  return rows[0]?.is_same ? rows[0].layer_version_id : null
}

/** Removes a version that never served: an import that failed or was called off. */
export async function removeStaging(db: Database, district: string, layerVersionId: string): Promise<void> {
  await db.transaction(async (tx) => {
    // By district first, as the key of the table runs; the rest goes with the version.
    await tx.query(
      `delete from land.layer_feature f using land.layer_version v
        where f.district = $1 and f.layer_version_id = $2
          and v.layer_version_id = f.layer_version_id and v.status = 'staging'`,
      [district, layerVersionId],
    )
    await tx.query(`delete from land.layer_version where layer_version_id = $1 and status = 'staging'`, [
      layerVersionId,
    ])
  }, NO_LIMIT)
}
