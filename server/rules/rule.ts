import type { GroundFacts, LedgerEntry, Measure } from '../../domain/ledger.ts'
import type { ReportFacts } from '../../domain/report.ts'
import type {
  Agency,
  Certainty,
  Doubt,
  DoubtReason,
  Finding,
  MissingEvidence,
  Result,
  Rule,
  Severity,
  ThresholdKey,
  ThresholdUnit,
  Thresholds,
} from '../../domain/rule.ts'
import { squareMetres } from '../../domain/units.ts'

/** What a rule says about itself, and how it judges once its layers are there. */
export interface RuleDefinition extends Omit<Rule, 'evaluate'> {
  /**
   * Whether the rule has anything to say of such a report. Where not, a missing layer is no doubt, so this may only
   * look at what is known without the layers that the rule needs.
   */
  appliesTo(report: ReportFacts, ground: GroundFacts, thresholds: Thresholds): boolean
  judge(context: Context): readonly Result[]
}

export interface Context {
  report: ReportFacts
  ground: GroundFacts
  thresholds: Thresholds
  /** A finding of this rule; `measured` and `threshold` in `unit`. */
  finding(hit: Hit): Finding
  doubt(reason: DoubtReason, subject: string, measured?: number): Doubt
  /** Area of a ledger entry in m², 0 where its layer is missing. */
  area(entry: LedgerEntry): number
  /** Areas of several, by name: the numbers that explain a finding. */
  areas(...entries: LedgerEntry[]): Record<string, number>
  /** Whether an entry counts: nothing (under ε), a sliver, or real ground. */
  size(entry: LedgerEntry): Size
  /** Area and width of a ledger entry. */
  measure(entry: LedgerEntry): Measure
  /** Of an area that reaches a line in m²: whether it surely does, and between what it lies. */
  reaches(of: LedgerEntry | Measure, lineM2: number): Pick<Hit, 'certainty' | 'range'>
}

export interface Hit {
  severity: Severity
  measured: number
  unit?: ThresholdUnit
  /** The threshold that decided, by key; its value is taken from the register. */
  threshold?: ThresholdKey
  /** What it was compared with where that is no figure of the register: what a permit allows. */
  allowed?: number
  lead?: Agency
  missing?: readonly MissingEvidence[]
  numbers?: Readonly<Record<string, number | string>>
  certainty?: Certainty
  /** In `unit`. */
  range?: readonly [low: number, high: number]
}

export type Size = 'nothing' | 'sliver' | 'real'

/**
 * ε of land overlays (domain rules 3.8): under the noise floor it is nothing; under the sliver area and narrower than
 * the sliver width it is a sliver, which a person looks at; else it counts.
 */
export function sizeOf({ area, width }: Measure, thresholds: Thresholds): Size {
  if (area < thresholds['overlay.noiseM2'].value) return 'nothing'
  const isNarrow = width !== null && width < thresholds['overlay.sliverWidthM'].value
  return area < thresholds['overlay.sliverM2'].value && isNarrow ? 'sliver' : 'real'
}

/** Bounds that are told of no entry lie at 3 m² at least where the entry does (sql/functions/06_bounds.sql). */
const TOLD_UNDER_M2 = 3

/**
 * Of an area that reaches a line: whether it does so whichever way the borders lie off (ADR 32). Certain in evaluations of
 * earlier releases, which knew of no accuracy.
 */
function certaintyOf({ area, low }: Measure, lineM2: number, { accuracyM }: GroundFacts): Certainty {
  if (accuracyM === undefined) return 'certain'
  return lowOf({ area, low }) >= lineM2 ? 'certain' : 'possible'
}

const lowOf = ({ area, low }: Pick<Measure, 'area' | 'low'>) => low ?? Math.min(area, TOLD_UNDER_M2)

/** The bounds of an area, where they were reckoned. */
const rangeOf = ({ low, high }: Measure) =>
  low === undefined || high === undefined ? {} : { range: [low, high] as const }

/** ε_b, building against permit parcel: narrower than 0.5 m or under 3 m² is a sliver. */
export function excessSize({ area, width }: Measure, thresholds: Thresholds): Size {
  if (area < thresholds['overlay.noiseM2'].value) return 'nothing'
  const isNarrow = width !== null && width < thresholds['building.sliverWidthM'].value
  return area < thresholds['building.sliverM2'].value || isNarrow ? 'sliver' : 'real'
}

/**
 * A rule from its definition. Where it applies and a layer that it needs is missing, it doubts instead of judging. A layer
 * younger than the judged day may already show what was built, or no longer what was protected: the rule judges by it and
 * says so, also where it found nothing.
 */
