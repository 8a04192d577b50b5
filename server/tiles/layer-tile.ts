import type { Db } from '../db/database.ts'
import { encodeTile, TILE_EXTENT, type TileFeature } from './mvt.ts'

/** A tile of the standard XYZ grid in EPSG:3857. */
export interface TileAddress {
  z: number
  x: number
  y: number
}

export const MAX_ZOOM = 22

/** True where the address lies on the grid. */
export function isOnGrid({ z, x, y }: TileAddress): boolean {
  const size = 2 ** z
  return z >= 0 && z <= MAX_ZOOM && x >= 0 && x < size && y >= 0 && y < size
}

/** Drawn beyond the tile's edge, so that outlines do not show there: a 64th of its width on each side. */
const MARGIN = 1 / 64

/**
 * SQL of a geometry (EPSG:3857) in tile units, as TWKB; `tile` is the envelope, `wide` the same with its margin.
 * Snapped to whole units; what collapses comes out empty.
 */
export const tileTwkb = (
  geom: string,
) => `ST_AsTWKB(ST_SnapToGrid(ST_TransScale(ST_ClipByBox2D(${geom}, wide::box2d),
    -ST_XMin(tile), -ST_YMax(tile), ${TILE_EXTENT} / (ST_XMax(tile) - ST_XMin(tile)),
    -${TILE_EXTENT} / (ST_XMax(tile) - ST_XMin(tile))), 1), 0)`

/** SQL of the envelopes of tile $1/$2/$3, to be joined with. */
export const TILE_ENVELOPES = `select ST_TileEnvelope($1, $2, $3) tile, ST_TileEnvelope($1, $2, $3, margin => ${MARGIN}) wide`

/** Which generalisation of land.layer_shape serves a zoom. */
function levelOf(zoom: number): number {
  if (zoom <= 11) return 10
  return zoom <= 13 ? 12 : 0
}

interface ShapeRow {
  feature_id: number
  part: 'fill' | 'outline'
  class: string | null
  twkb: Buffer
}

/** One reference layer's tile: MVT layers `fill` and `outline`, each with the feature's id and class. */
export async function layerTile(db: Db, layerVersionId: string, { z, x, y }: TileAddress): Promise<Buffer> {
  const { rows } = await db.query<ShapeRow>(
    `with e as materialized (${TILE_ENVELOPES})
     select s.feature_id, s.part, s.class, ${tileTwkb('s.geom')} twkb
       from e, land.layer_shape s
      where s.layer_version_id = $4 and s.level = $5 and s.geom && e.wide`,
    [z, x, y, layerVersionId, levelOf(z)],
  )
  const layers: Record<ShapeRow['part'], TileFeature[]> = { fill: [], outline: [] }
  for (const row of rows) {
    if (row.twkb === null) continue
    layers[row.part].push({ id: row.feature_id, twkb: row.twkb, properties: { class: row.class } })
  }
  return encodeTile(layers)
}
