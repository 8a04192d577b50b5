import Feature from 'ol/Feature.js'
import GeoJSON from 'ol/format/GeoJSON.js'
import Point from 'ol/geom/Point.js'
import LayerGroup from 'ol/layer/Group.js'
import VectorLayer from 'ol/layer/Vector.js'
import VectorSource from 'ol/source/Vector.js'
import { Circle, Fill, RegularShape, Stroke, Style, Text } from 'ol/style.js'
import type { ReportPage } from '../../../../domain/api.ts'
import { GROUND, toView, VIEW } from '../projection.ts'

const format = new GeoJSON({ dataProjection: GROUND, featureProjection: VIEW })

const SELECTED = [
  new Style({ stroke: new Stroke({ color: '#ffffff', width: 6 }) }),
  new Style({
    stroke: new Stroke({ color: '#0b5bd3', width: 3 }),
    fill: new Fill({ color: 'rgba(11,91,211,0.06)' }),
  }),
]

/** Some ground of the open patch: one entry of its ledger, or what lies beyond a permit. */
const PART = [
  new Style({ stroke: new Stroke({ color: '#ffffff', width: 5 }) }),
  new Style({
    stroke: new Stroke({ color: '#b3261e', width: 2.5 }),
    fill: new Fill({ color: 'rgba(179,38,30,0.35)' }),
  }),
]

/** What hangs together with the open patch: in its colour, and broken. */
const PARTNER = [
  new Style({ stroke: new Stroke({ color: '#ffffff', width: 5 }) }),
  new Style({ stroke: new Stroke({ color: '#0b5bd3', width: 2.5, lineDash: [7, 5] }) }),
]

const SKETCH = new Style({
  stroke: new Stroke({ color: '#0b5bd3', width: 2, lineDash: [6, 3] }),
  fill: new Fill({ color: 'rgba(11,91,211,0.12)' }),
  image: new Circle({
    radius: 5,
    fill: new Fill({ color: '#0b5bd3' }),
    stroke: new Stroke({ color: '#fff', width: 1.5 }),
  }),
})

const faultStyle = (label: string) => [
  new Style({
    image: new RegularShape({
      points: 4,
      radius: 11,
      radius2: 2.5,
      angle: Math.PI / 4,
      fill: new Fill({ color: '#b3261e' }),
      stroke: new Stroke({ color: '#fff', width: 1.5 }),
    }),
  }),
  new Style({
    image: new Circle({ radius: 15, stroke: new Stroke({ color: '#b3261e', width: 2 }) }),
    text: new Text({
      text: label,
      offsetY: -24,
      font: '600 13px "PingFang SC","Microsoft YaHei","Noto Sans SC",sans-serif',
      fill: new Fill({ color: '#8c1d18' }),
      backgroundFill: new Fill({ color: '#fff5f3' }),
      backgroundStroke: new Stroke({ color: '#b3261e', width: 1 }),
      padding: [2, 5, 2, 5],
    }),
  }),
]

const PIN = new Style({
  image: new Circle({
    radius: 7,
    fill: new Fill({ color: 'rgba(11,91,211,0.25)' }),
    stroke: new Stroke({ color: '#0b5bd3', width: 2 }),
  }),
})

/** Where a photo was taken. */
const PHOTO = new Style({
  image: new RegularShape({
    points: 4,
    radius: 8,
    angle: Math.PI / 4,
    fill: new Fill({ color: '#1f6259' }),
    stroke: new Stroke({ color: '#fff', width: 2 }),
  }),
})

/** A fault at a place, with the words that stand beside it. */
export interface Fault {
  coordinate: readonly number[]
  label: string
}

/** What is not tiles: the open patch, a drawing under way, faults in a drawing, a pin. */
export function sketchLayer() {
  const selected = new VectorSource()
  const partners = new VectorSource()
  const part = new VectorSource()
  const sketch = new VectorSource()
  const marks = new VectorSource()
  const pins = new VectorSource()
  const photos = new VectorSource()

  return {
    group: new LayerGroup({
      zIndex: 200,
      layers: [
        new VectorLayer({ source: partners, style: PARTNER, zIndex: 199 }),
        new VectorLayer({ source: selected, style: SELECTED, zIndex: 200 }),
        new VectorLayer({ source: part, style: PART, zIndex: 201 }),
        new VectorLayer({ source: sketch, style: SKETCH, zIndex: 201 }),
        new VectorLayer({ source: photos, style: PHOTO, zIndex: 202 }),
        new VectorLayer({ source: pins, style: PIN, zIndex: 202 }),
        new VectorLayer({ source: marks, zIndex: 203 }),
      ],
    }),
    sketch,
    selected,
    select(geometry: ReportPage['geometry'] | null) {
      selected.clear(true)
      if (geometry) selected.addFeature(new Feature(format.readGeometry(geometry) ?? undefined))
    },
    showPart(geometry: ReportPage['geometry'] | null) {
      part.clear(true)
      if (geometry) part.addFeature(new Feature(format.readGeometry(geometry) ?? undefined))
    },
    showPartners(geometries: readonly ReportPage['geometry'][]) {
      partners.clear(true)
      partners.addFeatures(geometries.map((one) => new Feature(format.readGeometry(one) ?? undefined)))
    },
    pin(lonLat: readonly number[] | null) {
      pins.clear(true)
      if (lonLat) pins.addFeature(new Feature(new Point(toView(lonLat))))
    },
    showPhotos(places: readonly (readonly number[])[]) {
      photos.clear(true)
      photos.addFeatures(places.map((lonLat) => new Feature(new Point(toView(lonLat)))))
    },
    mark(faults: readonly Fault[]) {
      marks.clear(true)
      for (const { coordinate, label } of faults) {
        const feature = new Feature(new Point(toView(coordinate)))
        feature.setStyle(faultStyle(label))
        marks.addFeature(feature)
      }
    },
    /** The drawing as GeoJSON on the ground, or null when nothing is drawn. */
    drawn(): Record<string, unknown> | null {
      const geometry = sketch.getFeatures()[0]?.getGeometry()
      return geometry ? { ...format.writeGeometryObject(geometry, { decimals: 9 }) } : null
    },
  }
}
export type SketchLayer = ReturnType<typeof sketchLayer>
