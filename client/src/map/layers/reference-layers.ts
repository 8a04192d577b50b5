import LayerGroup from 'ol/layer/Group.js'
import type VectorTileLayer from 'ol/layer/VectorTile.js'
import type RenderFeature from 'ol/render/Feature.js'
import type { FeatureLike } from 'ol/Feature.js'
import type { LayerVersion } from '../../../../domain/api.ts'
import type { LayerRole } from '../../../../domain/layer.ts'
import { LAYER_LOOKS, LAYER_ORDER } from '../styles/layer-look.ts'
import { referenceStyle } from '../styles/reference-style.ts'
import { outlinedFeatures } from './outlined-features.ts'
import { tileLayer, tileSource } from './tile-layer.ts'

interface Shown {
  versionId: string
  layer: VectorTileLayer
  /** Whether a feature's outline comes apart from its fill. */
  hasOutline(feature: FeatureLike): boolean
}

/** The layers that serve today, each by its version: a new version is another address, so caches never lie. */
export function referenceLayers() {
  const group = new LayerGroup()
  const byRole = new Map<LayerRole, Shown>()

  return {
    group,
    show(versions: readonly LayerVersion[]) {
      for (const { role, layerVersionId } of versions) {
        const shown = byRole.get(role)
        if (shown?.versionId === layerVersionId) continue
        const outlined = outlinedFeatures(() => layer.changed())
        const source = tileSource(`/api/tiles/layers/${layerVersionId}/{z}/{x}/{y}.mvt`, {
          tileLoadFunction: outlined.load,
        })
        const layer =
          shown?.layer ??
          tileLayer(source, () => undefined, {
            declutter: role === 'townships' || role === 'villages',
            isDense: LAYER_LOOKS[role].isDense ?? false,
          })
        layer.setStyle(referenceStyle(role, outlined.has))
        byRole.set(role, { versionId: layerVersionId, layer, hasOutline: outlined.has })
        if (shown) {
          layer.setSource(source)
          continue
        }
        layer.setVisible(LAYER_LOOKS[role].isShown)
        layer.setZIndex(LAYER_ORDER.indexOf(role))
        group.getLayers().push(layer)
      }
    },
    setVisible(role: LayerRole, isVisible: boolean) {
      byRole.get(role)?.layer.setVisible(isVisible)
    },
    setOpacity(role: LayerRole, opacity: number) {
      byRole.get(role)?.layer.setOpacity(opacity)
    },
    /** What draws the borders of the layers that are shown: outlines, and features that have none apart. */
    bordersIn(extent: number[]): RenderFeature[] {
      return [...byRole.values()].flatMap(({ layer, hasOutline }) => {
        if (!layer.isVisible()) return []
        const features = layer.getFeaturesInExtent(extent) as unknown as RenderFeature[]
        return features.filter((feature) => feature.get('layer') === 'outline' || !hasOutline(feature))
      })
    },
  }
}
export type ReferenceLayers = ReturnType<typeof referenceLayers>
