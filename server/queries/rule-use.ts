import type { Input, Person } from '../../domain/api.ts'
import type { RuleUse } from '../../domain/rule-use.ts'
import type { Db } from '../db/database.ts'
import { Binder } from './binder.ts'
import { raisedRulesSql } from './raised-findings.ts'
import { visibleReports } from './report-predicate.ts'

type Asked = Input<'GET /rules'>['query']

/**
 * How often each rule hit and what became of it, of the reports that the person sees, in one reading. A rule judges a report, or papers,
 * or a group, so that it hits a report in one of these ways; papers once, however many officers raised them. Reports that are counted in
 * others are not counted a second time.
 */
export async function ruleUse(
  db: Db,
  person: Person,
  { from, to, township }: Asked,
): Promise<Map<string, RuleUse>> {
  const { district } = person
  const binder = new Binder()
  const asked = [
    visibleReports(binder, person, district),
    ...(from === undefined ? [] : [`r.reported_on >= ${binder.bind(from)}`]),
    ...(to === undefined ? [] : [`r.reported_on <= ${binder.bind(to)}`]),
    ...(township === undefined ? [] : [`r.township = ${binder.bind(township)}`]),
  ]
  const { rows } = await db.query<RuleUse & { rule: string }>(
    `with own as materialized (
       select r.report_id, r.decision, r.rules, r.overridden
         from land.report r
         left join land.standing s on s.district = r.district and s.report_id = r.report_id
        where ${asked.join(' and ')} and s.report_id is null
     ),
     hit as (
       select decision, unnest(rules) as rule, true as stands, false as by_hand from own
       union all
       select decision, unnest(overridden), false, false from own where overridden <> '{}'
       union all
       select o.decision, h.rule, true, true
         from (select distinct report_id, unnest(rules) as rule from ${raisedRulesSql(binder, person, district)} raised) h
         join own o on o.report_id = h.report_id
       union all
       select o.decision, unnest(g.rules), true, false
         from land.patch_group g
         join land.group_member m on m.district = g.district and m.group_id = g.group_id and m.until is null
         join own o on o.report_id = m.report_id
        where g.district = ${binder.bind(district)} and g.rules <> '{}'
     )
     select rule, count(*)::int as fired,
            count(*) filter (where stands and coalesce(decision, 'unsure') = 'unsure')::int as open,
            count(*) filter (where stands and decision = 'suspected')::int as confirmed,
            count(*) filter (where stands and decision in ('legal', 'other', 'not-an-object'))::int as cleared,
            count(*) filter (where not stands)::int as overridden,
            count(*) filter (where by_hand)::int as "byHand"
       from hit
      group by rule`,
    binder.values,
  )
  return new Map(rows.map(({ rule, ...use }) => [rule, use]))
}
