import MVT from 'ol/format/MVT.js'
import VectorTileLayer from 'ol/layer/VectorTile.js'
import VectorTileSource, { type Options } from 'ol/source/VectorTile.js'
import type { StyleFunction } from 'ol/style/Style.js'
import { createXYZ } from 'ol/tilegrid.js'

const MAX_TILE_ZOOM = 18
const TILE_PIXELS = 512
/** Between two zooms the tiles of the coarser one are drawn. */
const COARSER = 1

const grid = createXYZ({ maxZoom: MAX_TILE_ZOOM, tileSize: TILE_PIXELS })

/** Width on the ground (EPSG:3857) of the tiles that serve a resolution. */
export const tileSizeAt = (resolution: number) =>
  grid.getResolution(grid.getZForResolution(resolution, COARSER)) * TILE_PIXELS

export const tileSource = (url: string, more: Partial<Options> = {}) =>
  new VectorTileSource({ format: new MVT(), url, tileGrid: grid, transition: 0, ...more })

interface LayerOptions {
  /** Labels that would cover each other are left out. */
  declutter?: boolean
  /** Drawn as pictures of tiles: quick for very many features, a little blurred between two zooms. */
  isDense?: boolean
}

export const tileLayer = (
  source: VectorTileSource,
  style: StyleFunction,
  { declutter = false, isDense = false }: LayerOptions = {},
) =>
  new VectorTileLayer({
    source,
    style,
    declutter,
    renderBuffer: 64,
    renderMode: isDense ? 'hybrid' : 'vector',
  })
