import { PERSON_ROLES, type PersonRole } from './person.ts'

/**
 * Who may do what to which case: one table, from which come the permission of each endpoint, the condition of each list, and the
 * answer about one report. Row level security (sql/functions/90_access.sql) says the same a second time, in its own words.
 */

/** How somebody stands to a report; several may hold at once. */
export const RELATIONS = [
  'district', // 本区县: it lies in his district
  'concern', // 本部门事项: its rules are the agriculture bureau's business
  'with-us', // 在办: it is assigned to his township
  'was-with-us', // 曾交办: it was, and was taken back
  'reported-by-us', // 本单位上报
  'sent-to-us', // 移送本单位
  'assists', // 协办: it is with another township, and lies in ours too
  'behind-ours', // 并入或拆出在办图斑: merged into one that is with us, or the whole of which one is a part
] as const
export type Relation = (typeof RELATIONS)[number]

export const OPERATIONS = [
  'report.list', // lists, counts, map, search, exports
  'report.read', // one report with its way; for whom it was taken back from, up to then
  'report.create',
  'report.import',
  'report.evaluate',
  'report.check', // to write down what a check found
  'report.decide',
  'report.undo-decision',
  'report.override', // to say that a rule's hit is wrong, and to take that back
  'report.assign',
  'report.acknowledge',
  'report.withdraw',
  'report.deadline', // to ask for another due date
  'report.transfer',
  'finding.raise', // from documents, and to withdraw it
  'report.arrange', // to say what is the same, what belongs together, what is to be merged or split
  'evidence.read',
  'evidence.add',
  'party.read', // masked
  'party.edit',
  'party.unmask', // and search by phone or number
  'evidence.void', // to ask for it; a second person does it
] as const
export type Operation = (typeof OPERATIONS)[number]

type Rule = Partial<Record<PersonRole, readonly Relation[]>>

const ANALYST_AND_OFFICE: Rule = { analyst: ['district'], office: ['district'] }
/** Nothing is there yet that one could stand to: the right is the post's. */
const ANALYST: Rule = { analyst: ['district'] }

export const ACCESS: Readonly<Record<Operation, Rule>> = {
  'report.list': {
    ...ANALYST_AND_OFFICE,
    agriculture: ['concern', 'sent-to-us'],
    township: ['with-us', 'sent-to-us', 'assists'],
    officer: ['sent-to-us'],
  },
  'report.read': {
    ...ANALYST_AND_OFFICE,
    agriculture: ['concern', 'sent-to-us'],
    township: ['with-us', 'was-with-us', 'reported-by-us', 'sent-to-us', 'assists', 'behind-ours'],
    officer: ['sent-to-us'],
  },
  'report.create': { analyst: ['district'], township: ['district'] },
  'report.import': ANALYST,
  'report.evaluate': ANALYST,
  'report.check': { analyst: ['district'], township: ['with-us'] },
  'report.decide': { analyst: ['district'], agriculture: ['concern'] },
  'report.undo-decision': { analyst: ['district'], agriculture: ['concern'] },
  'report.override': { analyst: ['district'], agriculture: ['concern'] },
  'report.assign': ANALYST,
  'report.acknowledge': { township: ['with-us'] },
  'report.withdraw': ANALYST,
  'report.deadline': { ...ANALYST_AND_OFFICE, township: ['with-us'] },
  'report.transfer': { ...ANALYST_AND_OFFICE, agriculture: ['concern'] },
  'finding.raise': { analyst: ['district'], agriculture: ['concern'], township: ['with-us'] },
  'report.arrange': ANALYST,
  'evidence.read': {
    ...ANALYST_AND_OFFICE,
    agriculture: ['concern', 'sent-to-us'],
    township: ['with-us', 'was-with-us', 'reported-by-us', 'sent-to-us', 'assists', 'behind-ours'],
    officer: ['sent-to-us'],
  },
  'evidence.add': { analyst: ['district'], agriculture: ['concern'], township: ['with-us'] },
  'party.read': {
    ...ANALYST_AND_OFFICE,
    agriculture: ['concern', 'sent-to-us'],
    township: ['with-us'],
    officer: ['sent-to-us'],
  },
  'party.edit': { analyst: ['district'], township: ['with-us'] },
  'party.unmask': { analyst: ['district'], agriculture: ['concern'], township: ['with-us'] },
  'evidence.void': {
    ...ANALYST_AND_OFFICE,
    agriculture: ['concern'],
    township: ['with-us'],
    officer: ['sent-to-us'],
  },
}

/** The agriculture bureau's: change of farmland use (NG), facilities (GH), homesteads (HS), and farmland taken (NA-01, -02). */
export const CONCERN = {
  groups: ['NG', 'GH', 'HS'],
  /** Only where they accuse; a doubt about them is the analyst's. */
  accusedBy: ['NA-01', 'NA-02'],
} as const

/** Whether somebody may do this to a thing to which he stands in these relations. */
export const can = (
  { role }: { role: PersonRole },
  operation: Operation,
  relations: readonly Relation[],
): boolean => (ACCESS[operation][role] ?? []).some((relation) => relations.includes(relation))

/** The relations that let a role do this; none where it never may. */
export const relationsFor = (role: PersonRole, operation: Operation): readonly Relation[] =>
  ACCESS[operation][role] ?? []

/** The roles that may do this to anything at all: the permission of an endpoint. */
export const may = (operation: Operation): readonly PersonRole[] =>
  PERSON_ROLES.filter((role) => relationsFor(role, operation).length > 0)
