import type { Request } from 'express'
import type { Person } from '../../domain/api.ts'
import type { SessionEnd } from '../../domain/session.ts'
import type { Session } from '../queries/sessions.ts'

const sessions = new WeakMap<Request, Session>()
const ended = new WeakMap<Request, SessionEnd>()

/** Who sent the request; null without a valid session, or where it lacks its second factor. */
export function personOf(req: Request): Person | null {
  const session = sessions.get(req)
  return session?.lacks === null ? session.person : null
}

/** The session of the request, whatever it lacks. */
export const sessionOfRequest = (req: Request): Session | null => sessions.get(req) ?? null

export const setSession = (req: Request, session: Session): void => {
  sessions.set(req, session)
}

/** Why the session of the request is over; null where there was none. */
export const sessionEndOf = (req: Request): SessionEnd | null => ended.get(req) ?? null

export const setSessionEnd = (req: Request, why: SessionEnd): void => {
  ended.set(req, why)
}
