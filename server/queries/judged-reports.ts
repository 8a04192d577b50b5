import type { LedgerEntry, PermitOverlap } from '../../domain/ledger.ts'
import type { Verdict } from '../../domain/report.ts'
import type { Result } from '../../domain/rule.ts'
import type { Day, SquareMetres } from '../../domain/units.ts'
import type { Db } from '../db/database.ts'

/** A report with the evaluation that holds for it: all that a file of results needs. */
export interface JudgedReport {
  reportNo: string
  area: SquareMetres
  asOf: Day
  verdict: Verdict
  townshipCode: string | null
  townshipName: string | null
  townshipShare: number | null
  /** m² that statistics count by township (null: in none); none where it lies wholly in one. */
  shares: [township: string | null, area: SquareMetres][]
  /** m²; entries of a missing layer are absent. */
  ledger: Partial<Record<LedgerEntry, SquareMetres>>
  /** Class of the plan zone (GHFQDM) that holds most of it. */
  planZone: string | null
  permits: PermitOverlap[]
  /** Findings and doubts, in the order of the rules. */
  results: Result[]
  /** A point inside, EPSG:4490. */
  lon: number
  lat: number
  /** GeoJSON text, EPSG:4490, as precise as it is stored. */
  geometry: string
}

const FULL_PRECISION = 15

/** Reports by id, in the order of the ids; one that was never judged is left out. */
export async function judgedReports(
  db: Db,
  district: string,
  reportIds: readonly string[],
): Promise<JudgedReport[]> {
  const { rows } = await db.query<JudgedReport>(
    `select r.report_no "reportNo", r.area_m2 "area", e.as_of "asOf", e.verdict, r.township "townshipCode",
            t.name "townshipName", r.township_share "townshipShare", e.permits,
            (select coalesce(jsonb_agg(jsonb_build_array(s.township, s.counted_m2) order by s.township is null, s.counted_m2 desc), '[]')
               from land.report_share s
              where s.district = r.district and s.report_id = r.report_id and s.counted_m2 > 0) shares,
            (select coalesce(jsonb_object_agg(l.entry, l.area_m2), '{}') from land.ledger_entry l
              where l.district = e.district and l.evaluation_id = e.evaluation_id) ledger,
            (select f.class from land.fact f join land.layer_version v using (layer_version_id)
              where f.district = e.district and f.evaluation_id = e.evaluation_id and v.role = 'plan-zones'
              group by f.class order by sum(f.area_m2) desc, f.class limit 1) "planZone",
            (select coalesce(jsonb_agg(f.result order by f.finding_id), '[]') from land.finding f
              where f.district = e.district and f.evaluation_id = e.evaluation_id) results,
            ST_X(p.inside) lon, ST_Y(p.inside) lat, ST_AsGeoJSON(r.geom, $3) geometry
       from unnest($2::bigint[]) with ordinality asked (report_id, place)
       join land.report r on r.district = $1 and r.report_id = asked.report_id
       join land.evaluation e on e.district = r.district and e.report_id = r.report_id and e.is_current
       cross join lateral (select ST_PointOnSurface(r.geom) inside) p
       left join lateral (
         select f.name from jsonb_to_recordset(e.layers) u (role text, "layerVersionId" bigint)
           join land.layer_feature f on f.district = r.district and f.layer_version_id = u."layerVersionId"
          where u.role = 'townships' and f.source_key = r.township limit 1) t on true
      order by asked.place`,
    [district, reportIds, FULL_PRECISION],
  )
  return rows
}
