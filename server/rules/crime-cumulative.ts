import type { GroupFacts, GroupMember } from '../../domain/group.ts'
import type { GroundFacts } from '../../domain/ledger.ts'
import type { ReportFacts } from '../../domain/report.ts'
import type { Doubt, Finding, Result, Rule, Thresholds } from '../../domain/rule.ts'
import { yearsAfter } from '../../domain/term.ts'
import { squareMetres, squareMetresToMu } from '../../domain/units.ts'
import { CRIME_LINES, isDestructionUnknown, lineM2, mayDestroy, type CrimeLine } from './crime-lines.ts'
import { largestWithin, sumOf } from './cumulation.ts'

const ID = 'ES-05'
const STATUTE = '刑法 342；法释〔2000〕14号 第九条'
const ENTRY_OF = {
  remainderBasicFarmland: 'basicFarmland',
  remainderOrdinaryCultivated: 'ordinaryFarmland',
} as const

/**
 * ES-05 · 累计: several acts of one party within a year, none of them dealt with, reach together a line of ES-01 or ES-02 that
 * none of them reaches alone; ground that several of them take counts once. Of adjoining acts whose party is not known, or of soil
 * that nobody looked at, the sum is a doubt. Whether an act was dealt with is for the penalty record to show, which is asked for.
 */
export const crimeCumulative: Rule = {
  id: ID,
  code: 'CRIME_CUMULATIVE',
  name: '累计达到刑事标准',
  nameEn: 'Criminal line reached together',
  statute: STATUTE,
  lead: 'NR',
  needs: ['land-use', 'basic-farmland', 'land-approvals'],
  judges: 'group',
  about: {
    severity: 'critical',
    condition: '同一当事人一年内多次实施、未经处理的行为，永久基本农田累计 5 亩、其他耕地累计 10 亩以上',
    conditionEn:
      'Acts of one party within a year, not dealt with, that add up to 5 mu of basic or 10 mu of other farmland',
    consequence: '按累计数额移送公安机关；毁坏程度须经鉴定',
    consequenceEn: 'Transfer to the police by the sum, after an appraisal',
    attributes: ['type', 'use', 'tillageLayer', 'actOn'],
  },
  evaluate: () => [],
  evaluateGroup: (group, thresholds) =>
    Object.values(CRIME_LINES).flatMap((line) => judgeSum(group, line, thresholds)),
}

/** One report as this rule sees it in a group. `isTreated` is no matter of the ground. */
export const groupMemberOf = (
  report: ReportFacts,
  { ledger }: Pick<GroundFacts, 'ledger'>,
  isTreated: boolean | null,
): GroupMember => ({
  reportId: report.reportId,
  judgedOn: report.judgedOn,
  isTreated,
  destroys: isDestructionUnknown(report) && mayDestroy(report) ? null : mayDestroy(report),
  basicFarmland: ledger.remainderBasicFarmland?.area ?? null,
  ordinaryFarmland: ledger.remainderOrdinaryCultivated?.area ?? null,
})

function judgeSum(group: GroupFacts, line: CrimeLine, thresholds: Thresholds): readonly Result[] {
  const entry = ENTRY_OF[line.entry as keyof typeof ENTRY_OF]
  const bound = lineM2(line, thresholds)
  const areaOf = (member: GroupMember) => member[entry] ?? 0
  const sum = (members: readonly GroupMember[]) => sumOf(members, group, entry)

  // An act that reaches the line alone has its own flag; so has one that adds nothing.
  const acts = group.members.filter(
    (one) => one.destroys !== false && one.isTreated !== true && areaOf(one) > 0 && areaOf(one) < bound,
  )
  const years = thresholds['crime.cumulativeYears'].value
  // 一年内: the same day of the next year is within it (民法典 201、202).
  const largest = (of: readonly GroupMember[]) =>
    largestWithin(of, group, entry, (first) => yearsAfter(first, years))

  if (group.isOneParty === false) return []
  const possible = largest(acts)
  if (possible.length < 2 || sum(possible) < bound) return []

  const shown = largest(acts.filter(({ destroys }) => destroys === true))
  if (group.isOneParty === true && shown.length >= 2 && sum(shown) >= bound)
    return [found(shown, sum(shown), line, entry, thresholds)]
  return [open(group, sum(possible))]
}

const found = (
  acts: readonly GroupMember[],
  area: number,
  line: CrimeLine,
  entry: string,
  thresholds: Thresholds,
): Finding => ({
  kind: 'finding',
  ruleId: ID,
  severity: 'critical',
  measured: squareMetresToMu(squareMetres(area)),
  threshold: thresholds[line.threshold].value,
  thresholdKey: line.threshold,
  unit: 'mu',
  lead: 'NR',
  statute: STATUTE,
  missing: ['destructionAppraisal', 'partyIdentity', 'penaltyRecord'],
  layers: crimeCumulative.needs,
  numbers: {
    [entry === 'basicFarmland' ? 'remainderBasicFarmland' : 'remainderOrdinaryCultivated']: area,
    acts: acts.length,
    firstOn: acts.map(({ judgedOn }) => judgedOn).sort()[0]!,
    lastOn: acts
      .map(({ judgedOn }) => judgedOn)
      .sort()
      .at(-1)!,
  },
})

/** The first thing that has to be found out before the acts add up for certain. */
function open(group: GroupFacts, area: number): Doubt {
  const subject = group.isOneParty === null ? 'isOneParty' : 'tillageLayer'
  return { kind: 'doubt', ruleId: ID, reason: 'attribute-missing', subject, lead: 'NR', measured: area }
}
