import { z } from 'zod'
import { LAYER_ROLES } from '../layer.ts'
import { CERTAINTIES } from '../rule.ts'
import { Day, District, endpoints, Id } from './parts.ts'
import {
  AssignmentItem,
  BriefResult,
  DecisionItem,
  Evaluation,
  OverrideItem,
  ReportPage,
  ResultItem,
} from './reports.ts'

// How a finding came about, and whether it comes about again 推导、复算.

/** What a rule says of itself. */
export const RuleText = z.object({
  id: z.string(),
  code: z.string(),
  name: z.string(),
  nameEn: z.string(),
  /** The reading by which it was judged. */
  version: z.number().int(),
  inForce: z.object({ from: Day.nullable(), to: Day.nullable() }),
  statute: z.string(),
  lead: z.string(),
  assist: z.array(z.string()),
  needs: z.array(z.enum(LAYER_ROLES)),
  severity: z.string().nullable(),
  condition: z.string().nullable(),
  conditionEn: z.string().nullable(),
  consequence: z.string().nullable(),
  consequenceEn: z.string().nullable(),
})
export type RuleText = z.output<typeof RuleText>

export const ThresholdUsed = z.object({
  key: z.string(),
  /** Null: no source gives it yet. */
  value: z.number().nullable(),
  unit: z.string(),
  source: z.string(),
  confirmed: z.boolean(),
})
export type ThresholdUsed = z.output<typeof ThresholdUsed>

/** Where a layer version came from. */
export const LayerSource = z.object({
  layerVersionId: Id,
  sha256: z.string().nullable(),
  fileName: z.string(),
  sourceCrs: z.string(),
  importedAt: z.string(),
  publishedAt: z.string().nullable(),
  /** Taken out of service since. */
  isWithdrawn: z.boolean(),
})

/** An entry of the ledger or a figure, with what it is; m² unless a unit is named. */
const Amount = z.object({ name: z.string(), value: z.number() })
export type Amount = z.output<typeof Amount>

/** The way from the patch to the verdict of the rule, in lines that anybody can add up. */
export const Step = z.discriminatedUnion('kind', [
  /** whole = sum of parts, up to `difference`. */
  z.object({ kind: z.literal('sum'), whole: Amount, parts: z.array(Amount), difference: z.number() }),
  /** value = first − second, or first ÷ second. */
  z.object({ kind: z.enum(['difference', 'quotient']), value: Amount, first: Amount, second: Amount }),
  /** Features of a layer make an entry; where they overlap each other, their ground counts once. */
  z.object({
    kind: z.literal('features'),
    entry: Amount,
    role: z.enum(LAYER_ROLES),
    count: z.number().int(),
    sum: z.number(),
  }),
  /** Nothing, a sliver, or ground that counts (domain rules 3.8). */
  z.object({
    kind: z.literal('size'),
    entry: Amount,
    widthM: z.number().nullable(),
    size: z.enum(['nothing', 'sliver', 'real']),
    noiseM2: z.number(),
    sliverM2: z.number(),
    sliverWidthM: z.number(),
  }),
  /** What decided: how the measured stands to the bound. */
  z.object({
    kind: z.literal('bound'),
    /** The entry or figure that was measured; null where it has no name. */
    name: z.string().nullable(),
    measured: z.number(),
    relation: z.enum(['<', '=', '>']),
    threshold: z.number(),
    thresholdKey: z.string().nullable(),
    unit: z.string(),
    /** Between what and what the measured lies, whichever way the borders lie off; null where that was not asked. */
    range: z.object({ low: z.number(), high: z.number() }).nullable(),
    certainty: z.enum(CERTAINTIES).nullable(),
  }),
])
export type Step = z.output<typeof Step>

export const CHECK_STATES = ['same', 'differs', 'unchecked'] as const
const CheckState = z.enum(CHECK_STATES)
export type CheckState = z.output<typeof CheckState>

/** Why something cannot be made again: it was stored by an earlier release, its rule is gone, or it could not be measured then. */
export const UNCHECKED = ['earlier-release', 'rule-gone', 'not-measured'] as const

const CheckedNumber = z.object({
  kind: z.enum(['entry', 'width', 'low', 'high', 'fact', 'covered', 'excess', 'perimeter', 'step']),
  role: z.enum(LAYER_ROLES).nullable(),
  featureId: z.number().int().nullable(),
  /** The entry, or what a feature or permit is called; empty where there is nothing to tell apart. */
  name: z.string(),
  stored: z.number().nullable(),
  again: z.number().nullable(),
  isSame: z.boolean(),
})
export type CheckedNumber = z.output<typeof CheckedNumber>

export const Checks = z.object({
  state: CheckState,
  geometry: z.object({ state: CheckState, stored: z.string(), again: z.string() }),
  /** The rules on the stored facts. */
  results: z.object({
    state: CheckState,
    why: z.enum(UNCHECKED).nullable(),
    verdict: z.object({ stored: z.string(), again: z.string().nullable() }),
    lines: z.array(
      z.object({
        ruleId: z.string(),
        /** The finding that this is about. */
        isThis: z.boolean(),
        stored: BriefResult.nullable(),
        again: BriefResult.nullable(),
        state: CheckState,
      }),
    ),
  }),
  /** The overlay of the stored geometry with the stored layer versions; one part for each stretch of the time of the act. */
  areas: z.object({
    state: CheckState,
    why: z.enum(UNCHECKED).nullable(),
    toleranceM2: z.number(),
    engine: z.object({ stored: z.string(), now: z.string() }),
    parts: z.array(z.object({ from: Day, to: Day, lines: z.array(CheckedNumber) })),
  }),
})
export type Checks = z.output<typeof Checks>

export const Explanation = z.object({
  /** As it is printed and typed. */
  reference: z.string(),
  findingId: Id,
  /** The moment of this paper. */
  madeAt: z.string(),
  district: z.object({ district: District, nameZh: z.string(), nameEn: z.string() }),
  report: ReportPage.pick({
    report: true,
    actOn: true,
    imageBefore: true,
    imageAfter: true,
    planeSrid: true,
    createdBy: true,
    createdAt: true,
  }),
  /** Whether it holds, or another evaluation came since. */
  isCurrent: z.boolean(),
  evaluation: Evaluation,
  result: ResultItem,
  /** Null: a doubt about the ground itself, or a rule that this release does not have. */
  rule: RuleText.nullable(),
  /** The law that decided, by its content; null where an earlier release judged. */
  law: z.object({ on: Day, is: z.enum(['act', 'today']), sha256: z.string() }).nullable(),
  thresholds: z.array(ThresholdUsed),
  /** What the rule looked at: entries of the ledger and attributes as they were. */
  entries: z.array(z.string()),
  attributes: z.record(z.string(), z.unknown()),
  steps: z.array(Step),
  sources: z.array(LayerSource),
  /** Over geometry, attributes, layers and law in the order of docs/guide-cli.md; null where an earlier release judged. */
  inputSha256: z.string().nullable(),
  checks: Checks,
  decisions: z.array(DecisionItem),
  overrides: z.array(OverrideItem),
  assignments: z.array(AssignmentItem),
})
export type Explanation = z.output<typeof Explanation>

export const explanations = endpoints({
  'GET /findings/:findingId': {
    summary: 'How a finding came about, made again from storage 推导与复算',
    permission: 'casework',
    scope: 'cases',
    audit: 'none:read',
    params: z.object({ findingId: Id }),
    query: z.object({ district: District }),
    response: Explanation,
  },
})
