import { hash } from 'node:crypto'
import type { Request } from 'express'
import type { Person } from '../../domain/api.ts'
import { sessionToken } from '../http/cookie.ts'
import { personOf } from '../http/person.ts'
import { requestId } from '../http/request-id.ts'
import type { Actor } from './record.ts'

/** Who sent the request. At sign-in the person and the token are newer than what the request brought. */
export function actorOf(
  req: Request,
  {
    person = personOf(req),
    token = sessionToken(req),
  }: { person?: Person | null; token?: string | null } = {},
): Actor {
  return {
    actor: person?.login ?? null,
    org: person && orgOf(person),
    session: token && sessionMark(token),
    ip: req.ip ?? null,
    requestId: requestId(req),
  }
}

/** The unit and the post; and for whom, where a deputy acts. */
const orgOf = ({ district, org, role, actsFor }: Person) =>
  [district, org.code, role, ...(actsFor ? [`for:${actsFor.personId}`] : [])].join('/')

/** The same for all that a session did, and of no use to whoever reads it. */
const sessionMark = (token: string) => hash('sha256', `gis-audit-session/1${token}`).slice(0, 32)
