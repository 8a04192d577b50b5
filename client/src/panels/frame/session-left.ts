import type { SessionEnds } from '../../session.ts'

const WARN_MS = 60_000
/** The server notes visits this coarsely, so a session may end so much before its browser thinks. */
const NOTED_MS = 10_000

export interface SessionLeft {
  /** By which rule it ends next. */
  kind: 'idle' | 'longest'
  ms: number
}

/** What is left of a session in its last minute; null before. */
export function sessionLeft(
  session: SessionEnds | null,
  { lastAnswerAt, now }: { lastAnswerAt: number; now: number },
): SessionLeft | null {
  if (!session) return null
  const { idleMs, endsAt } = session
  const unused = lastAnswerAt + idleMs - Math.min(NOTED_MS, idleMs / 10) - now
  const longest = endsAt - now
  const left: SessionLeft = unused < longest ? { kind: 'idle', ms: unused } : { kind: 'longest', ms: longest }
  return left.ms <= Math.min(WARN_MS, idleMs / 2) ? left : null
}
