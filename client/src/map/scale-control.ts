import { Control } from 'ol/control.js'
import { getPointResolution } from 'ol/proj.js'
import { scaleOf, scaleText } from './scale.ts'

/** OpenLayers' own writes markup as text, which our content policy forbids. */
export function scaleControl(): Control {
  const element = document.createElement('div')
  element.className = 'scale-line ol-unselectable'
  return new Control({
    element,
    render({ frameState }) {
      if (!frameState) return
      const { center, resolution, projection } = frameState.viewState
      const scale = scaleOf(getPointResolution(projection, resolution, center, 'm'))
      const text = scaleText(scale)
      if (element.textContent === text && element.style.width === `${scale.width}px`) return
      element.textContent = text
      element.style.width = `${scale.width}px`
    },
  })
}
