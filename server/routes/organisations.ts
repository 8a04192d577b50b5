import type { Router } from 'express'
import { Problem } from '../../domain/problem.ts'
import { actorOf } from '../audit/actor.ts'
import { ADMIN_STREAM, record } from '../audit/record.ts'
import type { Database } from '../db/database.ts'
import { handle } from '../http/handle.ts'
import { overtaken } from '../http/version-tag.ts'
import { lastChange } from '../queries/changes.ts'
import { changeOrganisation, organisationById, organisationsOf } from '../queries/organisations.ts'

export function organisationRoutes(router: Router, db: Database): void {
  handle(router, 'GET /organisations', async ({ person }) => ({
    organisations: await organisationsOf(db, person.district),
  }))

  handle(router, 'POST /organisations/:orgId', async ({ params, body, person, seen, req, res }) => {
    const { district } = person
    const { orgId } = params
    if (!(await organisationById(db, district, orgId)))
      throw new Problem('not-found', `There is no organisation ${orgId}.`)
    await db.transaction(async (tx) => {
      if (!(await changeOrganisation(tx, district, { orgId, version: seen }, body))) {
        const change = await lastChange(tx, 'organisation', orgId)
        const organisation = (await organisationsOf(tx, district)).find((one) => one.orgId === orgId)
        throw overtaken(res, orgId, 'the unit', { ...change!, organisation })
      }
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
