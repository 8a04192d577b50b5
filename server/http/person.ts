import type { Request } from 'express'
import type { Person } from '../../domain/api.ts'
import type { SessionEnd } from '../queries/sessions.ts'

const signedIn = new WeakMap<Request, Person>()
const ended = new WeakMap<Request, SessionEnd>()

/** Who sent the request; null without a valid session. */
export const personOf = (req: Request): Person | null => signedIn.get(req) ?? null

export const setPerson = (req: Request, person: Person): void => {
  signedIn.set(req, person)
}

/** Why the session of the request is over; null where there was none. */
export const sessionEndOf = (req: Request): SessionEnd | null => ended.get(req) ?? null

export const setSessionEnd = (req: Request, why: SessionEnd): void => {
  ended.set(req, why)
}
