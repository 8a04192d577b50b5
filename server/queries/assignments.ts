import type { z } from 'zod'
import type { Answer, AssignmentItem, Input } from '../../domain/api.ts'
import type { Day } from '../../domain/units.ts'
import { ENDING_DECISIONS } from '../access/decide.ts'
import type { Db } from '../db/database.ts'
import type { ActingPerson } from './decisions.ts'
import { placeOf } from './places.ts'

type AssignmentItem = z.output<typeof AssignmentItem>

interface AssignmentRow {
  assignment_id: string
  township: string
  task: string
  due_on: Day
  assigned_by: string
  assigned_at: string
  acknowledged_by: string | null
  acknowledged_at: string | null
  withdrawn_at: string | null
}

/** Every assignment of a report, the newest first. */
export async function assignmentsOf(
  db: Db,
  district: string,
  reportId: string,
  townships: ReadonlyMap<string, string>,
): Promise<AssignmentItem[]> {
  const { rows } = await db.query<AssignmentRow>(
    `select a.assignment_id, a.township, a.task, a.due_on, work.named(p.name_zh, pf.name_zh) as assigned_by, a.assigned_at,
            work.named(k.name_zh, kf.name_zh) as acknowledged_by, a.acknowledged_at, a.withdrawn_at
       from work.assignment a
       join work.person p on p.person_id = a.assigned_by
       left join work.person pf on pf.person_id = a.assigned_for
       left join work.person k on k.person_id = a.acknowledged_by
       left join work.person kf on kf.person_id = a.acknowledged_for
      where a.district = $1 and a.report_id = $2
      order by a.assigned_at desc, a.assignment_id desc`,
    [district, reportId],
  )
  return rows.map((row) => ({
    assignmentId: row.assignment_id,
    township: placeOf(row.township, townships)!,
    task: row.task,
    dueOn: row.due_on,
    assignedBy: row.assigned_by,
    assignedAt: row.assigned_at,
    acknowledgedBy: row.acknowledged_by,
    acknowledgedAt: row.acknowledged_at,
    withdrawnAt: row.withdrawn_at,
  }))
}

type Order = Input<'POST /assignments'>['body']
export interface Handed {
  reportId: string
  township: string
  version: number
}
type Refusal = Answer<'POST /assignments'>['refused'][number]

/**
 * Hands reports to a township, in one statement whatever their number: each goes or is refused by itself. `township`
 * null sends each to the township of its largest share.
 */
export async function assignReports(
  tx: Db,
  order: Omit<Order, 'township'> & { township: string | null },
  by: ActingPerson,
): Promise<{ assigned: Handed[]; refused: Refusal[] }> {
  const ids = order.reports.map((report) => report.reportId)
  // Held in the order of their ids, so that two people's orders never wait for each other crosswise.
  await tx.query(
    `select from land.report where district = $1 and report_id = any ($2::bigint[]) order by report_id for update`,
    [order.district, ids],
  )
  const { rows } = await tx.query<{ assigned: Handed[]; refused: Refusal[] }>(
    `with asked as (
       select distinct on (report_id) * from unnest($2::bigint[], $3::int[]) a (report_id, version)
        order by report_id
     ),
     judged as materialized (
       select a.report_id, coalesce($4, r.township) as township,
              case when r.report_id is null then 'not-found'
                   when gone.report_id is not null then 'not-standing'
                   when open.report_id is not null then 'already-assigned'
                   when r.version <> a.version then 'precondition-failed'
                   when r.decision = any ($8::text[]) then 'conflict'
                   when coalesce($4, r.township) is null then 'unknown-township' end as code,
              case when r.report_id is null then 'There is no such report in the district.'
                   when gone.report_id is not null then format('%s was merged or split: assign what it went into.', r.report_no)
                   when open.report_id is not null then format('%s is with township %s already.', r.report_no, open.township)
                   when r.version <> a.version then format('%s was changed after you saw it.', r.report_no)
                   when r.decision = any ($8::text[]) then format('%s was decided as “%s”.', r.report_no, r.decision)
                   else format('%s lies in no township: name one.', r.report_no) end as detail
         from asked a
         left join land.report r on r.district = $1 and r.report_id = a.report_id
         left join work.assignment open
           on open.district = $1 and open.report_id = a.report_id and open.withdrawn_at is null
         left join land.standing gone
           on gone.district = $1 and gone.report_id = a.report_id and gone.standing in ('merged', 'split', 'undone')
     ),
     handed as (
       insert into work.assignment (district, report_id, township, task, due_on, assigned_by, assigned_for)
       select $1, j.report_id, j.township, $5, $6, $7, $9 from judged j where j.code is null
       returning report_id, township
     ),
     moved as (
       update land.report r set state = 'assigned', version = version + 1, updated_at = now()
         from handed h where r.district = $1 and r.report_id = h.report_id
       returning r.report_id, h.township, r.version
     )
     select (select coalesce(jsonb_agg(jsonb_build_object('reportId', m.report_id::text, 'township', m.township,
                                                          'version', m.version) order by m.report_id), '[]')
               from moved m) as assigned,
            (select coalesce(jsonb_agg(jsonb_build_object('reportId', j.report_id::text, 'code', j.code, 'detail', j.detail)
                                       order by j.report_id), '[]')
               from judged j where j.code is not null) as refused`,
    [
      order.district,
      ids,
      order.reports.map((report) => report.version),
      order.township,
      order.task,
      order.dueOn,
      by.personId,
      ENDING_DECISIONS,
      by.actsFor?.personId ?? null,
    ],
  )
  return rows[0]!
}

