import type { OverrideItem, ReportPage, ResultItem } from '../domain/api.ts'
import { areSameHits, type OverrideState } from '../domain/override.ts'
import { SEVERITIES, type ThresholdUnit } from '../domain/rule.ts'
import type { Day } from '../domain/units.ts'
import type { Found } from './queries/checks.ts'

/** The page as it was when the report was taken back: nothing of what came after, not even that something did. */
export function upTo(until: string, known: Found, page: ReportPage): ReportPage {
  const decisions = page.decisions
    .filter(({ decidedAt }) => decidedAt <= until)
    .map((one) =>
      one.undoneAt !== null && one.undoneAt > until ? { ...one, undoneBy: null, undoneAt: null } : one,
    )
  const decision = decisions.find(({ undoneAt }) => undoneAt === null)?.decision ?? null
  const { type = page.report.type, actOn = page.actOn, ...attributes } = known as KnownThen
  const results = page.evaluation?.results ?? []
  const overrides = overridesUpTo(until, page)
  const inState = (state: OverrideState) =>
    overrides.filter((one) => one.state === state).map(({ ruleId }) => ruleId)
  const overridden = inState('holds')
  const accusing = results
    .filter((one) => isAccusing(one) && !overridden.includes(one.ruleId))
    .sort((a, b) => rank(a) - rank(b))
  const [primary] = accusing
  const isOpen = primary !== undefined || results.some(({ kind }) => kind === 'doubt')
  const left = primary?.certainty === 'certain' ? 'suspected' : isOpen ? 'doubtful' : 'clear'
  const machine = page.evaluation?.verdict ?? null
  const verdict = overridden.length === 0 ? machine : left
  return {
    ...page,
    attributes: { ...page.attributes, ...attributes },
    actOn,
    judgedOn: actOn ?? page.imageAfter ?? page.report.reportedOn,
    checks: page.checks.filter(({ checkedAt }) => checkedAt <= until),
    decisions,
    overrides,
    assignments: page.assignments.filter(({ assignedAt }) => assignedAt <= until),
    report: {
      ...page.report,
      type,
      state: decision === null ? 'reported' : 'decided',
      decision,
      verdict,
      machineVerdict: verdict === machine ? null : machine,
      severity: primary?.severity ?? null,
      rules: [...new Set(accusing.map(({ ruleId }) => ruleId))],
      overridden,
      overrideAsks: inState('asks'),
      assignedTo: null,
      dueOn: null,
      acknowledgedAt: null,
      // Numbers of later versions would tell of acts.
      version: 0,
    },
  }
}

type KnownThen = Found & { type?: string | null; actOn?: Day | null }

/** As verdicts are found: what is certain before what is possible. */
const rank = ({ severity, certainty }: ResultItem) =>
  SEVERITIES.indexOf(severity!) + (certainty === 'possible' ? SEVERITIES.length : 0)

const isAccusing = ({ severity }: ResultItem) => severity !== null && severity !== 'info'

/** What had been said of hits by then, and how it stood to what was found then. */
function overridesUpTo(until: string, { overrides, evaluation }: ReportPage): OverrideItem[] {
  return overrides
    .filter(({ madeAt }) => madeAt <= until)
    .map((one) => {
      if (one.endedAt !== null && one.endedAt <= until) return one
      const hits = (evaluation?.results ?? []).flatMap((result) =>
        result.ruleId === one.ruleId && isAccusing(result)
          ? [
              {
                severity: result.severity!,
                certainty: result.certainty ?? 'certain',
                measured: result.measured ?? 0,
                unit: result.unit as ThresholdUnit,
              },
            ]
          : [],
      )
      const state = hits.length === 0 ? 'idle' : areSameHits(one.hits, hits) ? 'holds' : 'asks'
      return { ...one, state, endedHow: null, endedBy: null, endedAt: null, endReason: null } as const
    })
}
