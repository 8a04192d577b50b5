import type OlMap from 'ol/Map.js'
import Feature from 'ol/Feature.js'
import LineString from 'ol/geom/LineString.js'
import { unByKey } from 'ol/Observable.js'
import type RenderFeature from 'ol/render/Feature.js'
import VectorSource from 'ol/source/Vector.js'
import type { ReferenceLayers } from '../layers/reference-layers.ts'
import { tileSizeAt } from '../layers/tile-layer.ts'
import { withoutTileEdges } from './tile-edges.ts'

/** Coarser than this, a tile's coordinates are not worth snapping to, and there are too many. */
const COARSEST_RESOLUTION = 1.2

/** The borders of what the shown reference layers have in view, kept up with the map; to snap to while drawing. */
export function snapTargets(map: OlMap, reference: ReferenceLayers) {
  const source = new VectorSource<Feature<LineString>>()

  function collect() {
    source.clear(true)
    const view = map.getView()
    const resolution = view.getResolution() ?? Infinity
    if (resolution > COARSEST_RESOLUTION) return
    const tileSize = tileSizeAt(resolution)
    const lines = reference
      .bordersIn(view.calculateExtent(map.getSize()))
      .flatMap(linesOf)
      .flatMap((line) => withoutTileEdges(line, tileSize))
    source.addFeatures(lines.map((line) => new Feature(new LineString(line))))
  }

  const keys = [map.on('moveend', collect), map.on('loadend', collect)]
  collect()
  return {
    source,
    stop() {
      unByKey(keys)
      source.clear(true)
    },
  }
}
export type SnapTargets = ReturnType<typeof snapTargets>

/** The rings and lines of a feature of a tile. */
function linesOf(feature: RenderFeature): number[][][] {
  const type = feature.getType()
  if (type === 'Point' || type === 'MultiPoint') return []
  const flat = feature.getFlatCoordinates()
  const ends = (feature.getEnds() as number[] | null) ?? []
  let start = 0
  return (ends.length > 0 ? ends : [flat.length]).map((end) => {
    const line = []
    for (; start < end; start += 2) line.push([flat[start]!, flat[start + 1]!])
    return line
  })
}
