import geojsonValidation from 'geojson-validation'
import type { MultiPolygon } from '../../domain/geojson.ts'
import {
  GEOMETRY_PROBLEMS,
  type GeometryError,
  type GeometryNotice,
  type GeometryProblemCode,
} from '../../domain/geometry-problem.ts'
import { checkExtent, type Extent } from './geometry-extent.ts'
import { boundedParts, placeOf, readRings, type ReadRing } from './geometry-reader.ts'
import { Refusal } from './geometry-refusal.ts'
import { sweepRings, type RingFault, type RingNesting } from './ring-sweep.ts'
import { approximateArea, isCounterClockwise, isOnOneLine, spikeOf } from './rings.ts'

/**
 * The geometry check at the door (图形检查): what a user sends is refused with part, ring, vertex and coordinate, or
 * comes out in the one form that the rest of the platform expects. Nothing is repaired but what cannot alter the ground:
 * height, repeated points, ring direction, and decimals under a tenth of a millimetre.
 */

export interface GeometryLimits {
  /** Where geometry may lie, margin included; null = anywhere. */
  extent: Extent | null
  maxVertices: number
  maxRings: number
  minAreaM2: number
  maxAreaM2: number
  /** A hole or part under it is an accident of drawing. */
  minRingAreaM2: number
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
  minRingAreaM2: 0.01,
  checkCrossings: true,
}

/** Limits for features of reference layers: a zone may be a whole forest. */
export const LAYER_LIMITS: GeometryLimits = {
  extent: null,
  maxVertices: 50_000,
  maxRings: 5_000,
  minAreaM2: 0,
  maxAreaM2: 1e12,
  minRingAreaM2: 0,
  checkCrossings: false,
}

export type GeometryCheck =
  | { ok: true; geometry: MultiPolygon; notices: GeometryNotice[]; vertices: number }
  | { ok: false; errors: GeometryError[] }

/**
 * Checks one GeoJSON geometry, longitude/latitude in degrees. Never throws; the first fault found is told, since later
 * ones often follow from it. With `checkCrossings` what passes is valid to ST_IsValid.
 */
export function checkGeometry(input: unknown, limits: GeometryLimits): GeometryCheck {
  return refused(() => {
    const notices = new Set<GeometryNotice>()
    const parts = readRings(input, limits, notices)
    checkExtent(parts, limits.extent)
    checkShape(input)
    if (limits.checkCrossings) {
      parts.flat().forEach(checkRing)
      checkTopology(parts)
    }
    checkAreas(parts, limits)
    return {
      ok: true as const,
      geometry: { type: 'MultiPolygon', coordinates: oriented(parts, notices) },
      notices: [...notices],
      vertices: parts.flat().reduce((sum, { points }) => sum + points.length, 0),
    }
  })
}

/** What of it is told without reading a vertex: so a huge input costs nothing. Null where that says nothing. */
export function refusedBySize(input: unknown, limits: GeometryLimits): GeometryCheck | null {
  return refused(() => {
    boundedParts(input, limits)
    return null
  })
}

function refused<T>(check: () => T): T | { ok: false; errors: GeometryError[] } {
  try {
    return check()
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, errors: [error.error] }
    throw error
  }
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

function checkRing(ring: ReadRing): void {
  if (isOnOneLine(ring.points)) throw new Refusal('ring-without-area', placeOf(ring, 0))
  const spike = spikeOf(ring.points)
  if (spike !== null) throw new Refusal('spike', placeOf(ring, spike))
}

function checkTopology(parts: readonly (readonly ReadRing[])[]): void {
  const found = sweepRings(parts.map((rings) => rings.map(({ points }) => points)))
  if ('kind' in found) throw refusalOf(found, parts)
  checkNesting(found, parts)
}

function refusalOf({ kind, a, b, at }: RingFault, parts: readonly (readonly ReadRing[])[]): Refusal {
  const place = ({ part, ring, index }: RingFault['a']) => placeOf(parts[part]![ring]!, index)
  const [first, second] = [place(a), place(b)]
  const code = codeOf(kind, a, b)
  const near = at.map((degrees) => Number(degrees.toFixed(9)))
  return new Refusal(code, {
    ...first,
    coordinate: near,
    other: { part: second.part, ring: second.ring, index: second.index },
    detail:
      `The polygon ${GEOMETRY_PROBLEMS[code].en}: segment ${first.index} of part ${first.part}, ring ${first.ring} ` +
      `meets segment ${second.index} of part ${second.part}, ring ${second.ring} near ${near.join(', ')}.`,
  })
}

function codeOf(kind: RingFault['kind'], a: RingFault['a'], b: RingFault['a']): GeometryProblemCode {
  if (a.part === b.part && a.ring === b.ring) return kind === 'crossing' ? 'self-crossing' : 'self-touching'
  if (kind === 'overlapping') return 'shared-edge'
  return a.part === b.part ? 'rings-crossing' : 'parts-overlapping'
}

/** Parts lie outside each other or in each other's holes, holes directly in the outer ring of their part. */
function checkNesting({ rings, cut }: RingNesting, parts: readonly (readonly ReadRing[])[]): void {
  const refuse = (code: GeometryProblemCode, { part, ring }: { part: number; ring: number }) =>
    new Refusal(code, placeOf(parts[part]![ring]!, 0))
  for (const place of rings) {
    const around = place.parent === null ? null : rings[place.parent]!
    if (place.ring === 0) {
      if (around?.ring === 0) throw refuse('parts-overlapping', place)
    } else if (around?.part === place.part && around.ring > 0) throw refuse('holes-nested', place)
    else if (around?.part !== place.part) throw refuse('hole-outside', place)
  }
  if (cut)
    throw new Refusal('interior-cut', { ...placeOf(parts[cut.part]![cut.ring]!, 0), coordinate: cut.at })
}

function checkAreas(
  parts: readonly (readonly ReadRing[])[],
  { minAreaM2, maxAreaM2, minRingAreaM2 }: GeometryLimits,
): void {
  let area = 0
  for (const ring of parts.flat()) {
    const own = approximateArea(ring.points)
    if (own < minRingAreaM2)
      throw new Refusal('ring-without-area', {
        ...placeOf(ring, 0),
        detail: `Ring ${ring.ring} of part ${ring.part} has ${own.toPrecision(2)} m²: remove it, or draw it anew.`,
      })
    area += ring.ring === 0 ? own : -own
  }
  const place = { coordinate: parts[0]![0]!.points[0]!, pointer: '/coordinates' }
  if (area < minAreaM2)
    throw new Refusal('too-small', {
      ...place,
      detail: `The polygon has ${area.toFixed(2)} m²; at least ${minAreaM2} m² are taken.`,
    })
  if (area > maxAreaM2)
    throw new Refusal('too-large', {
      ...place,
      detail: `The polygon has ${(area / 1e6).toFixed(2)} km²; at most ${maxAreaM2 / 1e6} km² are taken.`,
    })
}

function oriented(
  parts: readonly (readonly ReadRing[])[],
  notices: Set<GeometryNotice>,
): MultiPolygon['coordinates'] {
  return parts.map((rings) =>
    rings.map(({ points, ring }) => {
      if (isCounterClockwise(points) === (ring === 0)) return points
      notices.add('orientation-fixed')
      return points.toReversed()
    }),
  )
}
