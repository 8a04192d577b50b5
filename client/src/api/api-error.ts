import type { ProblemCode, ProblemDetails } from '../../../domain/problem.ts'

/** The version that stands, and who made it; null where it was the platform. */
export interface Standing {
  version: number
  changedBy: string | null
  changedAt: string | null
}

/** What the server refused, and why; `offline` when it did not answer at all. */
export class ApiError extends Error {
  readonly code: ProblemCode | 'offline'
  readonly details: ProblemDetails | null

  constructor(details: ProblemDetails | null) {
    super(details?.detail ?? 'The server does not answer')
    this.name = 'ApiError'
    this.code = details?.code ?? 'offline'
    this.details = details
  }

  /** What stands now, where somebody else was quicker; null otherwise. The type is the route's own. */
  standing<T>(): (Standing & T) | null {
    return this.code === 'precondition-failed' ? (this.details?.current as Standing & T) : null
  }

  /** True where a request was refused because this field is wanting. */
  blames(pointer: string): boolean {
    return this.details?.errors?.some((item) => item.pointer === pointer) ?? false
  }
}
