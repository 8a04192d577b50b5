import { z } from 'zod'
import { AGENCY_CODES, THRESHOLDS, type ThresholdKey } from '../rule.ts'
import { Day, endpoints } from './parts.ts'

// 规则目录: what is asked of each rule, and what became of its hits.

const Key = z.enum(Object.keys(THRESHOLDS) as [ThresholdKey, ...ThresholdKey[]])

/** What the catalogue says of a rule beside what the rule is, which is in `GET /meta`. */
export const CatalogueRule = z.object({
  ruleId: z.string(),
  assist: z.array(z.enum(AGENCY_CODES)),
  /** The figures that it compares with. */
  figures: z.array(Key),
  /** The evidence that it asks for. */
  evidence: z.array(z.string()),
  /** Reports, each once; what they are is said in domain/rule-use.ts. */
  use: z.object({
    fired: z.number().int(),
    open: z.number().int(),
    confirmed: z.number().int(),
    cleared: z.number().int(),
    overridden: z.number().int(),
    byHand: z.number().int(),
  }),
  /** Confirmed ÷ (confirmed + cleared + overridden); null while nothing was decided. */
  precision: z.number().min(0).max(1).nullable(),
})

export type CatalogueRule = z.output<typeof CatalogueRule>

/** A figure as reports of today are judged by it. */
export const FigureToday = z.object({
  key: Key,
  /** Null: unset. */
  value: z.number().nullable(),
  unit: z.string(),
  source: z.string(),
  confirmed: z.boolean(),
  /** Of this district; else general. */
  isOwn: z.boolean(),
})

export type FigureToday = z.output<typeof FigureToday>

export const catalogue = endpoints({
  'GET /rules': {
    summary: 'The catalogue: figures of today, evidence, and how often each rule hit and was right 规则目录',
    permission: 'casework',
    scope: 'cases',
    audit: 'none:read',
    query: z.object({
      /** Days of report, both included. */
      from: Day.optional(),
      to: Day.optional(),
      /** A code: reports that this township leads. */
      township: z.string().min(1).max(20).optional(),
    }),
    response: z.object({
      rules: z.array(CatalogueRule),
      figures: z.array(FigureToday),
      today: Day,
    }),
  },
})
