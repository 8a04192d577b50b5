import { LAYER_LOOKS } from '../../map/styles/layer-look.ts'
import type { LayerRole } from '../../../../domain/layer.ts'

/** A layer's look as attributes of an SVG rectangle, so that the legend cannot differ from the map. */
export function swatchOf(role: LayerRole) {
  const { line, width, dash, fill } = LAYER_LOOKS[role]
  return {
    stroke: line,
    'stroke-width': Math.max(1.2, width),
    'stroke-dasharray': dash?.map((n) => n / 2).join(' '),
    fill: fill ?? 'none',
  }
}
