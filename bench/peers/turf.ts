import { intersect } from '@turf/intersect'
import type { Feature, FeatureCollection, MultiPolygon, Polygon } from 'geojson'
import { rowsOf } from './wkb-file.ts'

/**
 * turf.intersect over every pair of boxes that meet: what a web page does that has no server. `node turf.ts REPORTS.wkb LAYER.wkb`
 * prints its cost as JSON. Boxes come from a plain grid, whose time is not counted.
 */

type Shape = Feature<MultiPolygon> & { box: readonly [number, number, number, number] }

const CELL_M = 500
const SHARED_M2 = 1e-9

const [reportsFile, layerFile] = process.argv.slice(2)
const reports = rowsOf(reportsFile!).map(({ wkb }) => shapeOf(wkb))
const layer = rowsOf(layerFile!).map(({ wkb }) => shapeOf(wkb))
const grid = new Map<string, Shape[]>()
for (const shape of layer)
  for (const cell of cellsOf(shape)) grid.set(cell, [...(grid.get(cell) ?? []), shape])
const pairs = reports.map((report) => {
  const near = new Set(cellsOf(report).flatMap((cell) => grid.get(cell) ?? []))
  return [report, [...near].filter((shape) => meet(report, shape))] as const
})

const from = process.cpuUsage()
let hits = 0
let sum = 0
for (const [report, near] of pairs)
  for (const shape of near) {
    const both: FeatureCollection<Polygon | MultiPolygon> = {
      type: 'FeatureCollection',
      features: [report, shape],
    }
    const area = planarArea(intersect(both)?.geometry ?? null)
    if (area > SHARED_M2) {
      hits += 1
      sum += area
    }
  }
const { user, system } = process.cpuUsage(from)
const { maxRSS } = process.resourceUsage()
console.log(
  JSON.stringify({ cpuMs: (user + system) / 1e3, hits, sumM2: sum, peakMb: Math.round(maxRSS / 1024) }),
)

/** Polygon or multipolygon, little endian. */
function shapeOf(bytes: Buffer): Shape {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity]
  let at = 0
  const count = () => bytes.readUInt32LE((at += 4) - 4)
  const polygon = () =>
    Array.from({ length: count() }, () =>
      Array.from({ length: count() }, () => {
        const [x, y] = [bytes.readDoubleLE(at), bytes.readDoubleLE(at + 8)]
        at += 16
        box[0] = Math.min(box[0], x)
        box[1] = Math.min(box[1], y)
        box[2] = Math.max(box[2], x)
        box[3] = Math.max(box[3], y)
        return [x, y]
      }),
    )
  const head = () => {
    at += 1
    return count()
  }
  const isMulti = head() === 6
  const coordinates = isMulti
    ? Array.from({ length: count() }, () => {
        head()
        return polygon()
      })
    : [polygon()]
  return { type: 'Feature', properties: {}, geometry: { type: 'MultiPolygon', coordinates }, box }
}

function cellsOf({ box: [x0, y0, x1, y1] }: Shape): string[] {
  const cells: string[] = []
  for (let x = Math.floor(x0 / CELL_M); x <= x1 / CELL_M; x++)
    for (let y = Math.floor(y0 / CELL_M); y <= y1 / CELL_M; y++) cells.push(`${x}/${y}`)
  return cells
}

function meet({ box: a }: Shape, { box: b }: Shape): boolean {
  return a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3]
}

function planarArea(geometry: Polygon | MultiPolygon | null): number {
  if (geometry === null) return 0
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  return polygons.reduce(
    (sum, [outer = [], ...holes]) =>
      sum + ringArea(outer) - holes.reduce((all, hole) => all + ringArea(hole), 0),
    0,
  )
}

function ringArea(ring: readonly (readonly number[])[]): number {
  const [x0 = 0, y0 = 0] = ring[0] ?? []
  let twice = 0
  for (let n = 0; n + 1 < ring.length; n++) {
    const [[x = 0, y = 0], [u = 0, v = 0]] = [ring[n]!, ring[n + 1]!]
    twice += (x - x0) * (v - y0) - (u - x0) * (y - y0)
  }
  return Math.abs(twice) / 2
}
