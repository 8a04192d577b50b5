import type OlMap from 'ol/Map.js'
import type MapBrowserEvent from 'ol/MapBrowserEvent.js'
import type { FeatureLike } from 'ol/Feature.js'
import type BaseLayer from 'ol/layer/Base.js'
import { toGround } from '../projection.ts'

export interface Pointing {
  onReport(reportId: string): void
  onCluster(lonLat: readonly number[]): void
  onGround(lonLat: readonly number[]): void
  onHover(reportId: string | null): void
  onPlace(lonLat: readonly number[] | null): void
}

const TOLERANCE_PIXELS = 6

/** What the pointer is on: a patch, a cluster, or the ground; and where. */
export function addPointing(
  map: OlMap,
  target: HTMLElement,
  reports: BaseLayer,
  isBusy: () => boolean,
  to: Pointing,
): void {
  const featureAt = (event: MapBrowserEvent): FeatureLike | undefined =>
    map.forEachFeatureAtPixel(event.pixel, (feature) => feature, {
      layerFilter: (layer) => layer === reports,
      hitTolerance: TOLERANCE_PIXELS,
    })
  const idOf = (feature: FeatureLike | undefined) =>
    feature && Number(feature.get('count') ?? 1) === 1 ? String(feature.get('id')) : null

  map.on('singleclick', (event) => {
    if (isBusy()) return
    const feature = featureAt(event)
    const id = idOf(feature)
    if (id !== null) to.onReport(id)
    else if (feature) to.onCluster(toGround(event.coordinate))
    else to.onGround(toGround(event.coordinate))
  })

  let isAsked = false
  map.on('pointermove', (event) => {
    if (event.dragging) return
    to.onPlace(toGround(event.coordinate))
    if (isAsked || isBusy()) return
    isAsked = true
    requestAnimationFrame(() => {
      isAsked = false
      const feature = featureAt(event)
      target.classList.toggle('is-on-report', feature !== undefined)
      to.onHover(idOf(feature))
    })
  })
  target.addEventListener('pointerleave', () => {
    to.onHover(null)
    to.onPlace(null)
  })
}
