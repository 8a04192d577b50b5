import type { Router } from 'express'
import { labelsUpTo } from '../../domain/label.ts'
import { requireOwnDistrict } from '../access/district.ts'
import type { Database } from '../db/database.ts'
import { handle } from '../http/handle.ts'
import { featuresAt } from '../queries/identify.ts'

export function identifyRoutes(router: Router, db: Database): void {
  handle(router, 'GET /identify', async ({ query, person }) => {
    requireOwnDistrict(person, query.district)
    const place = [query.lon, query.lat] as const
    return { features: await featuresAt(db, query.district, place, labelsUpTo(person.clearance)) }
  })
}
