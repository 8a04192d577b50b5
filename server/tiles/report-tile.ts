import type { Person } from '../../domain/api.ts'
import type { Db } from '../db/database.ts'
import { Binder } from '../queries/binder.ts'
import { reportPredicate, type ReportFilter } from '../queries/report-predicate.ts'
import { isInTile, TILE_ENVELOPES, tileTwkb, type TileAddress } from './layer-tile.ts'
import { encodeTile, type TileFeature } from './mvt.ts'

/** Up to this zoom, reports that fall together on the screen are drawn as one cluster with its count. */
const CLUSTER_MAX_ZOOM = 13
/** Clusters a side of a tile of 512 pixels: their circles are some 30 wide, and should not cover each other. */
const CLUSTER_CELLS = 10
/** Polygons smaller than so many pixels across are only points. */
const MIN_PIXELS = 2
const EARTH_PIXELS_PER_TILE = 256
const EARTH_CIRCUMFERENCE_M = 40_075_016.686

interface PolygonRow {
  report_id: string
  report_no: string
  verdict: string | null
  severity: string | null
  state: string
  decision: string | null
  rules: string[]
  twkb: Buffer | null
}

interface PointRow extends Omit<PolygonRow, 'twkb' | 'rules'> {
  count: number
  rule_list: string
  twkb: Buffer
}

const propertiesOf = (row: Omit<PolygonRow, 'twkb'>) => ({
  id: Number(row.report_id),
  no: row.report_no,
  verdict: row.verdict,
  severity: row.severity,
  state: row.state,
  decision: row.decision,
  rules: row.rules.join(','),
})

/**
 * One tile of what a person sees of the reports, by the filter of the list: MVT layers `reports` (polygons) and `points`
 * (one a report or cluster, at every zoom, each in one tile only).
 */
export async function reportTile(
  db: Db,
  person: Person,
  district: string,
  filter: ReportFilter,
  { z, x, y }: TileAddress,
): Promise<Buffer> {
  const metresPerPixel = EARTH_CIRCUMFERENCE_M / EARTH_PIXELS_PER_TILE / 2 ** z
  const binder = new Binder()
  for (const value of [z, x, y]) binder.bind(value)
  const where = reportPredicate(binder, person, district, filter)
  const smallest = binder.bind((MIN_PIXELS * metresPerPixel) ** 2)
  const seen = `
    select r.*, ST_Transform(r.geom, 3857) as shape
      from e, land.report r
     where r.geom && ST_Transform(e.wide, 4490) and ${where}`
  const polygons = await db.query<PolygonRow>(
    `with e as materialized (${TILE_ENVELOPES}), seen as materialized (${seen})
     select s.report_id, s.report_no, s.verdict, s.severity, s.state, s.decision, s.rules, ${tileTwkb('s.shape')} twkb
       from e, seen s where s.area_m2 >= ${smallest}`,
    binder.values,
  )

  const points = new Binder()
  for (const value of [z, x, y]) points.bind(value)
  const pointsWhere = reportPredicate(points, person, district, filter)
  const cell = z <= CLUSTER_MAX_ZOOM ? CLUSTER_CELLS : 0
  const clusters = await db.query<PointRow>(
    `with e as materialized (${TILE_ENVELOPES}),
     seen as materialized (
       select r.report_id, r.report_no, r.verdict, r.severity, r.state, r.decision, r.rules,
              ST_Transform(ST_PointOnSurface(r.geom), 3857) as point
         from e, land.report r
        where r.geom && ST_Transform(e.wide, 4490) and ${pointsWhere}),
     placed as (
       select s.*, case when ${points.bind(cell)}::int > 0 then
                floor((ST_X(point) - ST_XMin(tile)) / (ST_XMax(tile) - ST_XMin(tile)) * ${points.bind(cell)}::int)::text || '/' ||
                floor((ST_Y(point) - ST_YMin(tile)) / (ST_YMax(tile) - ST_YMin(tile)) * ${points.bind(cell)}::int)::text
              else s.report_id::text end as place
         from e, seen s
        where ${isInTile('point')})
     select count(*)::int as count, min(report_id) as report_id, min(report_no) as report_no,
            -- The worst of a cluster colours it.
            (array_agg(verdict order by array_position(array['suspected', 'doubtful', 'clear'], verdict)))[1] as verdict,
            (array_agg(severity order by array_position(array['critical', 'high', 'medium', 'low', 'info'], severity)))[1] as severity,
            min(state) as state, case when count(*) = 1 then min(decision) end as decision,
            case when count(*) = 1 then (array_agg(array_to_string(rules, ',')))[1] else '' end as rule_list,
            ST_AsTWKB(ST_SnapToGrid(ST_TransScale(ST_Centroid(ST_Collect(point)), -ST_XMin(tile), -ST_YMax(tile),
              4096 / (ST_XMax(tile) - ST_XMin(tile)), -4096 / (ST_XMax(tile) - ST_XMin(tile))), 1), 0) as twkb
       from e, placed group by place, tile`,
    points.values,
  )
  return encodeTile({
    reports: polygons.rows.flatMap((row): TileFeature[] =>
      row.twkb ? [{ id: Number(row.report_id), twkb: row.twkb, properties: propertiesOf(row) }] : [],
    ),
    points: clusters.rows.map(pointFeature),
  })
}

function pointFeature(row: PointRow): TileFeature {
  const rules = row.rule_list === '' ? [] : row.rule_list.split(',')
  const properties = propertiesOf({ ...row, rules })
  return {
    id: Number(row.report_id),
    twkb: row.twkb,
    properties: row.count > 1 ? { ...properties, count: row.count } : properties,
  }
}
