import MVT from 'ol/format/MVT.js'
import type RenderFeature from 'ol/render/Feature.js'
import TileState from 'ol/TileState.js'
import type VectorTile from 'ol/VectorTile.js'
import VectorTileLayer from 'ol/layer/VectorTile.js'
import VectorTileSource, { type Options } from 'ol/source/VectorTile.js'
import type { StyleFunction } from 'ol/style/Style.js'
import { createXYZ } from 'ol/tilegrid.js'
import { fetchTile } from './fetch-tile.ts'

const MAX_TILE_ZOOM = 18
const TILE_PIXELS = 512
/** Between two zooms the tiles of the coarser one are drawn. */
const COARSER = 1

const grid = createXYZ({ maxZoom: MAX_TILE_ZOOM, tileSize: TILE_PIXELS })

/** Width on the ground (EPSG:3857) of the tiles that serve a resolution. */
export const tileSizeAt = (resolution: number) =>
  grid.getResolution(grid.getZForResolution(resolution, COARSER)) * TILE_PIXELS

export const tileSource = (url: string, more: Partial<Options> = {}) =>
  new VectorTileSource({
    format: new MVT(),
    url,
    tileGrid: grid,
    transition: 0,
    tileLoadFunction: (tile, address) => loadTile(tile as VectorTile<RenderFeature>, address),
    ...more,
  })

function loadTile(tile: VectorTile<RenderFeature>, url: string): void {
  tile.setLoader((extent, _resolution, featureProjection) => {
    fetchTile(url)
      .then((bytes) => tile.setFeatures(tile.getFormat().readFeatures(bytes, { extent, featureProjection })))
      .catch(() => tile.setState(TileState.ERROR))
  })
}

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
