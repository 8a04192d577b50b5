import { api, type Route } from '../../domain/api.ts'
import type { AuditAction, Audited } from '../../domain/audit.ts'
import type { Db } from '../../server/db/database.ts'

/** A call that a test made, by the id that its answer bears and its events too. */
export interface CallMade {
  route: Route
  requestId: string
}

/** What calls left in the trail, as `route action`, though the contract does not say so. */
export async function undeclaredEvents(db: Db, calls: readonly CallMade[]): Promise<string[]> {
  const events = await eventsLeft(db, calls)
  const isDeclared = ({ route, action }: { route: Route; action: AuditAction }) => {
    const audit: Audited = api[route].audit
    return audit !== 'none:read' && audit.includes(action)
  }
  return [
    ...new Set(events.filter((one) => !isDeclared(one)).map(({ route, action }) => `${route} ${action}`)),
  ]
}

/** The events of calls, and of the jobs that they started. */
export async function eventsLeft(
  db: Db,
  calls: readonly CallMade[],
): Promise<{ route: Route; action: AuditAction }[]> {
  const routes = new Map(calls.map(({ requestId, route }) => [requestId, route]))
  const { rows } = await db.query<{ request_id: string; action: AuditAction }>(
    'select distinct request_id, action from audit.event where request_id = any($1)',
    [[...routes.keys()]],
  )
  return rows.map(({ request_id, action }) => ({ route: routes.get(request_id)!, action }))
}
