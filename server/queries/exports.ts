import type { ExportItem, Person } from '../../domain/api.ts'
import { EXPORT_DAYS, type ExportFormat } from '../../domain/export.ts'
import type { Label } from '../../domain/label.ts'
import type { Db } from '../db/database.ts'
import type { ReportFilter } from './report-predicate.ts'
import { storableJson } from './storable-json.ts'

/** As the audit trail calls it. */
export const exportObject = (district: string, exportId: string) => `export:${district}/${exportId}`

type Shown = Omit<ExportItem, 'mayTake'>

/** A registered export, and by whom it may be taken. */
export interface RegisteredExport extends Shown {
  personId: string
  reportIds: string[]
}

const EXPORTS = `select x.export_id as "exportId", x.format, x.filter, x.report_ids::text[] as "reportIds",
    cardinality(x.report_ids) as rows, x.label, x.purpose, x.recipient, x.asked_by as "personId",
    work.named(p.name_zh, pf.name_zh) as "askedBy", x.asked_at as "askedAt", x.approval_id as "approvalId",
    work.named(d.name_zh, df.name_zh) as "approvedBy", x.ready_at as "readyAt", x.expires_at as "expiresAt",
    x.handed_at as "handedAt", encode(x.sha256, 'hex') as sha256, x.bytes::float8 as bytes,
    case when x.ready_at is not null then case when x.expires_at <= now() then 'expired' else 'ready' end
         when a.state in ('refused', 'withdrawn') then a.state
         when a.state = 'asked' and a.expires_at > now() then 'waiting'
         else 'expired' end as state
  from work.export x
  join work.person p on p.person_id = x.asked_by
  left join work.person pf on pf.person_id = x.asked_for
  left join work.approval a on a.approval_id = x.approval_id
  left join work.person d on d.person_id = a.decided_by and a.state = 'approved'
  left join work.person df on df.person_id = a.decided_for and a.state = 'approved'`

/** One's own; analysts and the leading office know of all but those that are kept apart. */
const CONCERNS = `x.district = $1 and (x.asked_by = $2 or not x.is_apart and $3::boolean)`

const reader = ({ district, personId, role }: Person) => [
  district,
  personId,
  role === 'analyst' || role === 'office',
]

/** Those that concern the reader, the newest first; at most `limit`. */
export async function exportsOf(db: Db, person: Person, limit: number): Promise<RegisteredExport[]> {
  const { rows } = await db.query<RegisteredExport>(
    `${EXPORTS} where ${CONCERNS} order by x.asked_at desc, x.export_id desc limit $4`,
    [...reader(person), limit],
  )
  return rows
}

export async function exportById(db: Db, person: Person, exportId: string): Promise<RegisteredExport | null> {
  const { rows } = await db.query<RegisteredExport>(`${EXPORTS} where ${CONCERNS} and x.export_id = $4`, [
    ...reader(person),
    exportId,
  ])
  return rows[0] ?? null
}

/** The highest label among what is told of these reports. */
export async function labelOfReports(db: Db, district: string, reportIds: readonly string[]): Promise<Label> {
  const { rows } = await db.query<{ label: Label }>(
    'select land.label_of_reports($1, $2::bigint[]) as label',
    [district, reportIds],
  )
  return rows[0]!.label
}

export interface NewExport {
  district: string
  format: ExportFormat
  filter: ReportFilter
  reportIds: readonly string[]
  label: Label
  purpose: string
  recipient: string
  /** Of a unit that receives compartments: nobody else hears of it. */
  isApart: boolean
  /** Whether it may be taken at once. */
  isReady: boolean
}

/** Registers one; answers its number. */
export async function addExport(
  tx: Db,
  { personId, actsFor }: Pick<Person, 'personId' | 'actsFor'>,
  asked: NewExport,
): Promise<string> {
  const { rows } = await tx.query<{ export_id: string }>(
    `insert into work.export (district, asked_by, asked_for, format, filter, report_ids, label, purpose, recipient, is_apart, ready_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, case when $11 then now() end, now() + $12 * interval '1 day')
     returning export_id`,
    [
      asked.district,
      personId,
      actsFor?.personId ?? null,
      asked.format,
      storableJson(asked.filter),
      asked.reportIds,
      asked.label,
      asked.purpose,
      asked.recipient,
      asked.isApart,
      asked.isReady,
      EXPORT_DAYS,
    ],
  )
  return rows[0]!.export_id
}

/** Of whose approval it waits. */
export const waitFor = (tx: Db, exportId: string, approvalId: string) =>
  tx.query('update work.export set approval_id = $2 where export_id = $1', [exportId, approvalId])

/** It may be taken from now on, for as many days as any. False where it may be already. */
export async function makeReady(tx: Db, district: string, exportId: string): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update work.export set ready_at = now(), expires_at = now() + $3 * interval '1 day'
      where district = $1 and export_id = $2 and ready_at is null`,
    [district, exportId, EXPORT_DAYS],
  )
  return rowCount === 1
}

/** Notes what is handed out; of a file taken twice the newest stands here, and each in the trail. */
export async function noteHanded(
  tx: Db,
  exportId: string,
  { sha256, bytes }: { sha256: string; bytes: number },
): Promise<void> {
  await tx.query(
    `update work.export set handed_at = now(), sha256 = decode($2, 'hex'), bytes = $3 where export_id = $1`,
    [exportId, sha256, bytes],
  )
}
