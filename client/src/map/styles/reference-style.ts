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

/** Where a dense outline would be all that one sees. */
const COARSE_RESOLUTION = 40

const outlineStyle = ({ line, width, dash }: LayerLook) =>
  new Style({ stroke: new Stroke({ color: line, width, ...(dash ? { lineDash: [...dash] } : {}) }) })

function fillStyle(look: LayerLook): Style | undefined {
  if (look.hatch) return new Style({ fill: new Fill({ color: hatch(look.line, look.hatch) }) })
  return look.fill ? new Style({ fill: new Fill({ color: look.fill }) }) : undefined
}

function landUseStyle(): StyleFunction {
  const outline = outlineStyle(LAYER_LOOKS['land-use'])
  const fills = Object.fromEntries(
    Object.entries(LAND_FAMILIES).map(([family, color]) => [
      family,
      new Style({ fill: new Fill({ color }) }),
    ]),
  ) as Record<LandFamily, Style>
  return (feature, resolution) => {
    if (isOutline(feature)) return resolution > COARSE_RESOLUTION ? undefined : outline
    return fills[landFamilyOf(feature.get('class') as string | null)]
  }
}

/** A style of label a name, kept: names are few, frames are many. */
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
export function referenceStyle(role: LayerRole): StyleFunction {
  if (role === 'land-use') return landUseStyle()
  const look = LAYER_LOOKS[role]
  const outline = outlineStyle(look)
  const fill = fillStyle(look)
  const labelOf = labelStyles()
  return (feature) => {
    if (isOutline(feature)) return outline
    if (isLabel(feature)) return labelOf(String(feature.get('name') ?? ''))
    return fill
  }
}
