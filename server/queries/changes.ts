import type { Db } from '../db/database.ts'

/** What has versions: the column that counts them, and how to tell that it is of the district. */
const VERSIONED = {
  report: { table: 'land.report', id: 'report_id', version: 'version', district: 't.district = $2' },
  layer: {
    table: 'land.layer_version',
    id: 'layer_version_id',
    version: 'revision',
    district: 't.district = $2',
  },
  job: { table: 'work.job', id: 'job_id', version: 'version', district: 't.district = $2' },
  account: { table: 'work.person', id: 'person_id', version: 'version', district: 't.district = $2' },
  organisation: { table: 'work.organisation', id: 'org_id', version: 'version', district: 't.district = $2' },
  post: {
    table: 'work.post',
    id: 'post_id',
    version: 'version',
    district: 'exists (select from work.organisation o where o.org_id = t.org_id and o.district = $2)',
  },
  deputy: {
    table: 'work.deputy',
    id: 'deputy_id',
    version: 'version',
    district: `exists (select from work.post p join work.organisation o on o.org_id = p.org_id
                        where p.post_id = t.post_id and o.district = $2)`,
  },
} as const
export type Versioned = keyof typeof VERSIONED

export interface LastChange {
  version: number
  /** Null where it was the platform. */
  changedBy: string | null
  changedAt: string | null
}

/** The version that stands now and who made it, locked until the transaction ends; null where the district has no such thing. */
export async function holdVersion(
  tx: Db,
  kind: Versioned,
  district: string,
  thingId: string,
): Promise<LastChange | null> {
  const { table, id, version, district: isOfDistrict } = VERSIONED[kind]
  const { rows } = await tx.query<LastChange>(
    `select t.${version} as version, p.name_zh as "changedBy", t.changed_at as "changedAt"
       from ${table} t left join work.person p on p.person_id = t.changed_by
      where t.${id} = $1 and ${isOfDistrict}
        for update of t`,
    [thingId, district],
  )
  return rows[0] ?? null
}

/** Locks reports until the transaction ends, in the order of their ids. */
export async function lockReports(tx: Db, district: string, reportIds: readonly string[]): Promise<void> {
  await tx.query(
    'select from land.report where district = $1 and report_id = any ($2::bigint[]) order by report_id for update',
    [district, reportIds],
  )
}

/** A new version of reports of which something was changed that stands elsewhere. */
export async function countChange(tx: Db, district: string, reportIds: readonly string[]): Promise<void> {
  await tx.query(
    `update land.report set version = version + 1, updated_at = now()
      where district = $1 and report_id = any ($2::bigint[])`,
    [district, reportIds],
  )
}
