import type { MultiPolygon } from '../../domain/geojson.ts'
import type { Db } from '../db/database.ts'

export interface MeasuredGeometry {
  areaM2: number
  /** Why PostGIS holds the geometry for invalid, and where; null when it does not. */
  fault: { reason: string; coordinate: number[] } | null
}

/** The second opinion on a geometry that passed our own check, and its area of record. */
export async function measuredGeometry(
  db: Db,
  district: string,
  geometry: MultiPolygon,
): Promise<MeasuredGeometry> {
  const { rows } = await db.query<{ area_m2: number; reason: string | null; lon: number; lat: number }>(
    `select case when v.valid then land.area_of_record(g.geom, d.plane_srid) else 0 end as area_m2,
            v.reason, ST_X(v.location) as lon, ST_Y(v.location) as lat
       from land.district d
       cross join lateral (select ST_SetSRID(ST_GeomFromGeoJSON($2), 4490) as geom) g
       cross join lateral ST_IsValidDetail(g.geom) v
      where d.district = $1`,
    [district, JSON.stringify(geometry)],
  )
  const { area_m2, reason, lon, lat } = rows[0]!
  return { areaM2: area_m2, fault: reason === null ? null : { reason, coordinate: [lon, lat] } }
}
