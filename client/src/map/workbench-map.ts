import OlMap from 'ol/Map.js'
import View from 'ol/View.js'
import { Zoom } from 'ol/control.js'
import { buffer, getCenter } from 'ol/extent.js'
import { defaults as defaultInteractions } from 'ol/interaction.js'
import type { LayerVersion, ReportPage } from '../../../domain/api.ts'
import type { LayerRole } from '../../../domain/layer.ts'
import type { MapPosition } from '../filter/map-position.ts'
import { addBoxSelection, startLasso, type DrawnArea } from './interactions/area-selection.ts'
import { startDrawing, type Drawing } from './interactions/drawing.ts'
import { startMeasuring, type Measure, type MeasureKind } from './interactions/measuring.ts'
import { addPointing } from './interactions/pointing.ts'
import { snapTargets, type SnapTargets } from './interactions/snap-targets.ts'
import { referenceLayers } from './layers/reference-layers.ts'
import { reportLayers } from './layers/report-layers.ts'
import { sketchLayer, type Fault } from './layers/sketch-layer.ts'
import { boundsToGround, boundsToView, toGround, toView, VIEW } from './projection.ts'
import { scaleControl } from './scale-control.ts'

/** What the map tells the panels. */
export interface MapEvents {
  onReport(reportId: string): void
  onGround(lonLat: readonly number[]): void
  onHover(reportId: string | null): void
  onPlace(lonLat: readonly number[] | null): void
  onMove(position: MapPosition, bounds: readonly number[]): void
  onArea(area: DrawnArea): void
  onDrawn(): void
  /** Corners of the polygon under way. */
  onCorners(count: number): void
  onMeasure(measure: Measure): void
}

export interface MapWords {
  zoomIn: string
  zoomOut: string
}

/** Pixels at each side that panels cover. */
export type Padding = [top: number, right: number, bottom: number, left: number]

const MIN_ZOOM = 7
const MAX_ZOOM = 21
/** A patch with 40 % of its size round it, and never less than 60 m of ground. */
const ROOM_SHARE = 0.4
const MIN_HALF_WIDTH_M = 60
const QUICK_MS = 220

/** The one map: layers, pointing, drawing. Knows nothing of the library that draws the panels. */
export function workbenchMap(target: HTMLElement, words: MapWords, events: MapEvents) {
  const reference = referenceLayers()
  const reports = reportLayers()
  const sketch = sketchLayer()
  let drawing: Drawing | null = null
  let lasso: { stop(): void } | null = null
  let measuring: { stop(): void } | null = null
  let targets: SnapTargets | null = null

  const view = new View({
    projection: VIEW,
    center: toView([113.05, 36.0]),
    zoom: 10,
    minZoom: MIN_ZOOM,
    maxZoom: MAX_ZOOM,
    padding: [0, 0, 0, 0],
    enableRotation: false,
  })
  const map = new OlMap({
    target,
    view,
    layers: [reference.group, reports.group, sketch.group],
    interactions: defaultInteractions({
      altShiftDragRotate: false,
      pinchRotate: false,
      shiftDragZoom: false,
    }),
    controls: [new Zoom({ zoomInTipLabel: words.zoomIn, zoomOutTipLabel: words.zoomOut }), scaleControl()],
  })

  addPointing(map, target, reports.layer, () => drawing !== null || lasso !== null || measuring !== null, {
    ...events,
    onCluster: (lonLat) =>
      view.animate({ center: toView(lonLat), zoom: (view.getZoom() ?? 10) + 2, duration: QUICK_MS }),
  })
  addBoxSelection(map, events.onArea)
  map.on('moveend', () => {
    const centre = toGround(view.getCenter() ?? [0, 0])
    const position = { lon: centre[0] ?? 0, lat: centre[1] ?? 0, zoom: view.getZoom() ?? 0 }
    events.onMove(position, boundsToGround(view.calculateExtent(map.getSize())))
  })

  const stopSnapping = () => {
    targets?.stop()
    targets = null
  }
  const fitExtent = (extent: number[], duration: number) => {
    if (extent.every(Number.isFinite)) view.fit(extent, { duration, maxZoom: 19.5 })
  }

  return {
    showLayers: (versions: readonly LayerVersion[]) => reference.show(versions),
    setLayerVisible: (role: LayerRole, isVisible: boolean) => reference.setVisible(role, isVisible),
    setLayerOpacity: (role: LayerRole, opacity: number) => reference.setOpacity(role, opacity),
    showReports: (url: string) => reports.show(url),
    highlight: (reportId: string | null) => reports.highlight(reportId),
    select: (geometry: ReportPage['geometry'] | null) => sketch.select(geometry),
    showPart: (geometry: ReportPage['geometry'] | null) => sketch.showPart(geometry),
    showPartners: (geometries: readonly ReportPage['geometry'][]) => sketch.showPartners(geometries),
    showPhotos: (places: readonly (readonly number[])[]) => sketch.showPhotos(places),
    pin: (lonLat: readonly number[] | null) => sketch.pin(lonLat),
    mark: (faults: readonly Fault[]) => sketch.mark(faults),

    fit(bounds: readonly number[], duration = QUICK_MS) {
      fitExtent(boundsToView(bounds), duration)
    },
    /** One patch with room round it, at the same scale whichever patch it is of that size. */
    fitReport(bounds: readonly number[], duration = QUICK_MS) {
      const extent = boundsToView(bounds)
      const [west = 0, south = 0, east = 0, north = 0] = extent
      const size = Math.max(east - west, north - south)
      const [x = 0, y = 0] = getCenter(extent)
      const half = Math.max(size * (0.5 + ROOM_SHARE), MIN_HALF_WIDTH_M)
      fitExtent(buffer([x, y, x, y], half), duration)
    },
    goTo({ lon, lat, zoom }: MapPosition) {
      view.setCenter(toView([lon, lat]))
      view.setZoom(zoom)
    },
    zoomBy(steps: number) {
      view.animate({ zoom: (view.getZoom() ?? 10) + steps, duration: QUICK_MS })
    },
    setPadding(padding: Padding) {
      view.padding = padding
    },

    startDrawing() {
      targets ??= snapTargets(map, reference)
      drawing ??= startDrawing(map, sketch, targets.source, {
        onCorners: events.onCorners,
        onChange: events.onDrawn,
      })
      return drawing
    },
    stopDrawing() {
      drawing?.stop()
      drawing = null
      stopSnapping()
      sketch.mark([])
    },
    startMeasuring(kind: MeasureKind) {
      measuring?.stop()
      targets ??= snapTargets(map, reference)
      measuring = startMeasuring(map, sketch, targets.source, kind, events.onMeasure)
    },
    stopMeasuring() {
      measuring?.stop()
      measuring = null
      stopSnapping()
    },
    drawn: () => sketch.drawn(),
    startLasso() {
      lasso?.stop()
      lasso = startLasso(map, (area) => {
        lasso = null
        events.onArea(area)
      })
    },
    stopLasso() {
      lasso?.stop()
      lasso = null
    },

    resize: () => map.updateSize(),
    destroy() {
      map.setTarget()
      map.dispose()
    },
  }
}
export type WorkbenchMap = ReturnType<typeof workbenchMap>
