import type { Database } from '../../server/db/database.ts'
import { backendClock } from '../backend-clock.ts'
import type { PeerLayer } from './data.ts'
import type { Cost } from './peer.ts'

/** Each report against each whole feature that it touches: what one writes first. */
const NAIVE = `
  select count(*) as hits, coalesce(sum(area), 0) as sum
    from (select ST_Area(ST_Intersection(r.geom, f.geom)) as area
            from peer.report r join peer.layer_feature f on f.role = any ($1) and ST_Intersects(r.geom, f.geom)) pairs
   where area > 1e-9`

/** Cut pieces, found by their boxes alone and clipped to the report's: the fastest that is known in SQL. */
const TUNED = `
  select count(*) as hits, coalesce(sum(area), 0) as sum
    from (select r.report_id, piece.feature_id, sum(ST_Area(land.hit_in_box(r.geom, piece.geom))) as area
            from peer.report r
            cross join unnest($1::text[]) roles (role)
            cross join lateral (select p.feature_id, p.geom from peer.layer_piece p
                                 where p.role = roles.role and p.geom && r.geom offset 0) piece
           group by r.report_id, roles.role, piece.feature_id) pairs
   where area > 1e-9`

const STATEMENTS = { naive: NAIVE, tuned: TUNED } as const

/**
 * The processor time of the server process that answers, where it runs on this machine; else the time that passed. Just-in-time
 * compilation and parallel workers are off: one core against one core.
 */
export async function sqlCost(
  db: Database,
  kind: keyof typeof STATEMENTS,
  layers: readonly PeerLayer[],
): Promise<Cost> {
  return db.transaction(async (tx) => {
    await tx.query('set local jit = off')
    await tx.query('set local max_parallel_workers_per_gather = 0')
    await tx.query('set local random_page_cost = 1.1')
    const clock = await backendClock(tx)
    const from = await clock()
    const { rows } = await tx.query<{ hits: string; sum: number }>(STATEMENTS[kind], [layers])
    return { cpuMs: (await clock()) - from, hits: Number(rows[0]!.hits), sumM2: rows[0]!.sum, peakMb: null }
  })
}
