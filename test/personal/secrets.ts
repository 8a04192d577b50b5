import type { Database } from '../../server/db/database.ts'

/** Every text, JSON and bytes of every table as one text: what a thief of the database has. */
export async function wholeDatabase(db: Database): Promise<string> {
  const { rows: tables } = await db.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname in ('land', 'work', 'rules', 'audit', 'public') and tablename <> 'spatial_ref_sys'`,
  )
  const texts: string[] = []
  for (const { name } of tables) {
    const { rows } = await db.query<{ text: string }>(`select t::text as text from ${name} t`)
    texts.push(...rows.map(({ text }) => text))
  }
  const all = texts.join('\n')
  // bytea is printed in hexadecimal: also what those bytes say.
  const bytes = [...all.matchAll(/\\\\?x([0-9a-f]{8,})/g)].map(([, hex]) =>
    Buffer.from(hex!, 'hex').toString('utf8'),
  )
  return [all, ...bytes].join('\n')
}
