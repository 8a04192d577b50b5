import geojsonValidation from 'geojson-validation'
import {
  GEOMETRY_PROBLEMS,
  type GeometryError,
  type GeometryNotice,
  type GeometryProblemCode,
} from '../../domain/geometry-problem.ts'
import type { MultiPolygon, PolygonRings, Position, Ring } from '../../domain/geojson.ts'
import { firstMeeting, type Meeting } from './crossings.ts'
import { approximateArea, isCounterClockwise, liesInside, signedArea } from './rings.ts'

/**
 * The geometry check at the door (图形检查): what a user sends is refused with part, ring, vertex and coordinate, or
 * comes out in the one form that the rest of the platform expects. Nothing is repaired but what cannot alter the ground:
 * height, repeated points and ring direction.
 */

export interface GeometryLimits {
  /** West, south, east, north; null = anywhere. */
  extent: readonly [number, number, number, number] | null
  maxVertices: number
  maxRings: number
  minAreaM2: number
  maxAreaM2: number
  /** Layer features are checked for crossings by PostGIS, which may repair them. */
  checkCrossings: boolean
}

/** Limits for reports; the extent comes from the district. */
export const REPORT_LIMITS: GeometryLimits = {
  extent: null,
  maxVertices: 5_000,
  maxRings: 200,
  minAreaM2: 1,
  maxAreaM2: 5_000_000,
  checkCrossings: true,
}

/** Limits for features of reference layers: a zone may be a whole forest. */
export const LAYER_LIMITS: GeometryLimits = {
  extent: null,
  maxVertices: 50_000,
  maxRings: 5_000,
  minAreaM2: 0,
  maxAreaM2: 1e12,
  checkCrossings: false,
}

export type GeometryCheck =
  | { ok: true; geometry: MultiPolygon; notices: GeometryNotice[]; vertices: number }
  | { ok: false; errors: GeometryError[] }

/** Checks one GeoJSON geometry. Never throws; the first fault found is told, since later ones often follow from it. */
export function checkGeometry(input: unknown, limits: GeometryLimits): GeometryCheck {
  try {
    const notices = new Set<GeometryNotice>()
    const parts = partsOf(input)
    const { vertices } = countOf(parts, limits)
    const polygons = parts.map((part, index) =>
      part.rings.map((ring, at) => readRing(ring, { ...part, part: index, ring: at }, notices)),
    )
    checkExtent(polygons, limits, parts)
    checkShape(input)
    checkRings(polygons, parts)
    if (limits.checkCrossings) checkCrossings(polygons, parts)
    checkNesting(polygons, parts)
    checkArea(polygons, limits)
    return {
      ok: true,
      geometry: { type: 'MultiPolygon', coordinates: oriented(polygons, notices) },
      notices: [...notices],
      vertices,
    }
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, errors: [error.error] }
    throw error
  }
}

class Refusal extends Error {
  readonly error: GeometryError

  constructor(code: GeometryProblemCode, place: Partial<Omit<GeometryError, 'code'>> = {}) {
    super(code)
    const { part = 0, ring = 0, index = 0, coordinate = [], pointer = '' } = place
    const where =
      coordinate.length > 0
        ? ` (part ${part}, ring ${ring}, vertex ${index}, near ${coordinate.join(', ')})`
        : ''
    const detail = place.detail ?? `The polygon ${GEOMETRY_PROBLEMS[code].en}${where}.`
    this.error = { code, part, ring, index, coordinate, pointer, detail }
  }
}

interface Part {
  rings: readonly unknown[]
  /** JSON pointer of the part's ring list. */
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
    return { rings, pointer }
  })
}

