import type { Answer, Input, Person, ReplayItem, ReplayReportItem } from '../../domain/api.ts'
import type { Db } from '../db/database.ts'
import { Binder } from './binder.ts'
import { placeOf } from './places.ts'
import { visibleReports } from './report-predicate.ts'

const ITEM = `y.replay_id as "replayId", y.cause,
  case when t.threshold_id is not null then jsonb_build_object(
    'key', t.key, 'value', t.value, 'unit', t.unit, 'from', lower(t.in_force), 'to', upper(t.in_force) - 1,
    'isGeneral', t.is_general, 'source', t.source, 'reason', coalesce(a.reason, '')) end as threshold,
  case when v.layer_version_id is not null then
    jsonb_build_object('role', v.role, 'version', v.version, 'validFrom', v.valid_from) end as layer,
  y.changed_by as "changedBy", y.created_at as "createdAt", y.due_on as "dueOn",
  case when j.job_id is not null then jsonb_build_object(
    'jobId', j.job_id::text, 'state', j.state, 'done', j.done, 'total', j.total, 'step', j.step, 'version', j.version) end as job,
  y.ended_at as "endedAt", y.examined, cardinality(y.report_ids) as affected,
  c.changed, c.reviews, c."openReviews"`
const JOINS = `left join rules.threshold t on t.threshold_id = y.threshold_id
  left join work.approval a on a.approval_id = t.approval_id
  left join land.layer_version v on v.layer_version_id = y.layer_version_id
  left join work.job j on j.job_id = y.job_id
  cross join lateral (
    select count(*) filter (where p.evaluation_after is not null)::int as changed,
           count(*) filter (where p.evaluation_after is null)::int as reviews,
           count(*) filter (where p.evaluation_after is null and p.closed_at is null)::int as "openReviews"
      from work.replay_report p where p.district = y.district and p.replay_id = y.replay_id) c`

/** The newest first, but for days on which no term mattered. A layer that the reader's clearance does not reach has no name. */
export async function replaysOf(db: Db, district: string, limit: number): Promise<ReplayItem[]> {
  const { rows } = await db.query<ReplayItem>(
    `select ${ITEM} from work.replay y ${JOINS} where y.district = $1 and (y.cause <> 'day' or c.changed + c.reviews > 0)
      order by y.replay_id desc limit $2`,
    [district, limit],
  )
  return rows
}

export async function replayItem(db: Db, district: string, replayId: string): Promise<ReplayItem | null> {
  const { rows } = await db.query<ReplayItem>(
    `select ${ITEM} from work.replay y ${JOINS} where y.district = $1 and y.replay_id = $2`,
    [district, replayId],
  )
  return rows[0] ?? null
}

type Filter = Omit<Input<'GET /replays/:replayId'>['query'], 'offset' | 'limit'>
type Row = Omit<ReplayReportItem, 'township'> & { township: string | null }

const ROW = `p.replay_id as "replayId", p.report_id as "reportId", r.report_no as "reportNo", p.township,
  p.verdict_before as "verdictBefore", p.verdict_after as "verdictAfter", p.changes, p.ledger, p.why,
  p.evaluation_after is null as "isReview", p.closed_at as "closedAt", w.name_zh as "closedBy", p.outcome, p.reason`
const OF_REPORTS = `from work.replay_report p
  join land.report r on r.district = p.district and r.report_id = p.report_id
  left join work.person w on w.person_id = p.closed_by`

/** What became of each report, in the order of their ids, and how many there are. */
export async function replayReports(
  db: Db,
  district: string,
  replayId: string,
  { filter, offset, limit }: { filter: Filter; offset: number; limit: number },
  townships: ReadonlyMap<string, string>,
): Promise<{ reports: ReplayReportItem[]; total: number }> {
  const binder = new Binder()
  const { rule, township, change, review } = filter
  const wanted = rule || change ? [{ ...(rule && { ruleId: rule }), ...(change && { change }) }] : null
  const conditions = [
    `p.district = ${binder.bind(district)} and p.replay_id = ${binder.bind(replayId)}`,
    ...(wanted ? [`p.changes @> ${binder.bind(JSON.stringify(wanted))}::jsonb`] : []),
    ...(township ? [`coalesce(p.township, 'none') = ${binder.bind(township)}`] : []),
    ...(review ? [`(p.evaluation_after is null) = ${binder.bind(review === 'true')}`] : []),
  ].join(' and ')
  const { rows } = await db.query<Row & { total: number }>(
    `select ${ROW}, count(*) over ()::int as total ${OF_REPORTS} where ${conditions}
      order by p.report_id offset ${binder.bind(offset)} limit ${binder.bind(limit)}`,
    binder.values,
  )
  return { reports: rows.map((row) => itemOf(row, townships)), total: rows[0]?.total ?? 0 }
}

function itemOf(
  { total: _total, ...row }: Row & { total?: number },
  townships: ReadonlyMap<string, string>,
): ReplayReportItem {
  return { ...row, township: placeOf(row.township, townships) }
}

type Counts = Answer<'GET /replays/:replayId'>['counts']

/** Reports with a change of each kind, by rule and by township; one that has several is counted under each once. */
export async function replayCounts(db: Db, district: string, replayId: string): Promise<Counts> {
  const { rows } = await db.query<Counts['rule'][number] & { dimension: 'rule' | 'township' }>(
    `with change as (
       select p.report_id, coalesce(p.township, 'none') as township, c ->> 'ruleId' as rule, c ->> 'change' as change
         from work.replay_report p cross join lateral jsonb_array_elements(p.changes) c
        where p.district = $1 and p.replay_id = $2
     )
     select k.dimension, k.key,
            count(distinct report_id) filter (where change = 'new')::int as new,
            count(distinct report_id) filter (where change = 'cleared')::int as cleared,
            count(distinct report_id) filter (where change = 'changed')::int as changed
       from change cross join lateral (values ('rule', rule), ('township', township)) k (dimension, key)
      group by k.dimension, k.key order by k.dimension, k.key`,
    [district, replayId],
  )
  const of = (dimension: string) =>
    rows.filter((row) => row.dimension === dimension).map(({ dimension: _dimension, ...count }) => count)
  return { rule: of('rule'), township: of('township') }
}

/** Review notes about a report that the person sees and nobody closed, the newest first. */
export async function openReviews(
  db: Db,
  person: Person,
  { district, reportId }: { district: string; reportId: string },
  townships: ReadonlyMap<string, string>,
): Promise<ReplayReportItem[]> {
  const binder = new Binder()
  const { rows } = await db.query<Row>(
    `select ${ROW} ${OF_REPORTS}
      where ${visibleReports(binder, person, district, 'report.read')} and p.report_id = ${binder.bind(reportId)}
        and p.evaluation_after is null and p.closed_at is null
      order by p.replay_id desc`,
    binder.values,
  )
  return rows.map((row) => itemOf(row, townships))
}

/** The decision was looked at once more and stays; answers how many notes that closes. */
export async function keepDecision(
  tx: Db,
  district: string,
  reportId: string,
  { personId, reason }: { personId: string; reason: string },
): Promise<number> {
  const { rowCount } = await tx.query(
    `update work.replay_report set closed_at = now(), closed_by = $3, outcome = 'kept', reason = $4
      where district = $1 and report_id = $2 and evaluation_after is null and closed_at is null`,
    [district, reportId, personId, reason],
  )
  return rowCount ?? 0
}
