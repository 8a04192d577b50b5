import LayerGroup from 'ol/layer/Group.js'
import { highlightStyle, reportStyle } from '../styles/report-style.ts'
import { tileLayer, tileSource } from './tile-layer.ts'

const ABOVE_REFERENCE = 100

/** The patches, and over them the one that the pointer is on: both drawn from the same tiles. */
export function reportLayers() {
  let highlighted: string | null = null
  let shownUrl = ''
  const layer = tileLayer(tileSource(''), reportStyle)
  const highlight = tileLayer(
    tileSource(''),
    highlightStyle(() => highlighted),
  )
  layer.setZIndex(ABOVE_REFERENCE)
  highlight.setZIndex(ABOVE_REFERENCE + 1)
  layer.setSource(null)
  highlight.setSource(null)

  return {
    group: new LayerGroup({ layers: [layer, highlight] }),
    layer,
    /** Tiles of one district at one revision under one filter. */
    show(url: string) {
      if (url === shownUrl) return
      shownUrl = url
      const source = tileSource(url)
      layer.setSource(source)
      highlight.setSource(source)
    },
    highlight(reportId: string | null) {
      if (highlighted === reportId) return
      highlighted = reportId
      highlight.changed()
    },
  }
}