/** Counted before anything is read, so that a huge input costs nothing. */
function countOf(parts: readonly Part[], limits: GeometryLimits): { rings: number; vertices: number } {
  let rings = 0
  let vertices = 0
  parts.forEach((part, index) =>
    part.rings.forEach((ring, at) => {
      if (!Array.isArray(ring))
        throw new Refusal('bad-structure', { part: index, ring: at, pointer: `${part.pointer}/${at}` })
      rings += 1
      vertices += ring.length
    }),
  )
  if (rings > limits.maxRings)
    throw new Refusal('too-many-rings', {
      detail: `The polygon has ${rings} rings; at most ${limits.maxRings} are taken: split it.`,
    })
  if (vertices > limits.maxVertices)
    throw new Refusal('too-many-vertices', {
      detail: `The polygon has ${vertices} vertices; at most ${limits.maxVertices} are taken: simplify or split it.`,
    })
  return { rings, vertices }
}

/** One ring: numbers, height, repeated points, closure. */
function readRing(
  input: unknown,
  place: Part & { part: number; ring: number },
  notices: Set<GeometryNotice>,
): Ring {
  const { part, ring, pointer } = place
  const at = (index: number, coordinate: readonly number[] = []) => ({
    part,
    ring,
    index,
    coordinate,
    pointer: `${pointer}/${ring}/${index}`,
  })
  const points = input as unknown[]
  if (points.length === 0) throw new Refusal('empty', at(0))
  const read: Ring = []
  points.forEach((point, index) => {
    if (!Array.isArray(point) || point.length < 2 || point.length > 4)
      throw new Refusal('bad-structure', at(index))
    if (point.some((number) => typeof number !== 'number' || !Number.isFinite(number)))
      throw new Refusal('bad-number', at(index))
    if (point.length > 2) notices.add('z-dropped')
    const position: Position = [point[0] as number, point[1] as number]
    const before = read.at(-1)
    if (before && before[0] === position[0] && before[1] === position[1]) notices.add('duplicates-dropped')
    else read.push(position)
  })
  const [first, last] = [read[0]!, read.at(-1)!]
  if (points.length < 4) throw new Refusal('too-few-points', at(0, first))
  if (first[0] !== last[0] || first[1] !== last[1]) throw new Refusal('unclosed', at(points.length - 1, last))
  if (read.length < 4) throw new Refusal('too-few-points', at(0, first))
  return read
}

function checkExtent(
  polygons: readonly PolygonRings[],
  { extent }: GeometryLimits,
  parts: readonly Part[],
): void {
  eachVertex(polygons, ([lon, lat], part, ring, index) => {
    const place = {
      part,
      ring,
      index,
      coordinate: [lon, lat],
      pointer: `${parts[part]!.pointer}/${ring}/${index}`,
    }
    const isLonLat = Math.abs(lon) <= 180 && Math.abs(lat) <= 90
    const isWithin = (x: number, y: number) =>
      extent !== null && x >= extent[0] && x <= extent[2] && y >= extent[1] && y <= extent[3]
    if (!isLonLat) {
      if (Math.abs(lon) > 1_000 || Math.abs(lat) > 1_000) throw new Refusal('metric-coordinates', place)
      if (Math.abs(lat) <= 180 && Math.abs(lon) <= 90) throw new Refusal('swapped-axes', place)
      throw new Refusal('outside-world', place)
    }
    if (extent === null || isWithin(lon, lat)) return
    throw new Refusal(isWithin(lat, lon) ? 'swapped-axes' : 'outside-district', place)
  })
}

/** geojson-validation's opinion on the shape: a second reader of the same text. */
function checkShape(input: unknown): void {
  let complaints: unknown
  try {
    const trace = geojsonValidation.valid as unknown as (geometry: unknown, trace: true) => string[]
    complaints = trace(input, true)
  } catch (error) {
    complaints = [String(error)]
  }
  if (Array.isArray(complaints) && complaints.length > 0)
    throw new Refusal('bad-structure', {
      pointer: '/coordinates',
      detail: `The polygon is no GeoJSON: ${complaints.join('; ')}.`,
    })
}

