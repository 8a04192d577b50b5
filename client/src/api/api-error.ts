import type { ProblemCode, ProblemDetails } from '../../../domain/problem.ts'

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

  /** True where a request was refused because this field is wanting. */
  blames(pointer: string): boolean {
    return this.details?.errors?.some((item) => item.pointer === pointer) ?? false
  }
}
