import type OlMap from 'ol/Map.js'
import { Draw, Modify, Snap } from 'ol/interaction.js'
import type { SketchLayer } from '../layers/sketch-layer.ts'

export interface Drawing {
  /** Throws the drawing away and starts over. */
  restart(): void
  removeLastPoint(): void
  stop(): void
}

/** Draws one polygon, then lets its corners be moved; both snap to the drawing and to the open patch. */
export function startDrawing(map: OlMap, { sketch, selected }: SketchLayer, onChange: () => void): Drawing {
  const draw = new Draw({ source: sketch, type: 'Polygon' })
  const modify = new Modify({ source: sketch })
  const snaps = [new Snap({ source: sketch }), new Snap({ source: selected })]

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
      onChange()
    },
    removeLastPoint: () => draw.removeLastPoint(),
    stop() {
      for (const interaction of [modify, draw, ...snaps]) map.removeInteraction(interaction)
      sketch.clear()
    },
  }
}
