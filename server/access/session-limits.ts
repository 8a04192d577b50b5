import { PLATFORM_ROLES, type PersonRole } from '../../domain/person.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

/** When sessions end, by what their post is for. */
export interface SessionTimes {
  /** Unused for so long; … */
  idleMs: number
  /** … in the field, where a form is filled in on foot. */
  fieldIdleMs: number
  /** In any case after this; … */
  absoluteMs: number
  /** … of those who run the platform. */
  platformMs: number
}

/** The longest that security.md §2 allows; an installation may set less. */
export const LONGEST: SessionTimes = {
  idleMs: 15 * MINUTE_MS,
  fieldIdleMs: 30 * MINUTE_MS,
  absoluteMs: 8 * HOUR_MS,
  platformMs: 2 * HOUR_MS,
}

export interface PostLimits {
  idleMs: number
  absoluteMs: number
}

export const limitsOf = (role: PersonRole, times: SessionTimes): PostLimits => ({
  idleMs: role === 'township' ? times.fieldIdleMs : times.idleMs,
  absoluteMs: (PLATFORM_ROLES as readonly PersonRole[]).includes(role) ? times.platformMs : times.absoluteMs,
})
