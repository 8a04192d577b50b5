import type OlMap from 'ol/Map.js'
import type Polygon from 'ol/geom/Polygon.js'
import type VectorSource from 'ol/source/Vector.js'
import { Draw, Modify, Snap } from 'ol/interaction.js'
import type { SketchLayer } from '../layers/sketch-layer.ts'

export interface Drawing {
  /** Throws the drawing away and starts over. */
  restart(): void
  removeLastPoint(): void
  stop(): void
}

export interface DrawingEvents {
  /** Corners set so far, while the polygon is not closed. */
  onCorners(count: number): void
  /** The polygon is closed, moved or thrown away. */
  onChange(): void
}

/**
 * Draws one polygon, then lets its corners be moved; both snap to the drawing, to the open patch and to the borders of
 * the reference layers in view.
 */
export function startDrawing(
  map: OlMap,
  { sketch, selected }: SketchLayer,
  targets: VectorSource,
  { onCorners, onChange }: DrawingEvents,
): Drawing {
  const draw = new Draw({ source: sketch, type: 'Polygon' })
  const modify = new Modify({ source: sketch })
  const snaps = [sketch, selected, targets].map((source) => new Snap({ source }))

  draw.on('drawstart', ({ feature }) => {
    const polygon = feature.getGeometry() as Polygon
    // The ring of a polygon under way ends at the pointer and again where it began.
    polygon.on('change', () => onCorners(Math.max(0, (polygon.getCoordinates()[0]?.length ?? 0) - 2)))
    onCorners(1)
  })
  draw.on('drawabort', () => onCorners(0))
  draw.on('drawend', () => {
    draw.setActive(false)
    // The feature joins its source after this event.
    queueMicrotask(onChange)
  })
  modify.on('modifyend', onChange)
  for (const interaction of [modify, draw, ...snaps]) map.addInteraction(interaction)

  return {
    restart() {
      sketch.clear()
      draw.abortDrawing()
      draw.setActive(true)
      onCorners(0)
      onChange()
    },
    removeLastPoint: () => draw.removeLastPoint(),
    stop() {
      for (const interaction of [modify, draw, ...snaps]) map.removeInteraction(interaction)
      sketch.clear()
    },
  }
}
