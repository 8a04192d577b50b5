import type { LayerRole } from '../../domain/layer.ts'
import type { Day } from '../../domain/units.ts'
import type { Db } from '../db/database.ts'

/** A layer version as the second engine asks for it. */
export interface KernelLayerVersion {
  layerVersionId: string
  role: LayerRole
  /** Says what its shapes in the plane are made of, and by what: the same for the same shapes only. */
  identity: string
}

/** Those of the versions that are in the district and imported to their end. */
export async function kernelLayerVersions(
  db: Db,
  district: string,
  layerVersionIds: readonly string[],
): Promise<KernelLayerVersion[]> {
  const { rows } = await db.query<KernelLayerVersion>(
    `select v.layer_version_id as "layerVersionId", v.role,
            concat_ws(' ', v.district, v.layer_version_id, v.sha256, v.imported_at::timestamptz(3) at time zone 'utc', v.feature_count,
                      v.vertex_count, d.plane_srid, postgis_lib_version(), postgis_proj_version()) as identity
       from land.layer_version v
       join land.district d using (district)
      where v.district = $1 and v.layer_version_id = any ($2::bigint[]) and v.status <> 'staging'`,
    [district, layerVersionIds],
  )
  return rows
}

/** Features of a version with how many points each has, in an order in which neighbours are near each other on the ground. */
export async function featuresInOrder(
  db: Db,
  district: string,
  layerVersionId: string,
): Promise<{ featureId: number; points: number }[]> {
  const { rows } = await db.query<{ featureId: number; points: number }>(
    `select feature_id as "featureId", ST_NPoints(geom) as points
       from land.layer_feature where district = $1 and layer_version_id = $2 order by geom, feature_id`,
    [district, layerVersionId],
  )
  return rows
}

export interface PlaneFeature {
  featureId: number
  class: string | null
  validFrom: Day | null
  validTo: Day | null
  status: string | null
  /** Well-known binary, in the plane of the district. */
  wkb: Buffer
}

/** Whole features in the plane, in the order of the ids. */
export async function planeFeatures(
  db: Db,
  district: string,
  layerVersionId: string,
  featureIds: readonly number[],
): Promise<PlaneFeature[]> {
  const { rows } = await db.query<PlaneFeature>(
    `select f.feature_id as "featureId", f.class, f.valid_from as "validFrom", f.valid_to as "validTo",
            f.attributes ->> 'status' as status, ST_AsBinary(land.moved_to(f.geom, d.plane_srid), 'NDR') as wkb
       from unnest($3::int[]) with ordinality wanted (feature_id, place)
       join land.layer_feature f on f.district = $1 and f.layer_version_id = $2 and f.feature_id = wanted.feature_id
       join land.district d on d.district = f.district
      order by wanted.place`,
    [district, layerVersionId, featureIds],
  )
  return rows
}

/** Codes of plan zones that allow construction. */
export async function buildableZones(db: Db): Promise<Set<string>> {
  const { rows } = await db.query<{ code: string }>('select code from rules.plan_zone where construction')
  return new Set(rows.map(({ code }) => code))
}

/** A report in the plane, and what decides of it which coverage counts. */
export interface PlaneReport {
  reportId: string
  reportNo: string
  type: string | null
  use: string | null
  wkb: Buffer
  /** Of the centre of gravity. */
  latitude: number
}

export async function planeReports(
  db: Db,
  district: string,
  reportIds: readonly string[],
): Promise<PlaneReport[]> {
  const { rows } = await db.query<PlaneReport>(
    `select r.report_id as "reportId", r.report_no as "reportNo", r.type, r.attributes ->> 'use' as use,
            ST_AsBinary(g.geom, 'NDR') as wkb, ST_Y(ST_Transform(ST_Centroid(g.geom), 4490)) as latitude
       from land.report r
       join land.district d on d.district = r.district
       cross join lateral (select ST_Transform(r.geom, d.plane_srid) as geom) g
      where r.district = $1 and r.report_id = any ($2::bigint[])
      order by r.report_id`,
    [district, reportIds],
  )
  return rows
}
