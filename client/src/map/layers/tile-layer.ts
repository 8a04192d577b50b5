import MVT from 'ol/format/MVT.js'
import VectorTileLayer from 'ol/layer/VectorTile.js'
import VectorTileSource, { type Options } from 'ol/source/VectorTile.js'
import type { StyleFunction } from 'ol/style/Style.js'

const MAX_TILE_ZOOM = 18

export const tileSource = (url: string, more: Partial<Options> = {}) =>
  new VectorTileSource({
    format: new MVT(),
    url,
    maxZoom: MAX_TILE_ZOOM,
    tileSize: 512,
    transition: 0,
    ...more,
  })

export const tileLayer = (source: VectorTileSource, style: StyleFunction, declutter = false) =>
  new VectorTileLayer({ source, style, declutter, renderBuffer: 64 })
