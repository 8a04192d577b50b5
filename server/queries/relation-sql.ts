import type { Person } from '../../domain/api.ts'
import { CONCERN, RELATIONS, relationsFor, type Operation, type Relation } from '../../domain/access.ts'
import { groupOf } from '../rules/concerns.ts'
import { CATALOGUE } from '../rules/index.ts'
import type { Binder } from './binder.ts'

export const rulesOfGroups = (groups: readonly string[]) =>
  CATALOGUE.map((rule) => rule.id).filter((id) => groups.includes(groupOf(id)))

/** Whether a person stands in a relation to `land.report r`, which is of his district. */
function relationSql(binder: Binder, relation: Relation, person: Person): string {
  switch (relation) {
    case 'district':
      return 'true'
    case 'concern': {
      const ofGroups = rulesOfGroups(CONCERN.groups)
      const accusing = binder.bind([...ofGroups, ...CONCERN.accusedBy])
      return `(r.rules && ${accusing}::text[] or r.overridden && ${accusing}::text[] or r.doubt_rules && ${binder.bind(ofGroups)}::text[])`
    }
    case 'with-us':
      return assigned(binder, person, 'is null')
    case 'was-with-us':
      return assigned(binder, person, 'is not null')
    case 'reported-by-us':
      return `r.reported_org = ${binder.bind(person.org.orgId)}`
    case 'assists':
      return `(${binder.bind(person.township)} = any (r.assisting || r.township)
               and exists (select from work.assignment theirs
                            where theirs.district = r.district and theirs.report_id = r.report_id
                              and theirs.township <> ${binder.bind(person.township)} and theirs.withdrawn_at is null))`
    case 'behind-ours':
      return `r.report_id in (select work.reports_behind(${binder.bind(person.district)}, ${binder.bind(person.township)}))`
    case 'sent-to-us':
      return `exists (select from work.transfer sent
                       where sent.district = r.district and sent.report_id = r.report_id
                         and sent.to_org = ${binder.bind(person.org.orgId)} and sent.state in ('sent', 'received', 'answered'))`
  }
}

const assigned = (binder: Binder, { township }: Person, withdrawn: 'is null' | 'is not null') =>
  `exists (select from work.assignment ours
            where ours.district = r.district and ours.report_id = r.report_id
              and ours.township = ${binder.bind(township)} and ours.withdrawn_at ${withdrawn})`

/** Whether a person's unit has `land.report r` in hand: assigned to it, gone into one that is, or sent to it. */
export const inHandSql = (binder: Binder, person: Person): string =>
  `(${(['with-us', 'behind-ours', 'sent-to-us'] as const).map((relation) => relationSql(binder, relation, person)).join(' or ')})`

/** The reports of his district to which a person may do this, over `land.report r`. */
export function allowedSql(binder: Binder, person: Person, operation: Operation): string {
  const relations = relationsFor(person.role, operation)
  if (relations.includes('district')) return 'true'
  return relations.length === 0
    ? 'false'
    : `(${relations.map((relation) => relationSql(binder, relation, person)).join(' or ')})`
}

/** How a person stands to `land.report r`, as an array of relations. */
export function relationsSql(binder: Binder, person: Person): string {
  const found = RELATIONS.map(
    (relation) => `case when ${relationSql(binder, relation, person)} then '${relation}' end`,
  )
  return `array_remove(array[${found.join(', ')}], null)`
}
