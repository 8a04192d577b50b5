import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Router } from 'express'
import type { Database } from '../db/database.ts'

const MIGRATIONS = fileURLToPath(new URL('../../sql/migrations', import.meta.url))
/** A probe that takes longer is a failed one. */
const PROBE_MS = 2_000

export interface Health {
  /** Set once the server begins to stop: no new requests, please. */
  isStopping: boolean
}

/** /livez: the loop turns. /readyz: the database computes, PostGIS too, and the schema is ours; no detail to strangers. */
export function healthRoutes(router: Router, db: Database, health: Health): void {
  router.get('/livez', (_req, res) => {
    res.type('text').send('ok\n')
  })
  router.get('/readyz', async (_req, res) => {
    const isReady = !health.isStopping && (await isUsable(db))
    res
      .status(isReady ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .type('text')
      .send(isReady ? 'ready\n' : 'not ready\n')
  })
}

async function isUsable(db: Database): Promise<boolean> {
  const late = new Promise<false>((resolve) => setTimeout(() => resolve(false), PROBE_MS).unref())
  return Promise.race([probe(db).catch(() => false), late])
}

/** plpgsql and PostGIS can be gone (an upgrade under a running server) while plain SQL still answers. */
async function probe(db: Database): Promise<boolean> {
  const [names, { rows }] = await Promise.all([
    readdir(MIGRATIONS),
    db.query<{ area: number; head: string | null }>(
      `select land.area_of_record(ST_MakeEnvelope(113, 36, 113.001, 36.001, 4490), 4547) as area,
              (select max(name) from public.schema_migration where name <> 'functions') as head`,
    ),
    db.query(`do $$ begin perform 1; end $$`),
  ])
  const head = names
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .at(-1)
  return rows[0]!.area > 0 && rows[0]!.head === head
}
