/** Five failures within fifteen minutes lock an account for thirty; each further time for twice as long, a day at most. */
const FAILURES = 5
const WITHIN_MS = 15 * 60_000
const FIRST_LOCK_MS = 30 * 60_000
const LONGEST_LOCK_MS = 24 * 3_600_000

export interface FailureCount {
  failures: number
  since: Date | null
  /** Locks since the last success. */
  lockouts: number
  lockedUntil: Date | null
}

export const NO_FAILURES: FailureCount = { failures: 0, since: null, lockouts: 0, lockedUntil: null }

export const isLocked = ({ lockedUntil }: Pick<FailureCount, 'lockedUntil'>, now = new Date()): boolean =>
  lockedUntil !== null && lockedUntil > now

/** The count after one more wrong password. */
export function afterFailure(
  before: FailureCount,
  now = new Date(),
  firstLockMs: number = FIRST_LOCK_MS,
): FailureCount {
  const isSameSpell = before.since !== null && now.getTime() - before.since.getTime() <= WITHIN_MS
  const failures = isSameSpell ? before.failures + 1 : 1
  if (failures < FAILURES)
    return { ...before, failures, since: isSameSpell ? before.since : now, lockedUntil: null }
  const lock = Math.min(firstLockMs * 2 ** before.lockouts, LONGEST_LOCK_MS)
  return {
    failures: 0,
    since: null,
    lockouts: before.lockouts + 1,
    lockedUntil: new Date(now.getTime() + lock),
  }
}
