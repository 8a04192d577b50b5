import type { Approver, ApprovalKind, ApprovalState, Side } from '../../domain/approval.ts'
import type { Label } from '../../domain/label.ts'
import { storableJson } from './storable-json.ts'
import type { Db } from '../db/database.ts'

/** One side of an approval: who, in whose post, and both names for people and for the trail. */
export interface NamedSide extends Side {
  name: string
  login: string
}

export interface Approval {
  approvalId: string
  district: string
  kind: ApprovalKind
  object: string
  stream: string
  /** As its executor wrote it. */
  payload: Record<string, unknown>
  reason: string
  asker: NamedSide
  askedAt: string
  /** One whose time ran out is expired, whether or not that was noted yet. */
  state: ApprovalState
  decider: NamedSide | null
  decidedAt: string | null
  note: string | null
  expiresAt: string
  version: number
}

interface ApprovalRow {
  approval_id: string
  district: string
  kind: ApprovalKind
  object: string
  stream: string
  payload: Record<string, unknown>
  reason: string
  asked_by: string
  asked_for: string | null
  asked_name: string
  asked_login: string
  asked_at: string
  state: ApprovalState
  decided_by: string | null
  decided_for: string | null
  decided_name: string | null
  decided_login: string | null
  decided_at: string | null
  note: string | null
  expires_at: string
  version: number
}

const COLUMNS = `a.approval_id, a.district, a.kind, a.object, a.stream, a.payload, a.reason, a.asked_by, a.asked_for,
  work.named(p.name_zh, pf.name_zh) as asked_name, p.login as asked_login, a.asked_at,
  case when a.state = 'asked' and a.expires_at <= now() then 'expired' else a.state end as state,
  a.decided_by, a.decided_for, work.named(d.name_zh, df.name_zh) as decided_name, d.login as decided_login, a.decided_at, a.note,
  a.expires_at, a.version`

const PEOPLE = `join work.person p on p.person_id = a.asked_by
  left join work.person pf on pf.person_id = a.asked_for
  left join work.person d on d.person_id = a.decided_by
  left join work.person df on df.person_id = a.decided_for`

const approvalFrom = (row: ApprovalRow): Approval => ({
  approvalId: row.approval_id,
  district: row.district,
  kind: row.kind,
  object: row.object,
  stream: row.stream,
  payload: row.payload,
  reason: row.reason,
  asker: { personId: row.asked_by, forId: row.asked_for, name: row.asked_name, login: row.asked_login },
  askedAt: row.asked_at,
  state: row.state,
  decider:
    row.decided_by === null
      ? null
      : {
          personId: row.decided_by,
          forId: row.decided_for,
          name: row.decided_name!,
          login: row.decided_login!,
        },
  decidedAt: row.decided_at,
  note: row.note,
  expiresAt: row.expires_at,
  version: row.version,
})

export interface NewApproval {
  district: string
  kind: ApprovalKind
  object: string
  stream: string
  payload: object
  reason: string
  asker: Side
  expiresAfterDays: number
}

/** Answers the id; null where the same is asked already. */
export async function addApproval(tx: Db, asked: NewApproval): Promise<string | null> {
  const { rows } = await tx.query<{ approval_id: string }>(
    `insert into work.approval (district, kind, object, stream, payload, reason, asked_by, asked_for, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, now() + $9 * interval '1 day')
     on conflict (district, kind, object) where state = 'asked' do nothing
     returning approval_id`,
    [
      asked.district,
      asked.kind,
      asked.object,
      asked.stream,
      storableJson(asked.payload),
      asked.reason,
      asked.asker.personId,
      asked.asker.forId,
      asked.expiresAfterDays,
    ],
  )
  return rows[0]?.approval_id ?? null
}

export async function isAsked(db: Db, object: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `select from work.approval where object = $1 and state = 'asked' and expires_at > now() limit 1`,
    [object],
  )
  return rowCount === 1
}

export interface Reader extends Approver {
  district: string
  /** Kinds that the post of the reader may approve. */
  kinds: readonly ApprovalKind[]
  /** Labels that he may read. */
  labels: readonly Label[]
}

/** What concerns the reader: kinds that he may approve of things that he may read, and whatever he asked for or decided. */
const CONCERNS = `a.district = $1 and ($3::bigint in (a.asked_by, a.asked_for, a.decided_by)
  or a.kind = any ($2::text[])
     and case when a.kind in ('layer.publish', 'layer.withdraw')
              then exists (select from land.layer_version v
                            where v.layer_version_id = (a.payload ->> 'layerVersionId')::bigint and v.label = any ($4::text[]))
              when a.kind = 'evidence.void'
              then exists (select from work.evidence e
                            where e.evidence_id = (a.payload ->> 'evidenceId')::bigint and e.label = any ($4::text[]))
              else true end)`

const concernsOf = ({ district, kinds, personId, labels }: Reader) => [district, kinds, personId, labels]

/** Those that concern the reader, the newest first; at most `limit`. */
export async function approvalsOf(
  db: Db,
  reader: Reader,
  { onlyOpen, limit }: { onlyOpen: boolean; limit: number },
): Promise<Approval[]> {
  const { rows } = await db.query<ApprovalRow>(
    `select ${COLUMNS} from work.approval a ${PEOPLE}
      where ${CONCERNS} and ($5::boolean is false or a.state = 'asked' and a.expires_at > now())
      order by a.asked_at desc, a.approval_id desc limit $6`,
    [...concernsOf(reader), onlyOpen, limit],
  )
  return rows.map(approvalFrom)
}

/** One that concerns the reader; with `hold` it is locked until the transaction ends. */
export async function approvalById(
  db: Db,
  reader: Reader,
  approvalId: string,
  { hold = false } = {},
): Promise<Approval | null> {
  const { rows } = await db.query<ApprovalRow>(
    `select ${COLUMNS} from work.approval a ${PEOPLE}
      where ${CONCERNS} and a.approval_id = $5 ${hold ? 'for update of a' : ''}`,
    [...concernsOf(reader), approvalId],
  )
  return rows[0] ? approvalFrom(rows[0]) : null
}

/** Closes one that the transaction holds. */
export async function closeApproval(
  tx: Db,
  approvalId: string,
  { state, by, note }: { state: Exclude<ApprovalState, 'asked' | 'expired'>; by: Side; note: string | null },
): Promise<void> {
  await tx.query(
    `update work.approval
        set state = $2, decided_by = $3, decided_for = $4, decided_at = now(), note = $5, version = version + 1
      where approval_id = $1`,
    [approvalId, state, by.personId, by.forId, note],
  )
}

/** Closes those whose time ran out; whoever decides one in this moment has it. */
export async function closeOverdueApprovals(
  tx: Db,
): Promise<Pick<Approval, 'approvalId' | 'kind' | 'object' | 'stream'>[]> {
  const { rows } = await tx.query<Pick<ApprovalRow, 'approval_id' | 'kind' | 'object' | 'stream'>>(
    `update work.approval a set state = 'expired', decided_at = now(), version = version + 1
       from (select approval_id from work.approval where state = 'asked' and expires_at <= now()
              order by approval_id for update skip locked) overdue
      where a.approval_id = overdue.approval_id
      returning a.approval_id, a.kind, a.object, a.stream`,
  )
  return rows.map(({ approval_id, kind, object, stream }) => ({
    approvalId: approval_id,
    kind,
    object,
    stream,
  }))
}
