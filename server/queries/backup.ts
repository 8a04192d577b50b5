import type { DrillItem } from '../../domain/api.ts'
import type { Db } from '../db/database.ts'
import { knownKeyIds } from './data-keys.ts'

/** What is compared after a restore. */
export interface DatabaseContents {
  /** The moment of the snapshot. */
  takenAt: string
  /** Rows by `schema.table`. */
  rows: Record<string, number>
  /** The newest seal of the audit trail; null before the first. */
  seal: { n: number; hash: string } | null
  /** Ids of the master keys without which the restored database is of no use. */
  keyIds: string[]
  /** Roles that rights in the database name, and that a server must have before it is restored there. */
  roles: string[]
}

/** Schemas of the platform: all but the server's own and those of extensions. */
const OWN_TABLES = `
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where c.relkind in ('r', 'p') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
   and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
   and not exists (select from pg_depend d where d.classid = 'pg_namespace'::regclass and d.objid = n.oid and d.deptype = 'e')`

/** Counts all rows as of the transaction's snapshot. Row level security that would hide any is an error, not a smaller number. */
export async function databaseContents(tx: Db): Promise<DatabaseContents> {
  await tx.query('set local row_security = off')
  const { rows: tables } = await tx.query<{ schema: string; name: string; quoted: string }>(
    `select n.nspname as schema, c.relname as name, format('%I.%I', n.nspname, c.relname) as quoted ${OWN_TABLES} order by 1, 2`,
  )
  const counts: Record<string, number> = {}
  for (const { schema, name, quoted } of tables) {
    const { rows } = await tx.query<{ n: number }>(`select count(*)::float8 as n from ${quoted}`)
    counts[`${schema}.${name}`] = rows[0]!.n
  }
  const { rows } = await tx.query<{ at: string; n: number | null; hash: string | null; roles: string[] }>(
    `select now() as at, s.n::float8 as n, encode(s.hash, 'hex') as hash,
            array(select rolname::text from pg_roles where rolname ~ '^tuban_' and not rolcanlogin order by 1) as roles
       from (values (1)) one left join (select n, hash from audit.seal order by n desc limit 1) s on true`,
  )
  const { at, n, hash, roles } = rows[0]!
  return {
    takenAt: at,
    rows: counts,
    seal: n === null ? null : { n, hash: hash! },
    keyIds: await knownKeyIds(tx),
    roles,
  }
}

/** Tables of anybody: a database without them is empty. */
export async function firstTable(db: Db): Promise<string | null> {
  const { rows } = await db.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name ${OWN_TABLES} order by 1 limit 1`,
  )
  return rows[0]?.name ?? null
}

export async function exportSnapshot(tx: Db): Promise<string> {
  const { rows } = await tx.query<{ id: string }>('select pg_export_snapshot() as id')
  return rows[0]!.id
}

/** Whether the login may copy the whole server (pg_basebackup). */
export async function mayReplicate(db: Db): Promise<boolean> {
  const { rows } = await db.query<{ may: boolean }>(
    'select rolsuper or rolreplication as may from pg_roles where rolname = current_user',
  )
  return rows[0]!.may
}

export async function missingRoles(db: Db, roles: readonly string[]): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>(
    `select name from unnest($1::text[]) name where not exists (select from pg_roles where rolname = name)`,
    [roles],
  )
  return rows.map(({ name }) => name)
}

/** A role that nobody signs in as; its rights come with the database. */
export async function makeRole(db: Db, role: string): Promise<void> {
  const { rows } = await db.query<{ sql: string }>(
    `select format('create role %I nologin', $1::text) as sql`,
    [role],
  )
  await db.query(rows[0]!.sql)
}

export interface NewDrill {
  startedAt: Date
  ok: boolean
  engine: 'native' | 'embedded'
  rtoSeconds: number
  rpoSeconds: number
  bytes: number
  differences: readonly string[]
}

export async function addDrill(db: Db, drill: NewDrill): Promise<void> {
  const { startedAt, ok, engine, rtoSeconds, rpoSeconds, bytes, differences } = drill
  await db.query(
    `insert into ops.drill (started_at, ok, engine, rto_seconds, rpo_seconds, bytes, differences)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [startedAt, ok, engine, rtoSeconds, rpoSeconds, bytes, JSON.stringify(differences)],
  )
}

/** The newest drills. */
export async function drills(db: Db, limit: number): Promise<DrillItem[]> {
  const { rows } = await db.query<DrillItem>(
    `select drill_id as "drillId", started_at as "startedAt", ok, rto_seconds as "rtoSeconds", rpo_seconds as "rpoSeconds",
            bytes, differences
       from ops.drill order by drill_id desc limit $1`,
    [limit],
  )
  return rows
}

/** A database with PostGIS for a drill: from a template that has it where there is one, since not everybody may make it. */
export async function makeScratchDatabase(db: Db, name: string): Promise<void> {
  const { rows } = await db.query<{ sql: string }>(
    `select format('create database %I template %I', $1::text,
                   coalesce((select datname from pg_database where datname = 'template_postgis'), 'template1')) as sql`,
    [name],
  )
  await db.query(rows[0]!.sql)
}

export async function removeScratchDatabase(db: Db, name: string): Promise<void> {
  const { rows } = await db.query<{ sql: string }>(
    `select format('drop database %I with (force)', $1::text) as sql`,
    [name],
  )
  await db.query(rows[0]!.sql)
}
