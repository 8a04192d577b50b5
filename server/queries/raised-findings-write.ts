import type { Person } from '../../domain/api.ts'
import type { Agency, MissingEvidence, Severity } from '../../domain/rule.ts'
import type { Db } from '../db/database.ts'

export interface NewRaised {
  ruleId: string
  severity: Severity
  statute: string
  lead: Agency
  checklist: readonly MissingEvidence[]
  checked: readonly MissingEvidence[]
  note: string
  evidenceIds: readonly string[]
  isConfidential: boolean
}

/** Its id; null where the same officer has raised the rule on the report already. */
export async function raiseFinding(
  tx: Db,
  { personId, actsFor }: Person,
  district: string,
  reportId: string,
  raised: NewRaised,
): Promise<string | null> {
  const { rows } = await tx.query<{ raised_id: string }>(
    `insert into work.raised_finding (district, report_id, rule_id, severity, statute, lead, checklist, checked, note, evidence_ids,
                                      is_confidential, raised_by, raised_for)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::bigint[], $11, $12, $13)
     on conflict (district, report_id, rule_id, raised_by) where withdrawn_at is null do nothing
     returning raised_id`,
    [
      district,
      reportId,
      raised.ruleId,
      raised.severity,
      raised.statute,
      raised.lead,
      raised.checklist,
      raised.checked,
      raised.note,
      raised.evidenceIds,
      raised.isConfidential,
      personId,
      actsFor?.personId ?? null,
    ],
  )
  return rows[0]?.raised_id ?? null
}

/** Those of some items of evidence that the report does not have, or that were voided. */
export async function unknownEvidence(
  tx: Db,
  district: string,
  reportId: string,
  evidenceIds: readonly string[],
): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>(
    `select asked.id from unnest($3::bigint[]) asked (id)
      where not exists (select from work.evidence e
                         where e.district = $1 and e.report_id = $2 and e.evidence_id = asked.id and e.voided_at is null)`,
    [district, reportId, evidenceIds],
  )
  return rows.map(({ id }) => id)
}

/** What was withdrawn; false where it was withdrawn before. */
export async function withdrawFinding(
  tx: Db,
  { personId, actsFor }: Person,
  raisedId: string,
  reason: string,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update work.raised_finding
        set withdrawn_by = $2, withdrawn_for = $3, withdrawn_at = clock_timestamp(), withdraw_reason = $4
      where raised_id = $1 and withdrawn_at is null`,
    [raisedId, personId, actsFor?.personId ?? null, reason],
  )
  return rowCount === 1
}
