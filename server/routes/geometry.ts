import type { Router } from 'express'
import { requireOwnDistrict } from '../access/district.ts'
import type { Database } from '../db/database.ts'
import { handle } from '../http/handle.ts'
import { acceptedGeometry } from '../report-geometry.ts'

export function geometryRoutes(router: Router, db: Database): void {
  handle(router, 'POST /geometry/check', async ({ body, person }) => {
    requireOwnDistrict(person, body.district)
    const { areaM2, vertices, notices } = await acceptedGeometry(db, body.district, body.geometry)
    return { areaM2, vertices, notices }
  })
}
