import Feature from 'ol/Feature.js'
import OlMap from 'ol/Map.js'
import View from 'ol/View.js'
import { Zoom } from 'ol/control.js'
import { isEmpty } from 'ol/extent.js'
import Point from 'ol/geom/Point.js'
import VectorLayer from 'ol/layer/Vector.js'
import VectorSource from 'ol/source/Vector.js'
import CircleStyle from 'ol/style/Circle.js'
import Fill from 'ol/style/Fill.js'
import Stroke from 'ol/style/Stroke.js'
import Style from 'ol/style/Style.js'
import type { LayerVersion } from '../../../domain/api.ts'
import { referenceLayers } from './layers/reference-layers.ts'
import type { MapWords } from './workbench-map.ts'
import { toView, VIEW } from './projection.ts'

export interface MapPoint {
  id: string
  lonLat: readonly number[]
  kind: 'new' | 'cleared' | 'changed'
}

export const COLOURS = { new: '#b3261e', cleared: '#1b7f4b', changed: '#9a6700' } as const
const STYLES = Object.fromEntries(
  Object.entries(COLOURS).map(([kind, color]) => [
    kind,
    new Style({
      image: new CircleStyle({
        radius: 6,
        fill: new Fill({ color }),
        stroke: new Stroke({ color: '#ffffff', width: 1.5 }),
      }),
    }),
  ]),
) as Record<MapPoint['kind'], Style>

/** Reports as points over the townships; a click answers which. */
export function pointMap(target: HTMLElement, words: MapWords, onPick: (id: string) => void) {
  const reference = referenceLayers()
  const source = new VectorSource<Feature<Point>>()
  const view = new View({ projection: VIEW, center: toView([113.05, 36.0]), zoom: 10, enableRotation: false })
  const map = new OlMap({
    target,
    view,
    layers: [
      reference.group,
      new VectorLayer({ source, style: (feature) => STYLES[feature.get('kind') as MapPoint['kind']] }),
    ],
    controls: [new Zoom({ zoomInTipLabel: words.zoomIn, zoomOutTipLabel: words.zoomOut })],
  })
  map.on('singleclick', ({ pixel }) => {
    const [found] = map.getFeaturesAtPixel(pixel, { hitTolerance: 5 })
    const id = found?.getId()
    if (id !== undefined) onPick(String(id))
  })

  return {
    showTownships(versions: readonly LayerVersion[]) {
      reference.show(versions)
      for (const { role } of versions) reference.setVisible(role, role === 'townships')
    },
    show(points: readonly MapPoint[]) {
      source.clear()
      source.addFeatures(
        points.map(({ id, lonLat, kind }) => {
          const feature = new Feature(new Point(toView([...lonLat])))
          feature.setId(id)
          feature.set('kind', kind)
          return feature
        }),
      )
      const extent = source.getExtent()
      if (extent && !isEmpty(extent)) view.fit(extent, { padding: [40, 40, 40, 40], maxZoom: 16 })
    },
    close: () => map.setTarget(undefined),
  }
}
