import { z } from 'zod'
import { may } from '../access.ts'
import { APPROVAL_RULES } from '../approval.ts'
import { LAYER_ROLES } from '../layer.ts'
import { REPLAY_CAUSES, RESULT_CHANGES } from '../replay.ts'
import { VERDICTS } from '../report.ts'
import { SEVERITIES, THRESHOLDS, type ThresholdKey } from '../rule.ts'
import { Day, endpoints, Id, Job, PlaceName, ReportParams } from './parts.ts'
import { BriefResult } from './reports.ts'

// Numbers of law, what their changes and those of layers changed, and what another would change 阈值、重演、推演.

const Key = z.enum(Object.keys(THRESHOLDS) as [ThresholdKey, ...ThresholdKey[]])

/** A row of the register. */
export const ThresholdItem = z.object({
  thresholdId: Id,
  key: Key,
  /** Of this district; else a general row, which came with a release. */
  isOwn: z.boolean(),
  /** First and last day, both included; null: from ever, for ever. */
  from: Day.nullable(),
  to: Day.nullable(),
  /** Null: no source gives it, or, with `isGeneral`, the district has none of its own. */
  value: z.number().nullable(),
  unit: z.string(),
  source: z.string(),
  confirmed: z.boolean(),
  isGeneral: z.boolean(),
  recordedAt: z.string(),
  /** Who asked for it, who approved it, and why; null of what came with a release. */
  askedBy: z.string().nullable(),
  approvedBy: z.string().nullable(),
  reason: z.string().nullable(),
  /** Whether it is what reports of today are judged by. */
  holds: z.boolean(),
})

export type ThresholdItem = z.output<typeof ThresholdItem>

/** What a replay follows up. */
export const ReplayItem = z.object({
  replayId: Id,
  cause: z.enum(REPLAY_CAUSES),
  threshold: z
    .object({
      key: Key,
      value: z.number().nullable(),
      unit: z.string(),
      from: Day.nullable(),
      to: Day.nullable(),
      isGeneral: z.boolean(),
      source: z.string(),
      reason: z.string(),
    })
    .nullable(),
  layer: z.object({ role: z.enum(LAYER_ROLES), version: z.number().int(), validFrom: Day }).nullable(),
  changedBy: z.string(),
  createdAt: z.string(),
  /** The day from which it is due. */
  dueOn: Day,
  job: Job.pick({ jobId: true, state: true, done: true, total: true, step: true, version: true }).nullable(),
  endedAt: z.string().nullable(),
  /** Evaluations that were looked at, and reports that the change may touch; null until they are known. */
  examined: z.number().int().nullable(),
  affected: z.number().int().nullable(),
  /** Reports judged anew with another outcome, and review notes. */
  changed: z.number().int(),
  reviews: z.number().int(),
  /** Review notes that nobody closed yet. */
  openReviews: z.number().int(),
})

export type ReplayItem = z.output<typeof ReplayItem>

export const ResultChangeItem = z.object({
  ruleId: z.string(),
  change: z.enum(RESULT_CHANGES),
  before: BriefResult.nullable(),
  after: BriefResult.nullable(),
})

export const ChangeReasonItem = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('threshold'),
    key: z.string(),
    law: z.enum(['act', 'today']),
    before: z.number().nullable(),
    after: z.number().nullable(),
  }),
  z.object({
    kind: z.literal('layer'),
    role: z.enum(LAYER_ROLES),
    before: z.number().int().nullable(),
    after: z.number().int().nullable(),
  }),
  z.object({ kind: z.literal('rules') }),
  z.object({ kind: z.literal('day'), before: Day, after: Day }),
])

/** What became of one report. */
export const ReplayReportItem = z.object({
  replayId: Id,
  reportId: Id,
  reportNo: z.string(),
  township: PlaceName.nullable(),
  verdictBefore: z.enum(VERDICTS),
  verdictAfter: z.enum(VERDICTS),
  changes: z.array(ResultChangeItem),
  /** m² before and after, of entries that are others; null where one was not measured. */
  ledger: z.record(z.string(), z.tuple([z.number().nullable(), z.number().nullable()])),
  why: z.array(ChangeReasonItem),
  /** It was decided before: it stays as it was, and this is a note for review. */
  isReview: z.boolean(),
  closedAt: z.string().nullable(),
  closedBy: z.string().nullable(),
  outcome: z.enum(['kept', 'judged']).nullable(),
  reason: z.string().nullable(),
})

export type ReplayReportItem = z.output<typeof ReplayReportItem>

/** Reports with a change of each kind, by what they are counted by. */
const ChangeCount = z.object({
  key: z.string(),
  new: z.number().int(),
  cleared: z.number().int(),
  changed: z.number().int(),
})

