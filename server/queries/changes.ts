import type { Db } from '../db/database.ts'

/** What has versions, and the column that counts them. */
const VERSIONED = {
  report: { table: 'land.report', id: 'report_id', version: 'version' },
  layer: { table: 'land.layer_version', id: 'layer_version_id', version: 'revision' },
  account: { table: 'work.person', id: 'person_id', version: 'version' },
  organisation: { table: 'work.organisation', id: 'org_id', version: 'version' },
  post: { table: 'work.post', id: 'post_id', version: 'version' },
  deputy: { table: 'work.deputy', id: 'deputy_id', version: 'version' },
} as const
export type Versioned = keyof typeof VERSIONED

export interface LastChange {
  version: number
  changedBy: string | null
  changedAt: string | null
}

/** The version that stands now and who made it; null where there is no such thing. */
export async function lastChange(db: Db, kind: Versioned, thingId: string): Promise<LastChange | null> {
  const { table, id, version } = VERSIONED[kind]
  const { rows } = await db.query<LastChange>(
    `select t.${version} as version, p.name_zh as "changedBy", t.changed_at as "changedAt"
       from ${table} t left join work.person p on p.person_id = t.changed_by
      where t.${id} = $1`,
    [thingId],
  )
  return rows[0] ?? null
}
