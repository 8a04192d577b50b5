import { expect, test } from 'vitest'
import { scaleOf, scaleText } from '../../client/src/map/scale.ts'

test.each([
  [0.05, '5 m', 100],
  [1, '100 m', 100],
  [1.7, '200 m', 118],
  [4.2, '500 m', 119],
  [8.3, '500 m', 60],
  [8.4, '1 km', 119],
  [156_543, '10000 km', 64],
  [0.004, '20 cm', 50],
])('where a pixel is %s m the line says %s on %s px', (metresPerPixel, text, width) => {
  const scale = scaleOf(metresPerPixel)
  expect([scaleText(scale), scale.width]).toEqual([text, width])
  expect(scale.width).toBeLessThanOrEqual(120)
})