export function defineRule(definition: RuleDefinition): Rule {
  const { appliesTo, judge, ...rule } = definition
  return {
    ...rule,
    evaluate(report, ground, thresholds) {
      if (!appliesTo(report, ground, thresholds)) return []
      const context = contextOf(definition, report, ground, thresholds)
      const missing = rule.needs.filter((role) => !ground.layers[role])
      if (missing.length > 0) return missing.map((role) => context.doubt('layer-missing', role))

      const later = looked(definition, ground).filter((role) => ground.layers[role]?.laterThanDay)
      return [...judge(context), ...later.map((role) => context.doubt('layer-later', role))]
    },
  }
}

/** The layers that a rule looks at: what it needs, and of what it consults whatever is there. */
const looked = ({ needs, consults = [] }: Pick<Rule, 'needs' | 'consults'>, ground: GroundFacts) => [
  ...needs,
  ...consults.filter((role) => ground.layers[role]),
]

function contextOf(
  rule: RuleDefinition,
  report: ReportFacts,
  ground: GroundFacts,
  thresholds: Thresholds,
): Context {
  const measure = (entry: LedgerEntry): Measure =>
    ground.ledger[entry] ?? { area: squareMetres(0), width: null }
  return {
    report,
    ground,
    thresholds,
    finding: (hit) => ({
      kind: 'finding',
      ruleId: rule.id,
      severity: hit.severity,
      measured: hit.measured,
      threshold: hit.threshold ? thresholds[hit.threshold].value : (hit.allowed ?? null),
      thresholdKey: hit.threshold ?? null,
      unit: hit.unit ?? 'm2',
      lead: hit.lead ?? rule.lead,
      ...(rule.assist && { assist: rule.assist }),
      statute: rule.statute,
      missing: hit.missing ?? [],
      layers: looked(rule, ground),
      numbers: hit.numbers ?? {},
      certainty: hit.certainty ?? 'certain',
      ...(hit.range && { range: hit.range }),
    }),
    doubt: (reason, subject, measured) => ({
      kind: 'doubt',
      ruleId: rule.id,
      reason,
      subject,
      lead: rule.lead,
      measured: measured ?? null,
    }),
    area: (entry) => measure(entry).area,
    areas: (...entries) => Object.fromEntries(entries.map((entry) => [entry, measure(entry).area])),
    size: (entry) => sizeOf(measure(entry), thresholds),
    measure,
    reaches: (of, lineM2) => {
      const measured = typeof of === 'string' ? measure(of) : of
      return { certainty: certaintyOf(measured, lineM2, ground), ...rangeOf(measured) }
    },
  }
}

/** A rule that only papers can show: an officer raises it (手工提出线索). */
export const definePaperRule = (definition: Omit<Rule, 'evaluate' | 'needs' | 'judges'>): Rule => ({
  ...definition,
  needs: [],
  judges: 'papers',
  evaluate: () => [],
})

type HitOnArea = () => Omit<Hit, 'measured' | 'threshold' | 'allowed' | 'unit'>

/**
 * The usual shape of an overlay rule: nothing under ε, a doubt for a sliver, else the finding, certain or possible. What the
 * report only may touch (误差内) is told by the ledger, and is no matter of rules.
 */
export const judgeArea = (context: Context, entry: LedgerEntry, hit: HitOnArea): readonly Result[] =>
  judgeMeasure(context, context.measure(entry), entry, hit)

/** The same of an area that several entries give together; doubts name the entry that leads. */
export function judgeMeasure(
  context: Context,
  measure: Measure,
  entry: LedgerEntry,
  hit: HitOnArea,
): readonly Result[] {
  switch (sizeOf(measure, context.thresholds)) {
    case 'nothing':
      return []
    case 'sliver':
      return [context.doubt('sliver', entry, measure.area)]
    case 'real':
      return [
        context.finding({
          ...hit(),
          threshold: 'overlay.noiseM2',
          measured: measure.area,
          ...context.reaches(measure, context.thresholds['overlay.noiseM2'].value),
        }),
      ]
  }
}

/** Ground of two kinds as one: side by side it may be as wide as both. */
export function together(a: Measure, b: Measure): Measure {
  if (a.area === 0) return b
  if (b.area === 0) return a
  const isOpen = a.low !== undefined || b.low !== undefined
  return {
    area: squareMetres(a.area + b.area),
    width: a.width === null || b.width === null ? null : a.width + b.width,
    ...(isOpen && { low: squareMetres(lowOf(a) + lowOf(b)) }),
    ...(a.high !== undefined && b.high !== undefined && { high: squareMetres(a.high + b.high) }),
  }
}

/** What two kinds of ground have in common at most: no larger than either. */
export const atMost = (a: Measure, b: Measure): Measure => (b.area < a.area ? b : a)
