import type { Person, RaisedFinding } from '../../domain/api.ts'
import { competence } from '../../domain/power.ts'
import type { Severity } from '../../domain/rule.ts'
import type { Db } from '../db/database.ts'
import { Binder } from './binder.ts'
import { powersToday } from './powers.ts'
import type { Viewer } from './report-predicate.ts'

interface RaisedRow {
  raised_id: string
  rule_id: string
  severity: Severity
  statute: string
  lead: string
  township: string | null
  checklist: string[]
  checked: string[]
  note: string
  evidence: { evidenceId: string; name: string }[]
  is_confidential: boolean
  raised_by: string
  raised_at: string
  withdrawn_by: string | null
  withdrawn_at: string | null
  withdraw_reason: string | null
  is_mine: boolean
}

/**
 * Findings that officers raised on a report, the newest first, as far as the viewer sees them: those about officials only
 * whoever raised them, the analysts and the leading office. With `until`, as they stood then.
 */
export async function raisedFindings(
  db: Db,
  viewer: Viewer,
  district: string,
  reportId: string,
  until: string | null,
): Promise<RaisedFinding[]> {
  const binder = new Binder()
  const { rows } = await db.query<RaisedRow>(
    `select f.raised_id, f.rule_id, f.severity, f.statute, f.lead, r.township, f.checklist, f.checked, f.note,
            (select coalesce(jsonb_agg(jsonb_build_object('evidenceId', e.evidence_id::text, 'name', e.name) order by e.evidence_id), '[]')
               from work.evidence e
              where e.district = f.district and e.report_id = f.report_id and e.evidence_id = any (f.evidence_ids)) as evidence,
            f.is_confidential, work.named(p.name_zh, d.name_zh) as raised_by, f.raised_at,
            w.name_zh as withdrawn_by, f.withdrawn_at, f.withdraw_reason, ${mineSql(binder, viewer)} as is_mine
       from work.raised_finding f
       join land.report r on r.district = f.district and r.report_id = f.report_id
       join work.person p on p.person_id = f.raised_by
       left join work.person d on d.person_id = f.raised_for
       left join work.person w on w.person_id = f.withdrawn_by
      where f.district = ${binder.bind(district)} and f.report_id = ${binder.bind(reportId)}
        and f.raised_at <= coalesce(${binder.bind(until)}::timestamptz, 'infinity') and ${sightSql(binder, viewer)}
      order by f.raised_at desc, f.raised_id desc`,
    binder.values,
  )
  if (rows.length === 0) return []
  const { today, powers } = await powersToday(db, district)
  return rows.map((row) => {
    const wasWithdrawn = row.withdrawn_at !== null && (until === null || row.withdrawn_at <= until)
    return {
      raisedId: row.raised_id,
      ruleId: row.rule_id,
      severity: row.severity,
      statute: row.statute,
      competence: competence({ ruleId: row.rule_id, lead: row.lead }, row.township, today, powers),
      checklist: row.checklist,
      checked: row.checked,
      note: row.note,
      evidence: row.evidence,
      isConfidential: row.is_confidential,
      raisedBy: row.raised_by,
      raisedAt: row.raised_at,
      withdrawnBy: wasWithdrawn ? row.withdrawn_by : null,
      withdrawnAt: wasWithdrawn ? row.withdrawn_at : null,
      withdrawReason: wasWithdrawn ? row.withdraw_reason : null,
      isMine: row.is_mine && until === null,
    }
  })
}

/** Rules that officers raised and did not withdraw, a row a report, as far as the viewer sees them. */
export const raisedRulesSql = (binder: Binder, viewer: Viewer, district: string) =>
  `(select f.report_id, array_agg(f.rule_id) as rules from work.raised_finding f
     where f.district = ${binder.bind(district)} and f.withdrawn_at is null and ${sightSql(binder, viewer)} group by 1)`

/** Over `work.raised_finding f`: whether it is confidential and not the viewer's business. */
function sightSql(binder: Binder, viewer: Viewer): string {
  if (viewer === 'reporter') return 'false'
  if (viewer.role === 'analyst' || viewer.role === 'office') return 'true'
  return `(not f.is_confidential or ${raiserSql(binder, viewer)})`
}

const raiserSql = (binder: Binder, { personId, actsFor }: Person) => {
  const own = [personId, ...(actsFor ? [actsFor.personId] : [])]
  return `(array[f.raised_by, f.raised_for] && ${binder.bind(own)}::bigint[])`
}

/** Who may withdraw it: whoever raised it, and an analyst. */
const mineSql = (binder: Binder, viewer: Viewer) =>
  viewer === 'reporter' ? 'false' : viewer.role === 'analyst' ? 'true' : raiserSql(binder, viewer)
