import { GEOMETRY_PROBLEMS, type GeometryProblemCode } from '../../../domain/geometry-problem.ts'
import type { ProblemDetails } from '../../../domain/problem.ts'
import { ApiError } from '../api/api-error.ts'
import { language } from './language.ts'
import { t } from './text.ts'

/** What went wrong, in a sentence for the reader. */
export function problemText(error: unknown): string {
  if (!(error instanceof ApiError)) return t('problem.unexpected')
  return error.details ? detailsText(error.details) : t('problem.offline')
}

export function detailsText(details: ProblemDetails): string {
  const title = language.value === 'zh' ? details.titleZh : details.title
  const isExplained = details.detail !== '' && details.detail !== details.title && details.status < 500
  return isExplained ? t('problem.titleAndDetail', { title, detail: details.detail }) : title
}

/** Why a polygon is refused, by the code of the geometry check. */
export function geometryProblemText(code: string | undefined, detail: string): string {
  if (code === undefined || !(code in GEOMETRY_PROBLEMS)) return detail
  return GEOMETRY_PROBLEMS[code as GeometryProblemCode][language.value]
}
