import type { Db } from '../db/database.ts'

/** Ids of the master keys that something in the database was made with. */
export async function knownKeyIds(db: Db): Promise<string[]> {
  const { rows } = await db.query<{ key_id: string }>(
    'select key_id from work.data_key order by first_used_at',
  )
  return rows.map((row) => row.key_id)
}

export async function noteKeyId(db: Db, id: string): Promise<void> {
  await db.query('insert into work.data_key (key_id) values ($1) on conflict do nothing', [id])
}

/** Nothing was made with these any more. */
export async function forgetKeyIds(db: Db, ids: readonly string[]): Promise<void> {
  await db.query('delete from work.data_key where key_id = any ($1)', [ids])
}
