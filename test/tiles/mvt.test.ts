import { VectorTile } from '@mapbox/vector-tile'
import Pbf from 'pbf'
import { describe, expect, test } from 'vitest'
import { encodeTile } from '../../server/tiles/mvt.ts'

/** TWKB as PostGIS writes it: `ST_AsTWKB(geom, 0)`. */
const twkb = (hex: string) => Buffer.from(hex, 'hex')

const zigzag = (n: number) => (n < 0 ? -2 * n - 1 : 2 * n)
const varint = (n: number): number[] => (n < 128 ? [n] : [(n % 128) | 128, ...varint(Math.floor(n / 128))])

/** A polygon of precision 0 from rings of absolute coordinates. */
function polygon(...rings: [number, number][][]): Buffer {
  const bytes = [3, 0, ...varint(rings.length)]
  let [x, y] = [0, 0]
  for (const ring of rings) {
    bytes.push(...varint(ring.length))
    for (const [px, py] of ring) {
      bytes.push(...varint(zigzag(px - x)), ...varint(zigzag(py - y)))
      ;[x, y] = [px, py]
    }
  }
  return Buffer.from(bytes)
}

// A copy of its own, since the reader takes views from the start of the underlying buffer.
const decode = (tile: Buffer) => new VectorTile(new Pbf(new Uint8Array(tile)))

describe('a vector tile', () => {
  const outer: [number, number][] = [
    [0, 0],
    [1000, 0],
    [1000, 1000],
    [0, 1000],
    [0, 0],
  ]
  const hole: [number, number][] = [
    [200, 200],
    [200, 400],
    [400, 400],
    [400, 200],
    [200, 200],
  ]

  test('carries geometry, id and properties of every kind', () => {
    const properties = { no: '图斑1', rules: 3, share: 0.25, isNew: true, none: null }
    const layer = decode(encodeTile({ reports: [{ id: 7, twkb: polygon(outer, hole), properties }] })).layers[
      'reports'
    ]!
    expect(layer.length).toBe(1)
    const feature = layer.feature(0)
    expect(feature.id).toBe(7)
    expect(feature.properties).toEqual({ no: '图斑1', rules: 3, share: 0.25, isNew: true })
    expect(feature.loadGeometry().map((ring) => ring.length)).toEqual([5, 5])
  })

  test.each([
    ['as drawn', outer, hole],
    ['exterior turned', outer.toReversed(), hole],
    ['hole turned', outer, hole.toReversed()],
  ])('winds exterior and hole the way the format wants: %s', (_, exterior, inner) => {
    const tile = encodeTile({ a: [{ twkb: polygon(exterior, inner), properties: {} }] })
    const areas = decode(tile).layers['a']!.feature(0).loadGeometry().map(signedArea)
    expect(areas[0]).toBeGreaterThan(0)
    expect(areas[1]).toBeLessThan(0)
  })

  test('leaves out what has no area at this scale, and layers with nothing left', () => {
    const collapsed = polygon([
      [5, 5],
      [9, 5],
      [5, 5],
      [5, 5],
    ])
    expect(encodeTile({ a: [{ twkb: collapsed, properties: {} }] })).toHaveLength(0)
  })

  test('an empty geometry is no feature', () => {
    expect(encodeTile({ a: [{ twkb: twkb('0310'), properties: {} }] })).toHaveLength(0)
  })
})

function signedArea(ring: { x: number; y: number }[]): number {
  return ring.reduce((sum, point, i) => {
    const next = ring[(i + 1) % ring.length]!
    return sum + point.x * next.y - next.x * point.y
  }, 0)
}
