import type { RequestHandler } from 'express'
import type { Db } from '../db/database.ts'
import { sessionPerson, whySessionEnded } from '../queries/sessions.ts'
import { sessionToken } from './cookie.ts'
import { setPerson, setSessionEnd } from './person.ts'

/** Finds out whose session the cookie is; the account is read each time, so that a change of post acts at once. */
export function authenticate(db: Db, idleMs: number): RequestHandler {
  return async (req, _res, next) => {
    const token = sessionToken(req)
    const person = token ? await sessionPerson(db, token, idleMs) : null
    if (person) setPerson(req, person)
    else if (token) {
      const why = await whySessionEnded(db, token)
      if (why) setSessionEnd(req, why)
    }
    next()
  }
}
