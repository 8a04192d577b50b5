import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { format, resolveConfig } from 'prettier'
import type { FarmlandYear } from '../domain/farmland-year.ts'
import type { GroupFacts } from '../domain/group.ts'
import {
  AGENCIES,
  MISSING_EVIDENCE,
  type MissingEvidence,
  type Rule,
  type ThresholdKey,
} from '../domain/rule.ts'
import { mu, muToSquareMetres, squareMetres } from '../domain/units.ts'
import { aGround, aReport, theThresholds } from '../fixtures/builders/facts.ts'
import { thresholdRows } from '../fixtures/threshold-rows.ts'
import { groupOf } from '../server/rules/concerns.ts'
import { judgeRatio } from '../server/rules/illegal-ratio.ts'
import { CATALOGUE, RULES, RULES_VERSION } from '../server/rules/index.ts'
import { traced } from '../server/rules/trace.ts'
import { HITS } from '../test/rules/hits.ts'

// `npm run docs:rules` writes docs/rules.md, and what each rule asks for, from the rules themselves; a test holds both up to date.

const DOCUMENT = new URL('../docs/rules.md', import.meta.url)
const ASKED = new URL('../server/rules/asked.ts', import.meta.url)
const RULE_FILES = new URL('../server/rules/', import.meta.url)
const TEST_FILES = new URL('../test/rules/', import.meta.url)
/** Rules that only an officer raises are tested where he does. */
const BY_HAND_TEST = 'test/api/raised-findings.test.ts'

const GROUPS: Readonly<Record<string, string>> = {
  NA: '非农化 · Non-agricultural use of land',
  NG: '非粮化 · Farmland use',
  GH: '大棚房与设施农业 · Greenhouses and facilities',
  RP: '规划许可 · Planning permits',
  HS: '宅基地 · Homesteads',
  ES: '移送与预警 · Escalation',
}

const rows = thresholdRows()
const sources = readdirSync(RULE_FILES).map((name) => ({
  name,
  text: readFileSync(new URL(name, RULE_FILES), 'utf8'),
}))
const tests = new Set(readdirSync(TEST_FILES))

/** The file with the table of cases of a rule; null where there is none. */
export function testOf({ id, judges }: Rule): string | null {
  if (judges === 'papers') return BY_HAND_TEST
  const source = sources.find(
    ({ text }) => text.includes(`id: '${id}'`) || text.includes(`const ID = '${id}'`),
  )
  const name = source?.name.replace(/\.ts$/, '.test.ts')
  return name !== undefined && tests.has(name) ? `test/rules/${name}` : null
}

/** Two acts of one party that reach both criminal lines together. */
const GROUP: GroupFacts = {
  groupId: '1',
  isOneParty: true,
  members: ['1', '2'].map((reportId) => ({
    reportId,
    judgedOn: '2025-05-01',
    isTreated: false,
    destroys: true,
    basicFarmland: muToSquareMetres(mu(3)),
    ordinaryFarmland: muToSquareMetres(mu(6)),
  })),
}
/** A year below every line, so that each is looked at. */
const YEAR: FarmlandYear = {
  illegalM2: squareMetres(1),
  newM2: squareMetres(1_000),
  hasSeriousEffect: false,
}

interface Hit {
  thresholds: readonly ThresholdKey[]
  missing: readonly MissingEvidence[]
}

/** What a rule read, and what it asked for, in the situation in which it has something to find. */
function hit(rule: Rule): Hit {
  const situation = HITS[rule.id]
  const { thresholds, results } = traced(
    (report, ground, given) => {
      if (rule.judges === 'group') return rule.evaluateGroup!(GROUP, given)
      if (rule.judges === 'area') judgeRatio(YEAR, given)
      return situation ? rule.evaluate(report, ground, given) : []
    },
    aReport(situation?.report),
    aGround(situation?.ground),
    theThresholds(),
  )
  const asked = results.flatMap((result) => (result.kind === 'finding' ? result.missing : []))
  const missing = rule.judges === 'area' ? (['statistics'] as const) : (rule.byHand?.checklist ?? asked)
  return { thresholds, missing: [...new Set(missing)] }
}

