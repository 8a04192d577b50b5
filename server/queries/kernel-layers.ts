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
  /** What a feature of a survey says of how it is planted, in codes and names. */
  planting: string[]
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
            f.attributes ->> 'status' as status,
            array(select a.value from jsonb_each_text(f.attributes) a
                   where upper(a.key) in ('ZZSXDM', 'ZZSXMC') and a.value is not null) as planting,
            ST_AsBinary(land.moved_to(f.geom, d.plane_srid), 'NDR') as wkb
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
    `select r.report_id as "reportId", r.type, r.attributes ->> 'use' as use,
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

export interface NumberedReport {
  reportId: string
  reportNo: string
}

/** Reports by their ids. */
export async function numberedReports(
  db: Db,
  district: string,
  reportIds: readonly string[],
): Promise<NumberedReport[]> {
  const { rows } = await db.query<NumberedReport>(
    `select report_id as "reportId", report_no as "reportNo"
       from land.report where district = $1 and report_id = any ($2::bigint[])`,
    [district, reportIds],
  )
  return rows
}

/** Reports by their numbers, or all of the district. */
export async function reportsNumbered(
  db: Db,
  district: string,
  numbers: readonly string[] | null,
): Promise<NumberedReport[]> {
  const { rows } = await db.query<NumberedReport>(
    `select report_id as "reportId", report_no as "reportNo"
       from land.report where district = $1 and ($2::text[] is null or report_no = any ($2)) order by report_id`,
    [district, numbers],
  )
  return rows
}

/** Roads that served, and how wide the belts beside them are: beside main roads, and beside all others, m. */
export interface Belts {
  layerVersionId: string
  beltM: readonly [main: number, local: number]
}

/** By report, what lies within the belts, drawn as land.overlay draws it, in well-known binary. */
export async function beltsNear(
  db: Db,
  district: string,
  reportIds: readonly string[],
  { layerVersionId, beltM }: Belts,
): Promise<Map<string, Buffer[]>> {
  const { rows } = await db.query<{ reportId: string; wkb: Buffer }>(
    `select r.report_id as "reportId", ST_AsBinary(piece.belt, 'NDR') as wkb
       from land.report r
       join land.district d on d.district = r.district
       cross join lateral (select ST_Transform(r.geom, d.plane_srid) as geom) p
       cross join lateral (
         select ST_Buffer(ST_ClipByBox2D(lp.geom, ST_Expand(p.geom, w.width + 1)::box2d), w.width) as belt
         from land.layer_piece lp
         cross join lateral (select ($4::float8[])[case when land.is_main_road(lp.class) then 1 else 2 end] as width) w
         where lp.layer_version_id = $3 and lp.geom && ST_Expand(p.geom, greatest($4[1], $4[2]))
           and ST_DWithin(lp.geom, p.geom, w.width)
         offset 0
       ) piece
      where r.district = $1 and r.report_id = any ($2::bigint[]) and ST_Dimension(piece.belt) = 2 and not ST_IsEmpty(piece.belt)`,
    [district, reportIds, layerVersionId, beltM],
  )
  const found = new Map<string, Buffer[]>()
  for (const { reportId, wkb } of rows) found.set(reportId, [...(found.get(reportId) ?? []), wkb])
  return found
}

/** By district, the layer versions that serve today, and those that wait to be published. */
export async function wantedVersions(db: Db): Promise<{ district: string; layerVersionIds: string[] }[]> {
  const { rows } = await db.query<{ district: string; layerVersionIds: string[] }>(
    `select w.district, array_agg(w.layer_version_id::text) as "layerVersionIds"
       from (select d.district, s.layer_version_id
               from land.district d cross join lateral land.layers_as_of(d.district, current_date) s
             union
             select v.district, v.layer_version_id from land.layer_version v where v.status = 'waiting') w
      group by w.district order by w.district`,
  )
  return rows
}
