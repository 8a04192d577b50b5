import type { Router } from 'express'
import { requireOwnDistrict } from '../access/district.ts'
import type { Database } from '../db/database.ts'
import { explain } from '../explain/explanation.ts'
import { handle } from '../http/handle.ts'

export function explanationRoutes(router: Router, db: Database): void {
  handle(router, 'GET /findings/:findingId', ({ params, query, person }) => {
    requireOwnDistrict(person, query.district)
    // One snapshot, so that what is stored and what is made again are of the same moment.
    return db.transaction((tx) => explain(tx, person, query.district, params.findingId, person.clearance), {
      readOnly: true,
    })
  })
}
