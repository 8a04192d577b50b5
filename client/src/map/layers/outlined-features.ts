import TileState from 'ol/TileState.js'
import type { FeatureLike } from 'ol/Feature.js'
import type VectorTile from 'ol/VectorTile.js'
import type RenderFeature from 'ol/render/Feature.js'
import type { LoadFunction } from 'ol/Tile.js'

const idOf = (feature: FeatureLike): unknown => feature.getId() ?? feature.get('id')

/**
 * Large features come cut, with their outline apart; small ones are drawn round themselves. Which is which is told by
 * whether any tile brought an outline: only the others may be stroked, or the cuts would show as seams.
 */
export function outlinedFeatures(onMore: () => void) {
  const outlined = new Set<unknown>()

  function note(features: readonly RenderFeature[]): void {
    const before = outlined.size
    for (const feature of features) if (feature.get('layer') === 'outline') outlined.add(idOf(feature))
    if (outlined.size > before) onMore()
  }

  const load: LoadFunction = (anyTile, url) => {
    const tile = anyTile as VectorTile<RenderFeature>
    tile.setLoader((extent, _resolution, projection) => {
      fetch(url, { credentials: 'same-origin' })
        .then(async (response) => {
          if (!response.ok) throw new Error(`Tile ${url} answered ${response.status}`)
          const features = tile
            .getFormat()
            .readFeatures(await response.arrayBuffer(), { extent, featureProjection: projection })
          note(features)
          tile.setFeatures(features)
        })
        .catch(() => tile.setState(TileState.ERROR))
    })
  }

  return { load, has: (feature: FeatureLike) => outlined.has(idOf(feature)) }
}
