import type { z } from 'zod'
import { can, type Operation, type Relation } from '../../domain/access.ts'
import type { DecisionItem, Person } from '../../domain/api.ts'
import { Problem } from '../../domain/problem.ts'
import type { Decision, ReportState } from '../../domain/report.ts'
import { isHistory, type Standing } from '../../domain/ties.ts'
import { needsStanding } from '../access/decide.ts'
import type { Db } from '../db/database.ts'
import { Binder } from './binder.ts'
import { relationsSql } from './relation-sql.ts'
import { visibleReports } from './report-predicate.ts'

type DecisionItem = z.output<typeof DecisionItem>

interface DecisionRow {
  decision_id: string
  decision: Decision
  reason: string
  decided_by: string
  decided_at: string
  undone_by: string | null
  undone_at: string | null
}

/** Who acts, and for whom where he stands in for somebody. */
export type ActingPerson = Pick<Person, 'personId' | 'actsFor'>

/** Every decision on a report, the newest first. */
export async function decisionsOf(db: Db, district: string, reportId: string): Promise<DecisionItem[]> {
  const { rows } = await db.query<DecisionRow>(
    `select d.decision_id, d.decision, d.reason, work.named(p.name_zh, f.name_zh) as decided_by, d.decided_at, u.name_zh as undone_by, d.undone_at
       from work.decision d
       join work.person p on p.person_id = d.decided_by
       left join work.person f on f.person_id = d.decided_for
       left join work.person u on u.person_id = d.undone_by
      where d.district = $1 and d.report_id = $2
      order by d.decided_at desc, d.decision_id desc`,
    [district, reportId],
  )
  return rows.map((row) => ({
    decisionId: row.decision_id,
    decision: row.decision,
    reason: row.reason,
    decidedBy: row.decided_by,
    decidedAt: row.decided_at,
    undoneBy: row.undone_by,
    undoneAt: row.undone_at,
  }))
}

export interface HeldReport {
  reportId: string
  version: number
  state: ReportState
  decision: Decision | null
  standing: Standing
}

/**
 * The report, locked until the transaction ends; null where there is none that the person sees. What he sees and may not do is
 * refused; so is what only a report that stands for itself can have done to it, unless it is said that history is meant.
 */
export async function holdReport(
  tx: Db,
  person: Person,
  district: string,
  reportId: string,
  operation: Operation = 'report.read',
  { evenHistory = false } = {},
): Promise<HeldReport | null> {
  const binder = new Binder()
  const { rows } = await tx.query<
    HeldReport & { report_id: string; report_no: string; relations: Relation[] }
  >(
    `select r.report_id, r.report_no, r.version, r.state, r.decision, ${relationsSql(binder, person)} as relations,
            coalesce((select s.standing from land.standing s where s.district = r.district and s.report_id = r.report_id), 'own') as standing
       from land.report r
      where ${visibleReports(binder, person, district, 'report.read')} and r.report_id = ${binder.bind(reportId)}
        for update of r`,
    binder.values,
  )
  const row = rows[0]
  if (!row) return null
  if (!can(person, operation, row.relations))
    throw new Problem('forbidden', `You see report ${reportId} and may not do this to it (${operation}).`)
  const { report_id, report_no, version, state, decision, standing } = row
  if (!evenHistory && needsStanding(operation) && isHistory(standing))
    throw new Problem('not-standing', `${report_no} is ${standing}: act on what it went into.`)
  return { reportId: report_id, version, state, decision, standing }
}

export async function addDecision(
  tx: Db,
  district: string,
  reportId: string,
  { decision, reason, by }: { decision: Decision; reason: string; by: ActingPerson },
): Promise<void> {
  await tx.query(
    `insert into work.decision (district, report_id, decision, reason, decided_by, decided_for, decided_at)
     values ($1, $2, $3, $4, $5, $6, clock_timestamp())`,
    [district, reportId, decision, reason, by.personId, by.actsFor?.personId ?? null],
  )
  await tx.query(
    `update land.report set decision = $3, state = 'decided', version = version + 1, updated_at = now()
      where district = $1 and report_id = $2`,
    [district, reportId, decision],
  )
}

/**
 * Marks the newest standing decision as undone and puts back what stood before. Answers whose it was, which is the officer
 * where a deputy decided; null where there is none.
 */
export async function undoDecision(
  tx: Db,
  district: string,
  reportId: string,
  personId: string,
): Promise<{ decidedBy: string } | null> {
  const { rows } = await tx.query<{ decidedBy: string }>(
    `update work.decision set undone_by = $3, undone_at = now()
      where decision_id = (select decision_id from work.decision
                            where district = $1 and report_id = $2 and undone_at is null
                            order by decided_at desc, decision_id desc limit 1)
      returning coalesce(decided_for, decided_by) as "decidedBy"`,
    [district, reportId, personId],
  )
  if (!rows[0]) return null
  await tx.query(
    `update land.report r
        set decision = before.decision, state = case when before.decision is null then 'reported' else 'decided' end,
            version = version + 1, updated_at = now()
       from (select (select d.decision from work.decision d
                      where d.district = $1 and d.report_id = $2 and d.undone_at is null
                      order by d.decided_at desc, d.decision_id desc limit 1) as decision) before
      where r.district = $1 and r.report_id = $2`,
    [district, reportId],
  )
  return rows[0]
}
