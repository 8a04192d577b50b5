import type { Router } from 'express'
import { Problem } from '../../domain/problem.ts'
import { actorOf } from '../audit/actor.ts'
import { ADMIN_STREAM, record } from '../audit/record.ts'
import type { Database, Db } from '../db/database.ts'
import { errorCode } from '../db/errors.ts'
import { handle } from '../http/handle.ts'
import { holdSeen } from '../http/hold.ts'
import { accountsOf } from '../queries/accounts.ts'
import { bindIdentity, unbindIdentity } from '../queries/identities.ts'

const UNIQUE_VIOLATION = '23505'

/** Who somebody is at the identity provider: said by the security administrator, never taken from a name. */
export function identityRoutes(router: Router, db: Database, issuer: string | null): void {
  const all = async (of: Db, district: string) => ({ accounts: await accountsOf(of, district) })

  handle(router, 'POST /accounts/:personId/identity', async ({ params, body, person, seen, req, res }) => {
    const { personId } = params
    const { subject } = body
    const { district, personId: boundBy } = person
    if (issuer === null) throw new Problem('conflict', 'No identity provider is set: see AUTH_MODE.')
    if (personId === boundBy) throw new Problem('conflict', 'Nobody binds an identity to his own account.')
    try {
      await db.transaction(async (tx) => {
        const account = { kind: 'account', district, id: personId, version: seen, res } as const
        await holdSeen(tx, account, () => all(tx, district))
        if (subject === null) await unbindIdentity(tx, personId, issuer)
        else await bindIdentity(tx, { personId, issuer, subject, boundBy })
        await record(tx, {
          stream: ADMIN_STREAM,
          by: actorOf(req),
          action: subject === null ? 'identity.unbind' : 'identity.bind',
          object: `person:${personId}`,
          detail: { issuer, ...(subject !== null && { subject }) },
        })
      })
    } catch (error) {
      if (errorCode(error) !== UNIQUE_VIOLATION) throw error
      throw new Problem('conflict', 'The identity is bound to another account: unbind it there first.', {
        errors: [{ pointer: '/subject', detail: 'taken' }],
      })
    }
    return all(db, district)
  })
}
