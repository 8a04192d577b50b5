import type { Person, Transfer, TransferUnit } from '../../domain/api.ts'
import { may } from '../../domain/access.ts'
import { AFTER_ACT, isCompartmentUnit, transferActs, type TransferAct } from '../../domain/transfer.ts'
import type { Day } from '../../domain/units.ts'
import type { Db } from '../db/database.ts'
import { Binder } from './binder.ts'

interface TransferRow extends Omit<Transfer, 'acts'> {
  /** Whoever asked, and the officer for whom he did. */
  askers: string[]
  is_head: boolean
}

/** Transfers that a person may know of, over `work.transfer t`; row level security says the same in its own words. */
function knownSql(binder: Binder, { district, org, role, personId }: Person): string {
  const [myOrg, me] = [binder.bind(org.orgId), binder.bind(personId)]
  const seesOpen = ['analyst', 'office'].includes(role) ? 'true' : `t.from_org = ${myOrg}`
  return `t.district = ${binder.bind(district)}
    and (t.to_org = ${myOrg} and t.sent_at is not null
         or t.is_compartment and (${me} in (t.asked_by, t.asked_for) or work.heads_the_office())
         or not t.is_compartment and ${seesOpen})`
}

const COLUMNS = `t.transfer_id as "transferId", t.district, t.report_id as "reportId", r.report_no as "reportNo",
  jsonb_build_object('orgId', o.org_id::text, 'code', o.code, 'nameZh', o.name_zh, 'nameEn', o.name_en) as "to",
  jsonb_build_object('orgId', f.org_id::text, 'code', f.code, 'nameZh', f.name_zh, 'nameEn', f.name_en) as "from",
  t.is_compartment as "isCompartment", t.ask, t.due_on as "dueOn", t.state,
  work.named(a.name_zh, af.name_zh) as "askedBy", t.asked_at as "askedAt", s.name_zh as "sentBy", t.sent_at as "sentAt",
  v.name_zh as "receivedBy", t.received_at as "receivedAt", t.answer, work.named(w.name_zh, wf.name_zh) as "answeredBy",
  t.answered_at as "answeredAt", e.name_zh as "endedBy", t.ended_at as "endedAt", t.end_reason as "endReason", t.version,
  array_remove(array[t.asked_by::text, t.asked_for::text], null) as askers, work.heads_the_office() as is_head`

const JOINS = `join land.report r on r.district = t.district and r.report_id = t.report_id
  join work.organisation o on o.org_id = t.to_org
  join work.organisation f on f.org_id = t.from_org
  join work.person a on a.person_id = t.asked_by
  left join work.person af on af.person_id = t.asked_for
  left join work.person s on s.person_id = t.sent_by
  left join work.person v on v.person_id = t.received_by
  left join work.person w on w.person_id = t.answered_by
  left join work.person wf on wf.person_id = t.answered_for
  left join work.person e on e.person_id = t.ended_by`

/** The transfers that a person may know of, the newest first: of one report, or of all. */
export async function transfersOf(
  db: Db,
  person: Person,
  reportId: string | null = null,
): Promise<Transfer[]> {
  const binder = new Binder()
  const { rows } = await db.query<TransferRow>(
    `select ${COLUMNS} from work.transfer t ${JOINS}
      where ${knownSql(binder, person)} and ${reportId === null ? 'true' : `t.report_id = ${binder.bind(reportId)}`}
      order by t.state in ('proposed', 'sent', 'received') desc, t.asked_at desc`,
    binder.values,
  )
  return rows.map((row) => transferFrom(row, person))
}

/** One of them, locked until the transaction ends, its report first; null where the person knows of none. */
export async function holdTransfer(tx: Db, person: Person, transferId: string): Promise<Transfer | null> {
  const binder = new Binder()
  const known = `t.transfer_id = ${binder.bind(transferId)} and ${knownSql(binder, person)}`
  await tx.query(
    `select from land.report r join work.transfer t on r.district = t.district and r.report_id = t.report_id
      where ${known} for share of r`,
    binder.values,
  )
  const { rows } = await tx.query<TransferRow>(
    `select ${COLUMNS} from work.transfer t ${JOINS} where ${known} for update of t`,
    binder.values,
  )
  return rows[0] ? transferFrom(rows[0], person) : null
}

