import type OlMap from 'ol/Map.js'
import type Polygon from 'ol/geom/Polygon.js'
import { shiftKeyOnly } from 'ol/events/condition.js'
import { DragBox, Draw } from 'ol/interaction.js'
import { boundsToGround, toView } from '../projection.ts'

/** Ground that a person drew round: its bounds, and whether a place lies inside. */
export interface DrawnArea {
  bounds: readonly number[]
  contains(lonLat: readonly number[]): boolean
}

const areaOf = (polygon: Polygon): DrawnArea => ({
  bounds: boundsToGround(polygon.getExtent()),
  contains: (lonLat) => polygon.intersectsCoordinate(toView(lonLat)),
})

/** Shift and drag: a box, at any time. */
export function addBoxSelection(map: OlMap, onArea: (area: DrawnArea) => void): void {
  const box = new DragBox({ condition: shiftKeyOnly })
  box.on('boxend', () => onArea(areaOf(box.getGeometry())))
  map.addInteraction(box)
}

/** One loop by free hand; `stop` when the reader thinks better of it. */
export function startLasso(map: OlMap, onArea: (area: DrawnArea) => void): { stop(): void } {
  const lasso = new Draw({ type: 'Polygon', freehand: true })
  const stop = () => map.removeInteraction(lasso)
  lasso.on('drawend', ({ feature }) => {
    stop()
    onArea(areaOf(feature.getGeometry() as Polygon))
  })
  map.addInteraction(lasso)
  return { stop }
}
