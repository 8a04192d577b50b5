import type { LedgerEntry } from '../../domain/ledger.ts'
import type { LayerRole } from '../../domain/layer.ts'
import type { ChangeReason, ReplayCause, ResultChange } from '../../domain/replay.ts'
import type { Verdict } from '../../domain/report.ts'
import type { ThresholdKey } from '../../domain/rule.ts'
import type { Day } from '../../domain/units.ts'
import type { Db } from '../db/database.ts'

export interface NewReplay {
  district: string
  cause: ReplayCause
  thresholdId: string | null
  layerVersionId: string | null
  /** As the page shows it. */
  changedBy: string
}

/** Adds a replay; null where the district has no evaluation that could be another, and where its day has one already. */
export async function addReplay(
  tx: Db,
  { district, cause, thresholdId, layerVersionId, changedBy }: NewReplay,
  dueOn: Day | null,
): Promise<string | null> {
  const { rows } = await tx.query<{ replay_id: string }>(
    `insert into work.replay (district, cause, threshold_id, layer_version_id, changed_by, due_on)
     select $1, $2, $3, $4, $5, coalesce($6, work.today())
      where exists (select from land.evaluation where district = $1 and is_current)
     on conflict do nothing
     returning replay_id`,
    [district, cause, thresholdId, layerVersionId, changedBy, dueOn],
  )
  return rows[0]?.replay_id ?? null
}

/** Districts with judged reports in which nobody has looked yet what terms ran out by today. */
export async function districtsToLookAt(db: Db): Promise<string[]> {
  const { rows } = await db.query<{ district: string }>(
    `select d.district from land.district d
      where exists (select from land.evaluation e where e.district = d.district and e.is_current)
        and not exists (select from work.replay y
                         where y.district = d.district and y.cause = 'day' and y.due_on >= work.today())
      order by d.district`,
  )
  return rows.map(({ district }) => district)
}

export async function setReplayJob(tx: Db, replayId: string, jobId: string): Promise<void> {
  await tx.query('update work.replay set job_id = $2 where replay_id = $1', [replayId, jobId])
}

/** What a replay follows up, and what is known of it so far. */
export interface Replay {
  replayId: string
  district: string
  cause: ReplayCause
  /** Of a threshold. */
  key: ThresholdKey | null
  /** Of a layer. */
  role: LayerRole | null
  examined: number | null
  reportIds: string[] | null
}

export async function readReplay(db: Db, replayId: string): Promise<Replay> {
  const { rows } = await db.query<Replay>(
    `select y.replay_id as "replayId", y.district, y.cause, t.key, v.role, y.examined, y.report_ids as "reportIds"
       from work.replay y
       left join rules.threshold t on t.threshold_id = y.threshold_id
       left join land.layer_version v on v.layer_version_id = y.layer_version_id
      where y.replay_id = $1`,
    [replayId],
  )
  return rows[0]!
}

export async function setAffected(
  tx: Db,
  replayId: string,
  { examined, reportIds }: { examined: number; reportIds: readonly string[] },
): Promise<void> {
  await tx.query('update work.replay set examined = $2, report_ids = $3::bigint[] where replay_id = $1', [
    replayId,
    examined,
    reportIds,
  ])
}

export async function endReplay(tx: Db, replayId: string): Promise<void> {
  await tx.query('update work.replay set ended_at = now() where replay_id = $1', [replayId])
}

/** What became of one report. */
export interface ReplayReport {
  reportId: string
  township: string | null
  verdictBefore: Verdict
  verdictAfter: Verdict
  changes: ResultChange[]
  ledger: Partial<Record<LedgerEntry, [number | null, number | null]>>
  why: ChangeReason[]
  evaluationBefore: string
  /** Null: it was decided, and stays as it was. */
  evaluationAfter: string | null
}

export async function addReplayReports(
  tx: Db,
  district: string,
  replayId: string,
  reports: readonly ReplayReport[],
): Promise<void> {
  await tx.query(
    `insert into work.replay_report (district, replay_id, report_id, township, verdict_before, verdict_after, changes, ledger, why,
                                     evaluation_before, evaluation_after)
     select $1, $2, r."reportId", r.township, r."verdictBefore", r."verdictAfter", r.changes, r.ledger, r.why,
            r."evaluationBefore", r."evaluationAfter"
       from jsonb_to_recordset($3::jsonb) r ("reportId" bigint, township text, "verdictBefore" text, "verdictAfter" text,
                                              changes jsonb, ledger jsonb, why jsonb, "evaluationBefore" bigint,
                                              "evaluationAfter" bigint)`,
    [district, replayId, JSON.stringify(reports)],
  )
}

/** What the newest review note about each of these reports told, closed or not. */
export async function lastNotes(
  db: Db,
  district: string,
  reportIds: readonly string[],
): Promise<Map<string, ResultChange[]>> {
  const { rows } = await db.query<{ report_id: string; changes: ResultChange[] }>(
    `select distinct on (report_id) report_id, changes from work.replay_report
      where district = $1 and report_id = any ($2::bigint[]) and evaluation_after is null
      order by report_id, replay_id desc`,
    [district, reportIds],
  )
  return new Map(rows.map(({ report_id, changes }) => [report_id, changes]))
}

/** Reports that were judged anew: what their review notes told is in their evaluation now. */
export async function closeReviews(tx: Db, district: string, reportIds: readonly string[]): Promise<void> {
  await tx.query(
    `update work.replay_report set closed_at = now(), outcome = 'judged'
      where district = $1 and report_id = any ($2::bigint[]) and evaluation_after is null and closed_at is null`,
    [district, reportIds],
  )
}
