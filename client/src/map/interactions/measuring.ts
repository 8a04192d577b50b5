import type OlMap from 'ol/Map.js'
import type LineString from 'ol/geom/LineString.js'
import type Polygon from 'ol/geom/Polygon.js'
import { unByKey } from 'ol/Observable.js'
import { Draw, Snap } from 'ol/interaction.js'
import type { SketchLayer } from '../layers/sketch-layer.ts'
import { areaOf, lengthOf } from '../plane.ts'
import { toGround } from '../projection.ts'
import type VectorSource from 'ol/source/Vector.js'

export type MeasureKind = 'distance' | 'area'

/** What lies between the points so far, and what they enclose. */
export interface Measure {
  lengthM: number
  areaM2: number
}

const NOTHING: Measure = { lengthM: 0, areaM2: 0 }

const measureOf = (geometry: LineString | Polygon): Measure => {
  if (geometry.getType() === 'LineString')
    return { lengthM: lengthOf((geometry as LineString).getCoordinates().map(toGround)), areaM2: 0 }
  const ring = ((geometry as Polygon).getCoordinates()[0] ?? []).map(toGround)
  return { lengthM: lengthOf(ring), areaM2: areaOf(ring.slice(0, -1)) }
}

/** Measures one line or ring after the other; each new one takes the place of the last. */
export function startMeasuring(
  map: OlMap,
  { sketch }: SketchLayer,
  targets: VectorSource,
  kind: MeasureKind,
  onMeasure: (measure: Measure) => void,
): { stop(): void } {
  const draw = new Draw({ source: sketch, type: kind === 'distance' ? 'LineString' : 'Polygon' })
  const snap = new Snap({ source: targets })
  draw.on('drawstart', ({ feature }) => {
    sketch.clear()
    onMeasure(NOTHING)
    const geometry = feature.getGeometry() as LineString | Polygon
    const key = geometry.on('change', () => onMeasure(measureOf(geometry)))
    draw.once(['drawend', 'drawabort'], () => unByKey(key))
  })
  map.addInteraction(draw)
  map.addInteraction(snap)
  onMeasure(NOTHING)

  return {
    stop() {
      map.removeInteraction(draw)
      map.removeInteraction(snap)
      sketch.clear()
    },
  }
}
