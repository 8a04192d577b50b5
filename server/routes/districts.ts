import type { Router } from 'express'
import type { Database } from '../db/database.ts'
import { handle } from '../http/handle.ts'
import { districtInfo } from '../queries/districts.ts'

export function districtRoutes(router: Router, db: Database): void {
  handle(router, 'GET /districts', async ({ person }) => {
    const own = await districtInfo(db, person.district)
    return { districts: own ? [own] : [] }
  })
}
