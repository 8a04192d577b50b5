import type { OverrideItem } from '../../domain/api.ts'
import type { OverrideCategory, OverriddenHit } from '../../domain/override.ts'
import type { Certainty, Result, Severity } from '../../domain/rule.ts'
import type { Verdict } from '../../domain/report.ts'
import type { Db } from '../db/database.ts'
import { stateOf, type Override } from '../rules/overridden.ts'
import type { ActingPerson } from './decisions.ts'

/** A report with an override that has not ended, or with what one left behind; and what was found of it last. */
export interface OverriddenReport {
  reportId: string
  sha256: string
  verdict: Verdict
  results: Result[]
  overrides: Override[]
}

export async function overriddenReports(
  tx: Db,
  district: string,
  reportIds: readonly string[],
): Promise<OverriddenReport[]> {
  const { rows } = await tx.query<OverriddenReport>(
    `select r.report_id as "reportId", e.report_sha256 as sha256, e.verdict,
            (select coalesce(jsonb_agg(f.result order by f.finding_id), '[]') from land.finding f
              where f.district = e.district and f.evaluation_id = e.evaluation_id) as results,
            (select coalesce(jsonb_agg(jsonb_build_object('ruleId', o.rule_id, 'hits', o.hits, 'reportSha256', o.report_sha256)), '[]')
               from work.override o
              where o.district = r.district and o.report_id = r.report_id and o.ended_at is null) as overrides
       from land.report r
       join land.evaluation e on e.district = r.district and e.report_id = r.report_id and e.is_current
      where r.district = $1 and r.report_id = any ($2::bigint[])
        and (r.overridden <> '{}' or r.override_asks <> '{}'
             or exists (select from work.override o
                         where o.district = r.district and o.report_id = r.report_id and o.ended_at is null))`,
    [district, reportIds],
  )
  return rows
}

/** What is left of a report's judgement after overrides, and what was taken off. */
export interface Leftover {
  reportId: string
  verdict: Verdict
  severity: Severity | null
  certainty: Certainty | null
  rules: readonly string[]
  overridden: readonly string[]
  asks: readonly string[]
  /** Null where it is the same. */
  machineVerdict: Verdict | null
}

export async function storeLeftovers(tx: Db, district: string, reports: readonly Leftover[]): Promise<void> {
  if (reports.length === 0) return
  await tx.query(
    `update land.report r
        set verdict = l.verdict, severity = l.severity, certainty = l.certainty, rules = l.rules, overridden = l.overridden, override_asks = l.asks,
            machine_verdict = l."machineVerdict", updated_at = now()
       from jsonb_to_recordset($2::jsonb) l ("reportId" bigint, verdict text, severity text, certainty text, rules text[], overridden text[],
                                             asks text[], "machineVerdict" text)
      where r.district = $1 and r.report_id = l."reportId"`,
    [district, JSON.stringify(reports)],
  )
}

export interface NewOverride {
  ruleId: string
  category: OverrideCategory
  reason: string
  hits: readonly OverriddenHit[]
  reportSha256: string
  evaluationId: string
  by: ActingPerson
}

/** Adds an override, in the place of one of the same rule that has not ended. */
export async function addOverride(
  tx: Db,
  district: string,
  reportId: string,
  { ruleId, category, reason, hits, reportSha256, evaluationId, by }: NewOverride,
): Promise<void> {
  const actor = [by.personId, by.actsFor?.personId ?? null]
  await tx.query(
    `update work.override set ended_how = 'renewed', ended_by = $4, ended_for = $5, ended_at = clock_timestamp()
      where district = $1 and report_id = $2 and rule_id = $3 and ended_at is null`,
    [district, reportId, ruleId, ...actor],
  )
  await tx.query(
    `insert into work.override (district, report_id, rule_id, category, reason, hits, report_sha256, evaluation_id, made_by, made_for)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      district,
      reportId,
      ruleId,
      category,
      reason,
      JSON.stringify(hits),
      reportSha256,
      evaluationId,
      ...actor,
    ],
  )
}

/** The rule of an override that has not ended; null where there is none of that number. */
export async function openOverride(
  tx: Db,
  district: string,
  reportId: string,
  overrideId: string,
): Promise<string | null> {
  const { rows } = await tx.query<{ rule_id: string }>(
    `select rule_id from work.override
      where district = $1 and report_id = $2 and override_id = $3 and ended_at is null`,
    [district, reportId, overrideId],
  )
  return rows[0]?.rule_id ?? null
}

export async function withdrawOverride(
  tx: Db,
  overrideId: string,
  { reason, by }: { reason: string; by: ActingPerson },
): Promise<void> {
  await tx.query(
    `update work.override
        set ended_how = 'withdrawn', end_reason = $2, ended_by = $3, ended_for = $4, ended_at = clock_timestamp()
      where override_id = $1`,
    [overrideId, reason, by.personId, by.actsFor?.personId ?? null],
  )
}

interface OverrideRow extends Override {
  overrideId: string
  category: OverrideCategory
  reason: string
  madeBy: string
  madeAt: string
  endedHow: OverrideItem['endedHow']
  endedBy: string | null
  endedAt: string | null
  endReason: string | null
  results: Result[]
  sha256: string
}

/** Every override of a report, the newest first, and how each stands to what is found now. */
export async function overridesOf(db: Db, district: string, reportId: string): Promise<OverrideItem[]> {
  const { rows } = await db.query<OverrideRow>(
    `select o.override_id as "overrideId", o.rule_id as "ruleId", o.category, o.reason, o.hits, o.report_sha256 as "reportSha256",
            work.named(p.name_zh, f.name_zh) as "madeBy", o.made_at as "madeAt", o.ended_how as "endedHow",
            work.named(u.name_zh, uf.name_zh) as "endedBy", o.ended_at as "endedAt", o.end_reason as "endReason",
            coalesce(now.results, '[]') as results, coalesce(now.sha256, '') as sha256
       from work.override o
       join work.person p on p.person_id = o.made_by
       left join work.person f on f.person_id = o.made_for
       left join work.person u on u.person_id = o.ended_by
       left join work.person uf on uf.person_id = o.ended_for
       left join lateral (
         select e.report_sha256 as sha256, jsonb_agg(x.result order by x.finding_id) as results
           from land.evaluation e
           join land.finding x on x.district = e.district and x.evaluation_id = e.evaluation_id and x.rule_id = o.rule_id
          where e.district = o.district and e.report_id = o.report_id and e.is_current
          group by e.report_sha256) now on o.ended_at is null
      where o.district = $1 and o.report_id = $2
      order by o.made_at desc, o.override_id desc`,
    [district, reportId],
  )
  return rows.map(({ results, sha256, reportSha256, hits, ...row }) => ({
    ...row,
    hits: [...hits],
    state:
      row.endedAt === null ? stateOf({ ruleId: row.ruleId, hits, reportSha256 }, results, sha256) : 'ended',
  }))
}
