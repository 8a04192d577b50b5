import type { Router } from 'express'
import { actorOf } from '../audit/actor.ts'
import { ADMIN_STREAM, record } from '../audit/record.ts'
import type { Database } from '../db/database.ts'
import { handle } from '../http/handle.ts'
import { holdSeen } from '../http/hold.ts'
import { changeOrganisation, organisationsOf } from '../queries/organisations.ts'

export function organisationRoutes(router: Router, db: Database): void {
  handle(router, 'GET /organisations', async ({ person }) => ({
    organisations: await organisationsOf(db, person.district),
  }))

  handle(router, 'POST /organisations/:orgId', async ({ params, body, person, seen, req, res }) => {
    const { district } = person
    const { orgId } = params
    await db.transaction(async (tx) => {
      const unit = { kind: 'organisation', district, id: orgId, version: seen, res } as const
      await holdSeen(tx, unit, async () => ({ organisations: await organisationsOf(tx, district) }))
      await changeOrganisation(tx, district, orgId, body)
      const object = `organisation:${orgId}`
      await record(tx, {
        stream: ADMIN_STREAM,
        by: actorOf(req),
        action: 'organisation.change',
        object,
        detail: body,
      })
    })
    return { organisations: await organisationsOf(db, district) }
  })
}
