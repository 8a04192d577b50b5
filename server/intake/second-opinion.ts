import type { GeometryError } from '../../domain/geometry-problem.ts'

/** Why PostGIS holds a polygon for invalid that passed our own check, and about where. */
export interface Disagreement {
  reason: string
  /** To 0.01°, since it stands in the log. */
  near: readonly number[]
}

type Listener = (disagreement: Disagreement) => void

let listener: Listener = () => undefined

/** Who is told that the two checks disagree: one of them is at fault, and somebody has to find out which. */
export function onDisagreement(tell: Listener): void {
  listener = tell
}

/** The refusal of a polygon that passed our own check and not that of PostGIS, which wins; tells of it. */
export function disagreement(reason: string, coordinate: readonly number[]): GeometryError {
  listener({ reason, near: coordinate.map((degrees) => Number(degrees.toFixed(2))) })
  const near = coordinate.length > 0 ? ` near ${coordinate.join(', ')}` : ''
  return {
    code: 'postgis-disagrees',
    part: 0,
    ring: 0,
    index: 0,
    coordinate,
    pointer: '',
    detail: `The polygon is not valid to PostGIS: ${reason}${near}.`,
  }
}