/** Notes that the township has seen its task; false where it is not with that township, or was seen before. */
export async function acknowledgeAssignment(
  tx: Db,
  district: string,
  reportId: string,
  person: ActingPerson & { township: string | null },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update work.assignment set acknowledged_by = $3, acknowledged_for = $5, acknowledged_at = now()
      where district = $1 and report_id = $2 and township = $4 and withdrawn_at is null and acknowledged_at is null`,
    [district, reportId, person.personId, person.township, person.actsFor?.personId ?? null],
  )
  if (rowCount === 0) return false
  await tx.query(
    `update land.report set state = 'acknowledged', version = version + 1, updated_at = now()
      where district = $1 and report_id = $2`,
    [district, reportId],
  )
  return true
}

/** Takes the open assignment back; the report is where it was before. Answers from which township; null where it is with none. */
export async function withdrawAssignment(
  tx: Db,
  district: string,
  reportId: string,
  { personId, reason }: { personId: string; reason: string },
): Promise<{ township: string } | null> {
  const { rows } = await tx.query<{ township: string }>(
    `update work.assignment set withdrawn_by = $3, withdrawn_at = now(), withdrawn_reason = $4
      where district = $1 and report_id = $2 and withdrawn_at is null
      returning township`,
    [district, reportId, personId, reason],
  )
  if (!rows[0]) return null
  await tx.query(
    `update land.report set state = case when decision is null then 'reported' else 'decided' end, version = version + 1,
            updated_at = now()
      where district = $1 and report_id = $2`,
    [district, reportId],
  )
  return rows[0]
}

export interface OpenAssignment {
  assignmentId: string
  reportNo: string
  township: string
  task: string
  dueOn: Day
}

/** The assignment by which a report is with a township now. */
export async function openAssignment(
  db: Db,
  district: string,
  reportId: string,
): Promise<OpenAssignment | null> {
  const { rows } = await db.query<OpenAssignment>(
    `select a.assignment_id "assignmentId", r.report_no "reportNo", a.township, a.task, a.due_on "dueOn"
       from work.assignment a join land.report r on r.district = a.district and r.report_id = a.report_id
      where a.district = $1 and a.report_id = $2 and a.withdrawn_at is null`,
    [district, reportId],
  )
  return rows[0] ?? null
}

/** Gives an open assignment another due date; false where it is closed or due on another day than was seen. */
export async function setDeadline(
  tx: Db,
  district: string,
  { reportId, assignmentId, from, to }: { reportId: string; assignmentId: string; from: Day; to: Day },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update work.assignment set due_on = $5
      where district = $1 and report_id = $2 and assignment_id = $3 and due_on = $4 and withdrawn_at is null`,
    [district, reportId, assignmentId, from, to],
  )
  if (rowCount === 0) return false
  await tx.query(
    `update land.report set version = version + 1, updated_at = now() where district = $1 and report_id = $2`,
    [district, reportId],
  )
  return true
}
