import type { DatabaseFacts } from '../production/checks.ts'
import type { Db } from '../db/database.ts'

/** What the server's login may do, and how durable the database is; the marks where the schema has them. */
export async function databaseFacts(db: Db): Promise<Omit<DatabaseFacts, 'schema'>> {
  const { rows } = await db.query<Omit<DatabaseFacts, 'schema' | 'marks'>>(
    `select r.rolname as role, r.rolsuper as "isSuperuser", r.rolbypassrls as "bypassesRowSecurity",
            r.rolcreaterole or r.rolcreatedb or r.rolreplication as "mayMakeRolesOrDatabases",
            pg_has_role(r.oid, d.datdba, 'member')
              or exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                          where n.nspname in ('land', 'rules', 'work', 'audit', 'ops')
                            and pg_has_role(r.oid, c.relowner, 'member')) as "isOwner",
            array(select needed from unnest(array['tuban_request', 'tuban_service']) as needed
                   where not exists (select from pg_roles n where n.rolname = needed
                                                            and pg_has_role(r.oid, n.oid, 'member'))) as "missingRoles",
            current_setting('fsync') as "fsync", current_setting('full_page_writes') as "fullPageWrites",
            current_setting('synchronous_commit') as "synchronousCommit",
            current_setting('data_checksums') as "dataChecksums"
       from pg_roles r, pg_database d
      where r.rolname = session_user and d.datname = current_database()`,
  )
  return { ...rows[0]!, marks: await marks(db) }
}

/** Invented data that the database holds or held. */
export async function marks(db: Db): Promise<string[]> {
  const { rows: schema } = await db.query<{ there: boolean }>(
    `select to_regclass('ops.mark') is not null as there`,
  )
  if (!schema[0]!.there) return []
  const { rows } = await db.query<{ kind: string }>('select kind from ops.mark order by kind')
  return rows.map(({ kind }) => kind)
}

/** Says for ever that the database holds invented data. */
export async function mark(db: Db, kind: 'demo' | 'acceptance', seed: number): Promise<void> {
  await db.query('insert into ops.mark (kind, seed) values ($1, $2) on conflict (kind) do nothing', [
    kind,
    seed,
  ])
}

/** Lets the day of posts and deadlines be that of another moment; null: of now. */
export async function setTestClock(db: Db, clock: Date | null): Promise<void> {
  if (clock === null) await db.query('delete from ops.test_clock')
  else
    await db.query(
      `insert into ops.test_clock (shift) values ($1::timestamptz - now())
       on conflict (only_row) do update set shift = excluded.shift`,
      [clock],
    )
}