function thresholdLine(key: ThresholdKey): string {
  const row = rows.findLast((one) => one.key === key && one.to === '')!
  const value = row.value === null ? '未定 unset' : `${row.value} ${row.unit}`
  return `\`${key}\` = ${value}${row.isConfirmed ? '' : ' **未经确认 unconfirmed**'}（${row.source}）`
}

function ruleText(rule: Rule): string {
  const { thresholds, missing } = hit(rule)
  const { condition, conditionEn, consequence, consequenceEn, severity, attributes } = rule.about
  const agencies = [rule.lead, ...(rule.assist ?? [])].map((agency) => `${agency} ${AGENCIES[agency]}`)
  const test = testOf(rule)
  return [
    `### ${rule.id} · ${rule.name} · \`${rule.code}\``,
    `${rule.nameEn}. Version ${rule.version ?? 1}.`,
    [
      `- 条件 condition: ${condition} / ${conditionEn}`,
      `- 程度 severity: ${severity}; 牵头 lead: ${agencies.join('、')}`,
      `- 依据 statute: ${rule.statute}`,
      `- 后果 consequence: ${consequence} / ${consequenceEn}`,
      ...(rule.needs.length > 0 ? [`- 图层 layers: ${rule.needs.join(', ')}`] : []),
      ...(attributes.length > 0 ? [`- 属性 attributes: ${attributes.join(', ')}`] : []),
      ...thresholds.map((key) => `- 标准 figure: ${thresholdLine(key)}`),
      ...(missing.length > 0
        ? [`- 证据 evidence: ${missing.map((one) => MISSING_EVIDENCE[one]).join('、')}`]
        : []),
      ...(rule.byHand ? ['- 可由执法人员凭材料提出 may be raised by an officer from documents'] : []),
      ...(test ? [`- 测试 test: [${test}](../${test})`] : []),
    ].join('\n'),
  ].join('\n\n')
}

/** The whole page. */
export function rulesDocument(): string {
  const groups = [...new Set(RULES.map(({ id }) => groupOf(id)))]
  return (
    [
      '# 规则目录 · Rules',
      `Written by \`npm run docs:rules\` from the rules themselves (rules version ${RULES_VERSION}); do not edit. A hit is a clue (线索), never a verdict. ` +
        'Figures are those of a new installation, as a rule reads them where it finds something; a district may set others in its register (阈值登记). ' +
        'What is marked unconfirmed works, and is shown as such, until the legal office confirms it.',
      ...groups.flatMap((group) => [
        `## ${group} ${GROUPS[group]}`,
        ...RULES.filter(({ id }) => groupOf(id) === group).map(ruleText),
      ]),
    ].join('\n\n') + '\n'
  )
}

/** The file with what each rule asks for: the server has neither the situations nor the tests that they stand in. */
export async function askedModule(): Promise<string> {
  const asked = CATALOGUE.map(({ id }) => {
    const { thresholds, missing } = hit(RULES.findLast((rule) => rule.id === id)!)
    return [id, { figures: thresholds, evidence: missing }]
  })
  const text = `import type { MissingEvidence, ThresholdKey } from '../../domain/rule.ts'

// Written by \`npm run docs:rules\` from the rules themselves, as each reads and asks where it finds something; do not edit.

interface Asked {
  figures: readonly ThresholdKey[]
  evidence: readonly MissingEvidence[]
}

/** The figures that a rule compares with, and the evidence that it asks for. */
export const ASKED_BY_RULES: Readonly<Record<string, Asked>> = ${JSON.stringify(Object.fromEntries(asked))}
`
  return format(text, { ...(await resolveConfig(ASKED)), parser: 'typescript' })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(DOCUMENT, rulesDocument())
  writeFileSync(ASKED, await askedModule())
}