function checkRings(polygons: readonly PolygonRings[], parts: readonly Part[]): void {
  polygons.forEach((rings, part) =>
    rings.forEach((points, ring) => {
      const count = points.length - 1
      const at = (index: number) => ({
        part,
        ring,
        index,
        coordinate: points[index]!,
        pointer: `${parts[part]!.pointer}/${ring}/${index}`,
      })
      if (signedArea(points) === 0) throw new Refusal('ring-without-area', at(0))
      for (let index = 0; index < count; index++) {
        const before = points[(index + count - 1) % count]!
        const after = points[index + 1]!
        if (before[0] === after[0] && before[1] === after[1]) throw new Refusal('spike', at(index))
      }
    }),
  )
}

function checkCrossings(polygons: readonly PolygonRings[], parts: readonly Part[]): void {
  const meeting = firstMeeting(polygons)
  if (!meeting) return
  const { a, b, at } = meeting
  const pointer = `${parts[a.part]!.pointer}/${a.ring}/${a.index}`
  const code = codeOf(meeting)
  const near = at.map((number) => Number(number.toFixed(9)))
  throw new Refusal(code, {
    ...a,
    coordinate: near,
    pointer,
    detail:
      `The polygon ${GEOMETRY_PROBLEMS[code].en}: segment ${a.index} of part ${a.part}, ring ${a.ring} meets segment ` +
      `${b.index} of part ${b.part}, ring ${b.ring} near ${near.join(', ')}.`,
  })
}

function codeOf({ kind, a, b }: Meeting): GeometryProblemCode {
  if (a.part !== b.part) return 'parts-overlapping'
  if (a.ring !== b.ring) return 'rings-crossing'
  return kind === 'touching' ? 'self-touching' : 'self-crossing'
}

/** With no crossing left, each ring lies wholly inside or outside any other. */
function checkNesting(polygons: readonly PolygonRings[], parts: readonly Part[]): void {
  polygons.forEach(([outer, ...holes], part) => {
    holes.forEach((hole, at) => {
      const place = {
        part,
        ring: at + 1,
        index: 0,
        coordinate: hole[0]!,
        pointer: `${parts[part]!.pointer}/${at + 1}`,
      }
      if (!liesInside(hole, outer!)) throw new Refusal('hole-outside', place)
      if (holes.some((other) => other !== hole && liesInside(hole, other)))
        throw new Refusal('holes-nested', place)
    })
    polygons.forEach(([other, ...otherHoles], index) => {
      if (index === part || !liesInside(outer!, other!)) return
      const isInHole = otherHoles.some((hole) => liesInside(outer!, hole))
      if (!isInHole)
        throw new Refusal('parts-overlapping', {
          part,
          coordinate: outer![0]!,
          pointer: parts[part]!.pointer,
        })
    })
  })
}

function checkArea(polygons: readonly PolygonRings[], { minAreaM2, maxAreaM2 }: GeometryLimits): void {
  const area = polygons.reduce(
    (sum, [outer, ...holes]) =>
      sum + approximateArea(outer!) - holes.reduce((inner, hole) => inner + approximateArea(hole), 0),
    0,
  )
  const coordinate = polygons[0]![0]![0]!
  if (area < minAreaM2)
    throw new Refusal('too-small', {
      coordinate,
      pointer: '/coordinates',
      detail: `The polygon has ${area.toFixed(2)} m²; at least ${minAreaM2} m² are taken.`,
    })
  if (area > maxAreaM2)
    throw new Refusal('too-large', {
      coordinate,
      pointer: '/coordinates',
      detail: `The polygon has ${(area / 1e6).toFixed(2)} km²; at most ${maxAreaM2 / 1e6} km² are taken.`,
    })
}

function oriented(polygons: readonly PolygonRings[], notices: Set<GeometryNotice>): PolygonRings[] {
  return polygons.map((rings) =>
    rings.map((ring, index) => {
      if (isCounterClockwise(ring) === (index === 0)) return ring
      notices.add('orientation-fixed')
      return ring.toReversed()
    }),
  )
}

function eachVertex(
  polygons: readonly PolygonRings[],
  visit: (position: Position, part: number, ring: number, index: number) => void,
): void {
  polygons.forEach((rings, part) =>
    rings.forEach((points, ring) => points.forEach((position, index) => visit(position, part, ring, index))),
  )
}