export type ChangeCount = z.output<typeof ChangeCount>

const ChangeFilter = {
  rule: z.string().max(20).optional(),
  township: z.string().max(20).optional(), // a code, or `none`
  change: z.enum(RESULT_CHANGES).optional(),
  review: z.enum(['true', 'false']).optional(),
}

/** A number as it would be, in all reports of the days named. */
export const Move = z.object({
  key: Key,
  value: z.number().nonnegative().nullable(),
  from: Day.nullable(),
  to: Day.nullable(),
})

export type Move = z.output<typeof Move>

/** A report that would be another. */
export const WhatIfReport = z.object({
  reportId: Id,
  reportNo: z.string(),
  township: PlaceName.nullable(),
  isDecided: z.boolean(),
  centre: z.array(z.number()).length(2),
  verdictBefore: z.enum(VERDICTS),
  verdictAfter: z.enum(VERDICTS),
  severityAfter: z.enum(SEVERITIES).nullable(),
  changes: z.array(ResultChangeItem),
})

export type WhatIfReport = z.output<typeof WhatIfReport>

const DESK = ['analyst', 'office'] as const

export const law = endpoints({
  'GET /thresholds': {
    summary: 'The register of thresholds, every row that was ever added 阈值登记',
    permission: 'casework',
    scope: 'district',
    audit: 'none:read',
    response: z.object({
      thresholds: z.array(ThresholdItem),
      /** Changes that wait for a second person. */
      open: z.array(z.object({ approvalId: Id, key: Key, askedBy: z.string() })),
      today: Day,
    }),
  },
  'POST /thresholds': {
    summary:
      'Propose a row for my district: a change, or a confirmation; a second person approves 申请变更阈值',
    permission: APPROVAL_RULES['threshold.change'].asks,
    scope: 'district',
    audit: ['approval.ask', 'approval.expire'],
    idempotent: true,
    body: z.object({
      key: Key,
      value: z.number().nullable(),
      from: Day.nullable(),
      to: Day.nullable().default(null),
      source: z.string().trim().min(1).max(500),
      confirmed: z.boolean(),
      isGeneral: z.boolean().default(false),
      reason: z.string().trim().min(1).max(2000),
    }),
    response: z.object({ approvalId: Id }),
  },
  'GET /replays': {
    summary: 'What changes of layers and thresholds changed, the newest first 变更后重演',
    permission: DESK,
    scope: 'district',
    audit: 'none:read',
    response: z.object({ replays: z.array(ReplayItem) }),
  },
  'GET /replays/:replayId': {
    summary: 'What one of them changed, report by report, and why 重演结果',
    permission: DESK,
    scope: 'cases',
    audit: 'none:read',
    params: z.object({ replayId: Id }),
    query: z.object({
      ...ChangeFilter,
      offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
    response: z.object({
      replay: ReplayItem,
      reports: z.array(ReplayReportItem),
      /** Of what matches the filter. */
      total: z.number().int(),
      /** Of all. */
      counts: z.object({ rule: z.array(ChangeCount), township: z.array(ChangeCount) }),
    }),
  },
  'GET /reports/:district/:reportId/reviews': {
    summary: 'Review notes about a report that nobody closed: what a later change would make of it 复核提示',
    permission: may('report.read'),
    scope: 'cases',
    audit: 'none:read',
    params: ReportParams,
    response: z.object({ reviews: z.array(ReplayReportItem.extend({ replay: ReplayItem })) }),
  },
  'POST /reports/:district/:reportId/reviews/close': {
    summary: 'Close the review notes of a report: the decision is kept, and why 维持原判定',
    permission: may('report.decide'),
    scope: 'cases',
    audit: ['report.review'],
    idempotent: true,
    params: ReportParams,
    body: z.object({ reason: z.string().trim().min(1).max(2000) }),
    response: z.object({ closed: z.number().int() }),
  },
  'POST /what-if': {
    summary:
      'What would appear and vanish with other thresholds, some reports after the other; nothing is stored 假设推演',
    permission: DESK,
    scope: 'cases',
    audit: 'none:read',
    body: z.object({
      moves: z.array(Move).min(1).max(20),
      /** Where the answer before ended. */
      after: Id.default('0'),
      limit: z.number().int().min(1).max(5_000).default(2_000),
    }),
    response: z.object({
      /** Evaluations that were looked at. */
      examined: z.number().int(),
      /** Of all; and those of earlier releases, which have to be judged again before anything can be told of them. */
      total: z.number().int(),
      unknown: z.number().int(),
      reports: z.array(WhatIfReport),
      /** To go on with; null where that was all. */
      next: Id.nullable(),
    }),
  },
})

// Beside these, plain HTTP: GET /api/replays/:replayId/changes.csv.
