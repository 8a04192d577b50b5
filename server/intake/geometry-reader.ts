import type { Ring } from '../../domain/geojson.ts'
import type { GeometryNotice } from '../../domain/geometry-problem.ts'
import { Refusal } from './geometry-refusal.ts'

/** Decimals of a degree that are kept: 1e-9° is a tenth of a millimetre. */
const SCALE = 1e9

/** A ring as read: cleaned points, and which point of the input each of them is. */
export interface ReadRing {
  part: number
  ring: number
  points: Ring
  /** Index into the input by index into `points`: the two differ where repeated points were dropped. */
  inputIndex: number[]
  /** JSON pointer of the ring in the input. */
  pointer: string
}

export interface ReadLimits {
  maxVertices: number
  maxRings: number
}

/** Where a vertex is, in the terms of the input. */
export function placeOf({ part, ring, points, inputIndex, pointer }: ReadRing, index: number) {
  const inInput = inputIndex[index]!
  return { part, ring, index: inInput, coordinate: points[index]!, pointer: `${pointer}/${inInput}` }
}

/**
 * Reads Polygon or MultiPolygon from anything: a list of parts, each a list of rings that are closed, of finite numbers,
 * 2-D and without repeated points. Throws Refusal at the first thing that is not so.
 */
export function readRings(input: unknown, limits: ReadLimits, notices: Set<GeometryNotice>): ReadRing[][] {
  return boundedParts(input, limits).map(({ rings, pointer }, part) =>
    rings.map((points, ring) => readRing(points, { part, ring, pointer: `${pointer}/${ring}` }, notices)),
  )
}

/** Lists of rings, counted before anything of them is read. Throws Refusal where there are too many. */
export function boundedParts(input: unknown, limits: ReadLimits): Part[] {
  const parts = partsOf(input)
  checkCounts(parts, limits)
  return parts
}

interface Part {
  rings: (readonly unknown[])[]
  pointer: string
}

function partsOf(input: unknown): Part[] {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) throw new Refusal('not-an-object')
  const { type, coordinates, crs } = input as Record<string, unknown>
  if (type !== 'Polygon' && type !== 'MultiPolygon') throw new Refusal('not-a-polygon', { pointer: '/type' })
  if (crs !== undefined) throw new Refusal('crs-member', { pointer: '/crs' })
  if (!Array.isArray(coordinates)) throw new Refusal('bad-structure', { pointer: '/coordinates' })
  const isMulti = type === 'MultiPolygon'
  const parts: unknown[] = isMulti ? coordinates : [coordinates]
  if (parts.length === 0) throw new Refusal('empty', { pointer: '/coordinates' })
  return parts.map((rings, part) => {
    const pointer = isMulti ? `/coordinates/${part}` : '/coordinates'
    if (!Array.isArray(rings)) throw new Refusal('bad-structure', { part, pointer })
    if (rings.length === 0) throw new Refusal('empty', { part, pointer })
    const read = rings.map((ring: unknown, at) => {
      if (!Array.isArray(ring))
        throw new Refusal('bad-structure', { part, ring: at, pointer: `${pointer}/${at}` })
      return ring as readonly unknown[]
    })
    return { rings: read, pointer }
  })
}

function checkCounts(parts: readonly Part[], { maxRings, maxVertices }: ReadLimits): void {
  const rings = parts.reduce((sum, part) => sum + part.rings.length, 0)
  if (rings > maxRings)
    throw new Refusal('too-many-rings', {
      pointer: '/coordinates',
      detail: `The polygon has ${rings} rings; at most ${maxRings} are taken: split it.`,
    })
  const vertices = parts.reduce((sum, part) => part.rings.reduce((all, { length }) => all + length, sum), 0)
  if (vertices > maxVertices)
    throw new Refusal('too-many-vertices', {
      pointer: '/coordinates',
      detail: `The polygon has ${vertices} vertices; at most ${maxVertices} are taken: simplify or split it.`,
    })
}

function readRing(
  input: readonly unknown[],
  place: { part: number; ring: number; pointer: string },
  notices: Set<GeometryNotice>,
): ReadRing {
  const at = (index: number, coordinate: readonly number[] = []) => ({
    part: place.part,
    ring: place.ring,
    index,
    coordinate,
    pointer: `${place.pointer}/${index}`,
  })
  if (input.length === 0) throw new Refusal('empty', { ...at(0), pointer: place.pointer })
  const points: Ring = []
  const inputIndex: number[] = []
  let dimensions: number | undefined
  for (let index = 0; index < input.length; index++) {
    const position = readPosition(input[index], at(index), notices)
    const [x, y] = [rounded(position[0]!), rounded(position[1]!)]
    dimensions ??= position.length
    if (position.length !== dimensions)
      throw new Refusal('mixed-dimensions', {
        ...at(index, [x, y]),
        detail: `Position ${index} of part ${place.part}, ring ${place.ring} has ${position.length} numbers, those before it ${dimensions}.`,
      })
    const before = points.at(-1)
    if (before && before[0] === x && before[1] === y) notices.add('duplicates-dropped')
    else points.push([x, y])
    // Of repeated points the last, since the segment to the next vertex starts there.
    inputIndex[points.length - 1] = index
  }
  const [first, last] = [points[0]!, points.at(-1)!]
  if (input.length < 4) throw new Refusal('too-few-points', at(0, first))
  if (first[0] !== last[0] || first[1] !== last[1]) throw new Refusal('unclosed', at(input.length - 1, last))
  if (points.length < 4) throw new Refusal('too-few-points', at(0, first))
  return { ...place, points, inputIndex }
}

function readPosition(
  input: unknown,
  at: { part: number; ring: number; index: number; pointer: string },
  notices: Set<GeometryNotice>,
): readonly number[] {
  if (!Array.isArray(input)) throw new Refusal('bad-structure', at)
  const position: readonly unknown[] = input
  const finite = position.filter((member) => Number.isFinite(member)) as number[]
  if (position.length < 2 || position.length > 4)
    throw new Refusal('bad-structure', { ...at, coordinate: finite.slice(0, 4) })
  const bad = position.findIndex((member) => !Number.isFinite(member))
  if (bad >= 0)
    throw new Refusal('bad-number', {
      ...at,
      coordinate: finite,
      pointer: `${at.pointer}/${bad}`,
      detail: `Number ${bad} of position ${at.index} in part ${at.part}, ring ${at.ring} is not a finite number.`,
    })
  if (position.length > 2) notices.add('z-dropped')
  return finite
}

/** `+ 0` makes −0 a plain 0, so that equal places are equal numbers. */
const rounded = (degrees: number) => Math.round(degrees * SCALE) / SCALE + 0
