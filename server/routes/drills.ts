import type { Router } from 'express'
import type { Database } from '../db/database.ts'
import { handle } from '../http/handle.ts'
import { drills } from '../queries/backup.ts'

/** A year of monthly drills. */
const SHOWN = 12

export function drillRoutes(router: Router, db: Database): void {
  handle(router, 'GET /drills', async () => ({ drills: await drills(db, SHOWN) }))
}
