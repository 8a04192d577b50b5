import LayerGroup from 'ol/layer/Group.js'
import type VectorTileLayer from 'ol/layer/VectorTile.js'
import type { LayerVersion } from '../../../../domain/api.ts'
import type { LayerRole } from '../../../../domain/layer.ts'
import { LAYER_LOOKS, LAYER_ORDER } from '../styles/layer-look.ts'
import { referenceStyle } from '../styles/reference-style.ts'
import { outlinedFeatures } from './outlined-features.ts'
import { tileLayer, tileSource } from './tile-layer.ts'

/** The layers that serve today, each by its version: a new version is another address, so caches never lie. */
export function referenceLayers() {
  const group = new LayerGroup()
  const byRole = new Map<LayerRole, { versionId: string; layer: VectorTileLayer }>()

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
          shown?.layer ?? tileLayer(source, () => undefined, role === 'townships' || role === 'villages')
        layer.setStyle(referenceStyle(role, outlined.has))
        if (shown) {
          layer.setSource(source)
          shown.versionId = layerVersionId
          continue
        }
        layer.setVisible(LAYER_LOOKS[role].isShown)
        layer.setZIndex(LAYER_ORDER.indexOf(role))
        byRole.set(role, { versionId: layerVersionId, layer })
        group.getLayers().push(layer)
      }
    },
    setVisible(role: LayerRole, isVisible: boolean) {
      byRole.get(role)?.layer.setVisible(isVisible)
    },
    setOpacity(role: LayerRole, opacity: number) {
      byRole.get(role)?.layer.setOpacity(opacity)
    },
  }
}
