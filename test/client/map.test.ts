import { describe, expect, test } from 'vitest'
import { LAND_CLASSES } from '../../domain/land-class.ts'
import { LAYER_ROLES } from '../../domain/layer.ts'
import { DECISIONS, VERDICTS } from '../../domain/report.ts'
import { withoutTileEdges } from '../../client/src/map/interactions/tile-edges.ts'
import { areaOf, lengthOf, toPlane } from '../../client/src/map/plane.ts'
import { LAND_FAMILIES, landFamilyOf } from '../../client/src/map/styles/land-class-style.ts'
import { LAYER_ORDER } from '../../client/src/map/styles/layer-look.ts'
import { DECISION_SIGNS, UNJUDGED_LOOK, VERDICT_LOOKS } from '../../client/src/map/styles/verdict-look.ts'

describe('coordinates as survey papers write them', () => {
  test('X is northing, Y is easting, in the 3° zone of the place', () => {
    const { x, y, srid, meridian } = toPlane(114, 36)
    expect({ srid, meridian }).toEqual({ srid: 4547, meridian: 114 })
    expect(y).toBeCloseTo(500_000, 4)
    // The meridian's arc to 36° N, by numeric integration over the CGCS2000 ellipsoid.
    expect(x).toBeCloseTo(3985542.6703, 3)
  })
  test('the district lies within its window of plausible coordinates', () => {
    const { x, y } = toPlane(113.1, 36.0)
    expect(x).toBeGreaterThan(3_971_100)
    expect(x).toBeLessThan(4_004_800)
    expect(y).toBeGreaterThan(405_300)
    expect(y).toBeLessThan(427_800)
  })
  test('neighbouring zones have neighbouring codes', () => {
    expect([toPlane(112.4, 36).srid, toPlane(112.6, 36).srid]).toEqual([4546, 4547])
  })
})

describe('measuring on the map', () => {
  // By Vincenty's formula on the CGCS2000 ellipsoid; the second spans a degree, where the plane shows 0.03 % too much.
  test.each([
    [
      'eastward near the edge of a zone',
      [
        [112.6, 36],
        [112.61, 36],
      ],
      901.637,
    ],
    [
      'northward',
      [
        [113, 36],
        [113, 36.01],
      ],
      1109.591,
    ],
  ])('a line %s has its length on the ellipsoid', (_, line, metres) => {
    expect(lengthOf(line)).toBeCloseTo(metres, 2)
  })

  test('legs add up, and one point has no length', () => {
    const legs = [
      [113, 36],
      [113.01, 36],
      [113.01, 36.01],
    ]
    expect(lengthOf(legs)).toBeCloseTo(lengthOf(legs.slice(0, 2)) + lengthOf(legs.slice(1)), 6)
    expect(lengthOf([[113, 36]])).toBe(0)
  })

  test('a ring has the area of its quadrangle on the ellipsoid, whichever way it runs', () => {
    const ring = [
      [112.6, 36],
      [112.601, 36],
      [112.601, 36.001],
      [112.6, 36.001],
    ]
    expect(areaOf(ring)).toBeCloseTo(10004.41, 1)
    expect(areaOf(ring.toReversed())).toBeCloseTo(areaOf(ring), 6)
    expect(areaOf(ring.slice(0, 2))).toBe(0)
  })
})

describe('borders to snap to', () => {
  const size = 20_037_508.342789244 / 2 ** 14
  /** Tiles are cut a 64th of their width beyond their edge. */
  const west = -size / 64

  test('the edge along which a tile was cut is none', () => {
    const ring = [
      [west, 100],
      [west, 200],
      [300, 200],
      [300, 100],
      [west, 100],
    ]
    expect(withoutTileEdges(ring, size)).toEqual([ring.slice(1)])
  })
  test('a border in the middle of a tile stays whole, axis-parallel or not', () => {
    const ring = [
      [100, 100],
      [100, 200],
      [300, 210],
      [100, 100],
    ]
    expect(withoutTileEdges(ring, size)).toEqual([ring])
  })
})

describe('colours of land classes', () => {
  test('every class of the survey has a family', () => {
    expect(LAND_CLASSES.filter(({ code }) => landFamilyOf(code) === 'unknown')).toEqual([])
  })
  test.each([
    ['0101', 'paddy'],
    ['0103', 'cultivated'],
    ['0201K', 'orchard'],
    ['05H1', 'commercial'],
    ['0702', 'residential'],
    ['1006', 'ruralRoad'],
    ['1003', 'transport'],
    ['1104A', 'water'],
    ['1202', 'facility'],
    ['1203', 'cultivated'],
    ['1206', 'unused'],
    ['ZZ', 'unknown'],
    [null, 'unknown'],
  ])('%s is %s', (code, family) => {
    expect(landFamilyOf(code)).toBe(family)
  })
  test('no two families share a colour', () => {
    expect(new Set(Object.values(LAND_FAMILIES)).size).toBe(Object.keys(LAND_FAMILIES).length)
  })
})

describe('a verdict is told by more than its colour', () => {
  const looks = [...VERDICTS.map((verdict) => VERDICT_LOOKS[verdict]), UNJUDGED_LOOK]
  test.each(['colour', 'width', 'sign'] as const)('%s alone tells it', (part) => {
    expect(new Set(looks.map((look) => look[part])).size).toBe(looks.length)
  })
  test('every decision has its own sign', () => {
    expect(new Set(DECISIONS.map((decision) => DECISION_SIGNS[decision])).size).toBe(DECISIONS.length)
  })
})

test('every layer role has its place on the map', () => {
  expect([...LAYER_ORDER].sort()).toEqual([...LAYER_ROLES].sort())
})
