import type { LayerRole } from '../../domain/layer.ts'
import type { Db } from '../db/database.ts'
import { encodeTile, TILE_EXTENT, type TileFeature } from './mvt.ts'
import type { ShapeStore } from './shapes/shape-store.ts'
import { shapeTile } from './shapes/shape-tile.ts'

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

/** SQL that is true where a point lies in `tile`: half open, so that a point on a border is in one tile. */
export const isInTile = (point: string) =>
  `ST_X(${point}) >= ST_XMin(tile) and ST_X(${point}) < ST_XMax(tile)
   and ST_Y(${point}) >= ST_YMin(tile) and ST_Y(${point}) < ST_YMax(tile)`

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

/** From this zoom on places carry their names: ten townships fit on any screen, sixty villages do not. */
const NAMES_FROM_ZOOM: Partial<Record<LayerRole, number>> = { townships: 0, villages: 14 }

interface NameRow {
  feature_id: number
  name: string
  twkb: Buffer
}

/**
 * One reference layer's tile: MVT layers `fill` and `outline`, each with the feature's id and class, and for places
 * `labels`: a point with the name, in one tile only. Off the resident shapes where there are any, else by the database; the two differ
 * by a tile unit at most.
 */
export async function layerTile(
  db: Db,
  { layerVersionId, role }: { layerVersionId: string; role: LayerRole },
  address: TileAddress,
  shapes?: ShapeStore,
): Promise<Buffer> {
  const set = shapes?.get(layerVersionId, levelOf(address.z))
  const drawn = set ? shapeTile(set, address) : await shapesByQuery(db, layerVersionId, address)
  if (address.z < (NAMES_FROM_ZOOM[role] ?? Infinity)) return drawn
  const labels = (await names(db, layerVersionId, address)).map((row) => ({
    id: row.feature_id,
    twkb: row.twkb,
    properties: { name: row.name },
  }))
  // A tile is a list of layers, so two tiles written after each other are one.
  return Buffer.concat([drawn, encodeTile({ labels })])
}

async function shapesByQuery(db: Db, layerVersionId: string, { z, x, y }: TileAddress): Promise<Buffer> {
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

async function names(db: Db, layerVersionId: string, { z, x, y }: TileAddress): Promise<NameRow[]> {
  const { rows } = await db.query<NameRow>(
    `with e as materialized (${TILE_ENVELOPES})
     select f.feature_id, f.name, ${tileTwkb('p.inside')} twkb
       from e
       join land.layer_feature f on f.layer_version_id = $4 and f.geom && ST_Transform(e.tile, 4490)
       cross join lateral (select ST_Transform(ST_PointOnSurface(f.geom), 3857) inside) p
      where f.name is not null and ${isInTile('p.inside')}`,
    [z, x, y, layerVersionId],
  )
  return rows
}
