import type { Request } from 'express'
import type { Person } from '../../domain/api.ts'

const signedIn = new WeakMap<Request, Person>()

/** Who sent the request; null without a valid session. */
export const personOf = (req: Request): Person | null => signedIn.get(req) ?? null

export const setPerson = (req: Request, person: Person): void => {
  signedIn.set(req, person)
}
