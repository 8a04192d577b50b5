import type { FeatureLike } from 'ol/Feature.js'
import type { StyleFunction } from 'ol/style/Style.js'
import { Circle, Fill, RegularShape, Stroke, Style, Text } from 'ol/style.js'
import type { Decision } from '../../../../domain/report.ts'
import { DECISION_SIGNS, verdictLookOf, type VerdictLook } from './verdict-look.ts'

const FONT = '"PingFang SC","Microsoft YaHei","Noto Sans SC",sans-serif'
const WHITE = '#ffffff'

/** From here on outlines are large enough to be told apart, and points step aside. */
export const POLYGON_RESOLUTION = 2.5

const isPoint = (feature: FeatureLike) => feature.get('layer') === 'points'
const countOf = (feature: FeatureLike) => Number(feature.get('count') ?? 1)

/** Makes each style once for the key that tells it apart. */
function kept<T extends readonly unknown[]>(make: (...key: T) => Style) {
  const styles = new Map<string, Style>()
  return (...key: T): Style => {
    const name = key.join('|')
    let style = styles.get(name)
    if (!style) styles.set(name, (style = make(...key)))
    return style
  }
}

function shapeOf(look: VerdictLook) {
  const fill = new Fill({ color: look.colour })
  const stroke = new Stroke({ color: WHITE, width: 1.5 })
  if (look.corners === 0) return new Circle({ radius: 5, fill, stroke })
  return new RegularShape({ points: look.corners, radius: look.corners === 3 ? 10 : 9, fill, stroke })
}

const pointStyle = kept((verdict: unknown, decision: unknown) => {
  const look = verdictLookOf(verdict)
  const sign = DECISION_SIGNS[decision as Decision] ?? ''
  return new Style({
    image: shapeOf(look),
    text: new Text({
      text: look.sign,
      font: `700 10px ${FONT}`,
      offsetY: look.corners === 3 ? 2 : 0.5,
      fill: new Fill({ color: WHITE }),
    }),
    zIndex: look.width + (sign === '' ? 0 : -1),
  })
})

/** The decision stands at the upper right of its patch. */
const decisionStyle = kept(
  (decision: unknown) =>
    new Style({
      text: new Text({
        text: DECISION_SIGNS[decision as Decision] ?? '',
        font: `700 13px ${FONT}`,
        offsetX: 11,
        offsetY: -10,
        fill: new Fill({ color: '#14352f' }),
        stroke: new Stroke({ color: WHITE, width: 3 }),
      }),
      zIndex: 9,
    }),
)

/** A cluster grows with its number, in steps, so that few styles are made. */
const clusterStyle = kept((text: string, radius: number, verdict: unknown) => {
  const look = verdictLookOf(verdict)
  return new Style({
    image: new Circle({
      radius,
      fill: new Fill({ color: 'rgba(255,255,255,0.94)' }),
      stroke: new Stroke({ color: look.colour, width: 2.5 }),
    }),
    text: new Text({ text, font: `600 12px ${FONT}`, fill: new Fill({ color: look.colour }) }),
    zIndex: 20,
  })
})

const polygonStyle = kept((verdict: unknown) => {
  const look = verdictLookOf(verdict)
  return new Style({
    fill: new Fill({ color: look.fill }),
    stroke: new Stroke({
      color: look.colour,
      width: look.width,
      ...(look.dash ? { lineDash: [...look.dash] } : {}),
    }),
    zIndex: look.width,
  })
})

const clusterRadius = (count: number) => Math.min(26, 11 + Math.round(Math.log10(count) * 5))

/** Patches: clusters and points from afar, true outlines from near, the decision as a sign at every scale. */
export const reportStyle: StyleFunction = (feature, resolution) => {
  const verdict: unknown = feature.get('verdict')
  if (!isPoint(feature)) return resolution < POLYGON_RESOLUTION * 4 ? polygonStyle(verdict) : undefined

  const count = countOf(feature)
  if (count > 1) return clusterStyle(String(count), clusterRadius(count), verdict)
  const decision: unknown = feature.get('decision')
  const isDecided = typeof decision === 'string' && decision in DECISION_SIGNS
  if (resolution < POLYGON_RESOLUTION) return isDecided ? decisionStyle(decision) : undefined
  return isDecided ? [pointStyle(verdict, decision), decisionStyle(decision)] : pointStyle(verdict, '')
}

const HALO = new Style({ stroke: new Stroke({ color: '#0b5bd3', width: 5 }), zIndex: 30 })
const RING = new Style({
  image: new Circle({ radius: 13, stroke: new Stroke({ color: '#0b5bd3', width: 3 }) }),
  zIndex: 30,
})

/** Only the patch under the pointer, and that in blue: the colour that no verdict has. */
export function highlightStyle(idOf: () => string | null): StyleFunction {
  return (feature, resolution) => {
    const id = idOf()
    if (id === null || String(feature.get('id')) !== id || countOf(feature) > 1) return undefined
    if (isPoint(feature)) return resolution < POLYGON_RESOLUTION ? undefined : RING
    return HALO
  }
}
