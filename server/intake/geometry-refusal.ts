import {
  GEOMETRY_PROBLEMS,
  type GeometryError,
  type GeometryProblemCode,
} from '../../domain/geometry-problem.ts'

/** Why a geometry is not taken, thrown within the check and caught at its door. */
export class Refusal extends Error {
  readonly error: GeometryError

  /** Without a detail, the words of the code, with part, ring, vertex and coordinate. */
  constructor(code: GeometryProblemCode, place: Partial<Omit<GeometryError, 'code'>> = {}) {
    super(code)
    const { part = 0, ring = 0, index = 0, coordinate = [], pointer = '', other } = place
    const where =
      coordinate.length > 0
        ? ` (part ${part}, ring ${ring}, vertex ${index}, near ${coordinate.join(', ')})`
        : ''
    const detail = place.detail ?? `The polygon ${GEOMETRY_PROBLEMS[code].en}${where}.`
    this.error = { code, part, ring, index, coordinate, pointer, detail, ...(other && { other }) }
  }
}
