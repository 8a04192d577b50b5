import type { Request } from 'express'
import type { Caller } from '../db/acting.ts'
import { personOf } from './person.ts'

/** Who sent the request, as the database is told; null without a valid session. */
export function callerOf(req: Request): Caller | null {
  const person = personOf(req)
  return (
    person && {
      personId: person.personId,
      forId: person.actsFor?.personId ?? null,
      orgId: person.org.orgId,
      role: person.role,
      district: person.district,
      township: person.township,
      clearance: person.clearance,
    }
  )
}
