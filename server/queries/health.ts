import type { Db } from '../db/database.ts'

export interface DatabaseHealth {
  /** Of a known square, m²: PostGIS computes, and our functions are there. */
  area: number
  /** Migrations that ran. */
  migrations: string[]
  /** The database's clock, ms since the epoch. */
  clockMs: number
  /** Age of the oldest event of the audit trail that waits for its seal, s; 0 where none does. */
  sealerLagS: number
}

/** plpgsql and PostGIS can be gone (an upgrade under a running server) while plain SQL still answers. */
export async function databaseHealth(db: Db): Promise<DatabaseHealth> {
  await db.query('do $$ begin perform 1; end $$')
  const { rows } = await db.query<DatabaseHealth>(
    `select land.area_of_record(ST_MakeEnvelope(113, 36, 113.001, 36.001, 4490), 4547) as area,
            array(select name from public.schema_migration where name <> 'functions' order by name) as migrations,
            (extract(epoch from clock_timestamp()) * 1000)::float8 as "clockMs",
            coalesce((select extract(epoch from clock_timestamp() - min(at)) from audit.place where seal is null),
                     0)::float8 as "sealerLagS"`,
  )
  return rows[0]!
}
