import type { Answer } from '../../domain/api.ts'
import type { Label } from '../../domain/label.ts'
import type { LayerRole } from '../../domain/layer.ts'
import type { Day } from '../../domain/units.ts'
import type { Db } from '../db/database.ts'
import { classNames } from './class-names.ts'

type Feature = Answer<'GET /identify'>['features'][number]

interface FeatureRow {
  role: LayerRole
  layer_version_id: string
  valid_from: Day
  feature_id: number
  source_key: string | null
  class: string | null
  name: string | null
  area_m2: number
  attributes: Record<string, unknown>
}

/** What lies under a position, in every layer that serves today and bears one of the labels. Found by the cut pieces, answered by whole features. */
export async function featuresAt(
  db: Db,
  district: string,
  [lon, lat]: readonly [lon: number, lat: number],
  labels: readonly Label[],
): Promise<Feature[]> {
  const { rows } = await db.query<FeatureRow>(
    `with place as (
       select ST_Transform(ST_SetSRID(ST_MakePoint($2, $3), 4490), d.plane_srid) as point
         from land.district d where d.district = $1
     ),
     hit as (
       select distinct v.role, v.layer_version_id, v.valid_from, piece.feature_id
         from place p
         cross join land.layers_as_of($1, current_date) v
         join land.layer_version labelled on labelled.layer_version_id = v.layer_version_id and labelled.label = any ($4)
         join land.layer_piece piece on piece.layer_version_id = v.layer_version_id and piece.geom && p.point
        where ST_Intersects(piece.geom, p.point)
     )
     select h.role, h.layer_version_id, h.valid_from, h.feature_id, f.source_key, f.class, f.name, f.area_m2, f.attributes
       from hit h
       join land.layer_feature f
         on f.district = $1 and f.layer_version_id = h.layer_version_id and f.feature_id = h.feature_id
      order by h.role, h.feature_id`,
    [district, lon, lat, labels],
  )
  const nameOf = await classNames(db)
  return rows.map((row) => ({
    role: row.role,
    layerVersionId: row.layer_version_id,
    validFrom: row.valid_from,
    featureId: row.feature_id,
    sourceKey: row.source_key,
    class: row.class,
    className: nameOf(row.role, row.class),
    name: row.name,
    areaM2: row.area_m2,
    attributes: row.attributes,
  }))
}
