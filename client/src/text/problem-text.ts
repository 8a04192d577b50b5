import { GEOMETRY_PROBLEMS, type GeometryProblemCode } from '../../../domain/geometry-problem.ts'
import type { ProblemDetails } from '../../../domain/problem.ts'
import { ApiError, type Standing } from '../api/api-error.ts'
import { instant } from '../format/day.ts'
import { degrees } from '../format/position.ts'
import { language } from './language.ts'
import { t, type TextKey } from './text.ts'
import { ZH } from './zh/index.ts'

/** What went wrong, in a sentence for the reader. */
export function problemText(error: unknown): string {
  if (!(error instanceof ApiError)) return t('problem.unexpected')
  const standing = error.standing()
  if (standing) return overtakenText(standing)
  return error.details ? detailsText(error.details) : t('problem.offline')
}

/** Who was quicker, and when; what stands now is shown beside. */
export function overtakenText({ changedBy, changedAt }: Standing): string {
  const when = changedAt === null ? '' : instant(changedAt)
  return changedBy === null ? t('problem.changed') : t('problem.overtaken', { who: changedBy, when })
}

export function detailsText(details: ProblemDetails): string {
  const key = `problem.${details.code}`
  if (key in ZH) return t(key as TextKey)
  const title = language.value === 'zh' ? details.titleZh : details.title
  const isExplained = details.detail !== '' && details.detail !== details.title && details.status < 500
  return isExplained ? t('problem.titleAndDetail', { title, detail: details.detail }) : title
}

/** Why a polygon is refused, by the code of the geometry check. */
export function geometryProblemText(code: string | undefined, detail: string): string {
  if (code === undefined || !(code in GEOMETRY_PROBLEMS)) return detail
  return GEOMETRY_PROBLEMS[code as GeometryProblemCode][language.value]
}

/** Why a row of a file is refused or was repaired: by the geometry check, or by the import. */
export function refusalText(code: string, detail: string): string {
  const key = `refused.${code}`
  return key in ZH ? t(key as TextKey) : geometryProblemText(code, detail)
}

interface Refusal {
  detail: string
  place: { part: number; ring: number; vertex: number } | null
  coordinate: readonly number[] | null
}

/** Where it is at fault, counted from one as people count; in English the import's own sentence says it. */
export function refusalDetail({ detail, place, coordinate }: Refusal): string {
  if (language.value === 'en') return detail
  const where =
    place && t('draw.where', { part: place.part + 1, ring: place.ring + 1, vertex: place.vertex + 1 })
  const near = coordinate && `${degrees(coordinate[0] ?? 0)}, ${degrees(coordinate[1] ?? 0)}`
  return [where, near].filter(Boolean).join(' · ')
}
