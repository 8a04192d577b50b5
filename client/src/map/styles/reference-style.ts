import type { FeatureLike } from 'ol/Feature.js'
import type { StyleFunction } from 'ol/style/Style.js'
import { Fill, Stroke, Style, Text } from 'ol/style.js'
import type { LayerRole } from '../../../../domain/layer.ts'
import { hatch } from './hatch.ts'
import { LAND_FAMILIES, landFamilyOf, type LandFamily } from './land-class-style.ts'
import { LAYER_LOOKS, type LayerLook } from './layer-look.ts'

/** Tiles carry fills and outlines apart, so that cut pieces show no seams. */
const isOutline = (feature: FeatureLike) => feature.get('layer') === 'outline'
const isLabel = (feature: FeatureLike) => feature.get('layer') === 'labels'

const strokeOf = ({ line, width, dash }: LayerLook) =>
  new Stroke({ color: line, width, ...(dash ? { lineDash: [...dash] } : {}) })

function fillOf(look: LayerLook): Fill | undefined {
  if (look.hatch) return new Fill({ color: hatch(look.line, look.hatch) })
  return look.fill ? new Fill({ color: look.fill }) : undefined
}

/** Whether a feature's outline comes apart from its fill. */
export type HasOutline = (feature: FeatureLike) => boolean

/** The ground of a feature with and without its line. */
interface Ground {
  plain: Style
  stroked: Style
}

function groundOf(fill: Fill | undefined, stroke: Stroke): Ground {
  const filled = fill ? { fill } : {}
  return { plain: new Style(filled), stroked: new Style({ ...filled, stroke }) }
}

function landUseStyle(hasOutline: HasOutline): StyleFunction {
  const stroke = strokeOf(LAYER_LOOKS['land-use'])
  const outline = new Style({ stroke })
  const grounds = Object.fromEntries(
    Object.entries(LAND_FAMILIES).map(([family, color]) => [family, groundOf(new Fill({ color }), stroke)]),
  ) as Record<LandFamily, Ground>
  return (feature, resolution) => {
    const isCoarse = resolution > (LAYER_LOOKS['land-use'].coarsestLine ?? Infinity)
    if (isOutline(feature)) return isCoarse ? undefined : outline
    const { plain, stroked } = grounds[landFamilyOf(feature.get('class') as string | null)]
    return isCoarse || hasOutline(feature) ? plain : stroked
  }
}

/** One style a name, kept: names are few, frames are many. */
function labelStyles() {
  const styles = new Map<string, Style>()
  return (name: string) => {
    let style = styles.get(name)
    if (!style) {
      style = new Style({
        text: new Text({
          text: name,
          font: '600 14px "PingFang SC","Microsoft YaHei","Noto Sans SC",sans-serif',
          fill: new Fill({ color: '#2b3136' }),
          stroke: new Stroke({ color: 'rgba(255,255,255,0.9)', width: 3.5 }),
          overflow: true,
        }),
      })
      styles.set(name, style)
    }
    return style
  }
}

/** The style of a role's tiles; every Style is made here, once. */
export function referenceStyle(role: LayerRole, hasOutline: HasOutline): StyleFunction {
  if (role === 'land-use') return landUseStyle(hasOutline)
  const look = LAYER_LOOKS[role]
  const stroke = strokeOf(look)
  const outline = new Style({ stroke })
  const { plain, stroked } = groundOf(fillOf(look), stroke)
  const labelOf = labelStyles()
  return (feature, resolution) => {
    const isCoarse = resolution > (look.coarsestLine ?? Infinity)
    if (isOutline(feature)) return isCoarse ? undefined : outline
    if (isLabel(feature)) return labelOf(String(feature.get('name') ?? ''))
    return isCoarse || hasOutline(feature) ? plain : stroked
  }
}
