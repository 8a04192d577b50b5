import type { Router } from 'express'
import { Problem } from '../../domain/problem.ts'
import { actorOf } from '../audit/actor.ts'
import { ADMIN_STREAM, record } from '../audit/record.ts'
import type { Database } from '../db/database.ts'
import { handle } from '../http/handle.ts'
import { seenVersion } from '../http/version-tag.ts'
import { changeOrganisation, organisationById, organisationsOf } from '../queries/organisations.ts'

export function organisationRoutes(router: Router, db: Database): void {
  handle(router, 'GET /organisations', async ({ person }) => ({
    organisations: await organisationsOf(db, person.district),
  }))

  handle(router, 'POST /organisations/:orgId', async ({ params, body, person, req }) => {
    const { district } = person
    const { orgId } = params
    const version = seenVersion(req, orgId)
    if (!(await organisationById(db, district, orgId)))
      throw new Problem('not-found', `There is no organisation ${orgId}.`)
    await db.transaction(async (tx) => {
      if (!(await changeOrganisation(tx, district, { orgId, version }, body)))
        throw new Problem('precondition-failed', 'The organisation was changed after you saw it.')
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