function transferFrom({ askers, is_head, ...transfer }: TransferRow, person: Person): Transfer {
  const { orgId } = person.org
  const sides = {
    isAsker: askers.includes(person.personId),
    isSender: transfer.from.orgId === orgId && may('report.transfer').includes(person.role),
    isReceiver: transfer.to.orgId === orgId,
    isHead: is_head,
  }
  return { ...transfer, acts: transferActs(transfer, sides) }
}

/** The units of the district to which a person may transfer a report: all but his own. */
export async function transferUnits(db: Db, { district, org }: Person): Promise<TransferUnit[]> {
  const { rows } = await db.query<Omit<TransferUnit, 'isCompartment'>>(
    `select o.org_id as "orgId", o.code, o.name_zh as "nameZh", o.name_en as "nameEn"
       from work.organisation o
       left join rules.member_unit u on u.code = left(o.code, 2)
      where o.district = $1 and o.org_id <> $2 and o.kind <> 'platform'
      order by u.place, o.code`,
    [district, org.orgId],
  )
  return rows.map((unit) => ({ ...unit, isCompartment: isCompartmentUnit(unit.code) }))
}

/** Whether the leading office has a head, without whom no compartment leaves. */
export async function hasOfficeHead(db: Db, district: string): Promise<boolean> {
  const { rows } = await db.query(
    `select from work.organisation where district = $1 and kind = 'office' and head_id is not null`,
    [district],
  )
  return rows.length > 0
}

export interface NewTransfer {
  district: string
  reportId: string
  to: TransferUnit
  ask: string
  dueOn: Day | null
}

/** Adds a transfer, which leaves at once unless it is a compartment; null where the report is with that unit already. */
export async function addTransfer(tx: Db, transfer: NewTransfer, by: Person): Promise<string | null> {
  const { district, reportId, to, ask, dueOn } = transfer
  const { rows } = await tx.query<{ transferId: string }>(
    `insert into work.transfer (district, report_id, to_org, from_org, is_compartment, ask, due_on, state, asked_by, asked_for,
                                sent_by, sent_at)
     select $1, $2, $3, $4, $5, $6, $7, case when $5 then 'proposed' else 'sent' end, $8::bigint, $9,
            case when not $5 then $8::bigint end, case when not $5 then now() end
     on conflict do nothing
     returning transfer_id as "transferId"`,
    [
      district,
      reportId,
      to.orgId,
      by.org.orgId,
      to.isCompartment,
      ask,
      dueOn,
      by.personId,
      by.actsFor?.personId ?? null,
    ],
  )
  return rows[0]?.transferId ?? null
}

/** Does it to a transfer that the transaction holds; `text` is the answer or the reason. */
export async function changeTransfer(
  tx: Db,
  transferId: string,
  act: TransferAct,
  by: Person,
  text: string | null,
): Promise<void> {
  const binder = new Binder()
  const me = `${binder.bind(by.personId)}::bigint`
  const sets: Readonly<Record<TransferAct, () => string>> = {
    release: () => `sent_by = ${me}, sent_at = now()`,
    receive: () => `received_by = ${me}, received_at = now()`,
    answer: () => `answer = ${binder.bind(text)}, answered_by = ${me}, answered_at = now(),
                   answered_for = ${binder.bind(by.actsFor?.personId ?? null)},
                   received_by = coalesce(received_by, ${me}), received_at = coalesce(received_at, now())`,
    refuse: () => `ended_by = ${me}, ended_at = now(), end_reason = ${binder.bind(text)}`,
    withdraw: () => `ended_by = ${me}, ended_at = now(), end_reason = ${binder.bind(text)}`,
  }
  await tx.query(
    `update work.transfer set ${sets[act]()}, state = ${binder.bind(AFTER_ACT[act])}, version = version + 1
      where transfer_id = ${binder.bind(transferId)}`,
    binder.values,
  )
}
