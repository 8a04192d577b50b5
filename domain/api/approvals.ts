import { z } from 'zod'
import { APPROVAL_KINDS, APPROVAL_RULES, APPROVAL_STATES } from '../approval.ts'
import { EXPORT_FORMATS, EXPORT_STATES } from '../export.ts'
import { LABELS } from '../label.ts'
import { District, endpoints, Id, Word } from './parts.ts'
import { ReportFilter } from './reports.ts'

// Acts of two people, and exports 双人复核、导出登记.

/** An act that one person asked for, as the signed-in person sees it. */
export const ApprovalItem = z.object({
  approvalId: Id,
  kind: z.enum(APPROVAL_KINDS),
  object: z.string(),
  /** What the act needs, by kind. */
  payload: z.record(z.string(), z.unknown()),
  reason: z.string(),
  askedBy: z.string(),
  askedAt: z.string(),
  state: z.enum(APPROVAL_STATES),
  decidedBy: z.string().nullable(),
  decidedAt: z.string().nullable(),
  note: z.string().nullable(),
  expiresAt: z.string(),
  version: z.number().int(),
  mayDecide: z.boolean(),
  mayWithdraw: z.boolean(),
  /** Why it is open and not for me to decide. */
  whyNot: z.enum(['role', 'same-person', 'same-deputyship']).nullable(),
})

export type ApprovalItem = z.output<typeof ApprovalItem>

const Bounds = z.array(z.number()).length(4)

const FactValue = z.union([z.number(), z.string()]).nullable()

/** What has to be looked at before deciding: what stands now beside what would stand. */
export const ApprovalEvidence = z.object({
  facts: z.array(
    z.object({
      key: z.string(),
      unit: z.enum(['text', 'count', 'm2', 'day', 'label', 'status', 'threshold']),
      now: FactValue,
      then: FactValue,
    }),
  ),
  /** Extents: west, south, east, north. */
  bounds: z.object({ now: Bounds.nullable(), then: Bounds.nullable() }).nullable(),
  /** A layer whose repaired and refused features can be listed. */
  layerVersionId: Id.nullable(),
  /** A report to read. */
  reportId: Id.nullable(),
})

export type ApprovalEvidence = z.output<typeof ApprovalEvidence>

/** A registered export. The file of one that is ready is at GET /exports/:exportId/file. */
export const ExportItem = z.object({
  exportId: Id,
  format: z.enum(EXPORT_FORMATS),
  /** Of the list, as it was asked. */
  filter: z.record(z.string(), z.unknown()),
  rows: z.number().int(),
  /** The highest of its rows. */
  label: z.enum(LABELS),
  purpose: z.string(),
  recipient: z.string(),
  askedBy: z.string(),
  askedAt: z.string(),
  state: z.enum(EXPORT_STATES),
  /** Null where nobody had to be asked. */
  approvalId: Id.nullable(),
  approvedBy: z.string().nullable(),
  readyAt: z.string().nullable(),
  expiresAt: z.string(),
  /** When it was last handed out, and what. */
  handedAt: z.string().nullable(),
  sha256: z.string().nullable(),
  bytes: z.number().int().nullable(),
  /** Whether I may take the file now. */
  mayTake: z.boolean(),
})

export type ExportItem = z.output<typeof ExportItem>

const ApprovalParams = z.object({ approvalId: Id })

const ApprovalAnswer = z.object({ approval: ApprovalItem })

const Note = z.string().trim().max(2000)

export const approvals = endpoints({
  'GET /exports': {
    summary: 'Exports: my own; analysts and the leading office see all 导出登记',
    permission: APPROVAL_RULES['report.export'].asks,
    scope: 'cases',
    audit: 'none:read',
    response: z.object({
      exports: z.array(ExportItem),
      /** More rows than these wait for a second person. */
      threshold: z.number().int(),
    }),
  },
  'POST /exports': {
    summary: 'Register an export of the list; ready at once, or once a second person has approved 申请导出',
    permission: APPROVAL_RULES['report.export'].asks,
    scope: 'cases',
    audit: ['export.ask', 'approval.ask', 'approval.expire'],
    idempotent: true,
    body: z.object({
      district: District,
      format: z.enum(EXPORT_FORMATS),
      filter: z.object(ReportFilter).default({}),
      purpose: z.string().trim().min(2).max(2000),
      recipient: Word,
    }),
    response: z.object({ export: ExportItem }),
  },
  'GET /approvals': {
    summary: 'Acts that wait for a second person, and those decided, as far as they concern me 待复核',
    permission: 'casework',
    scope: 'cases',
    audit: 'none:read',
    query: z.object({ open: z.enum(['true', 'false']).default('false') }),
    response: z.object({
      approvals: z.array(ApprovalItem),
      /** How many wait for me. */
      toDecide: z.number().int(),
    }),
  },
  'GET /approvals/:approvalId': {
    summary: 'One of them, with what has to be looked at before deciding 复核材料',
    permission: 'casework',
    scope: 'cases',
    audit: 'none:read',
    params: ApprovalParams,
    response: z.object({ approval: ApprovalItem, evidence: ApprovalEvidence.nullable() }),
  },
  'POST /approvals/:approvalId/approve': {
    summary: 'Approve what another asked for, which does it; If-Match tells which version was seen 复核通过',
    permission: 'casework',
    scope: 'cases',
    audit: [
      'approval.approve',
      'layer.publish',
      'layer.withdraw',
      'report.deadline',
      'evidence.void',
      'export.release',
      'threshold.change',
    ],
    idempotent: true,
    ifMatch: 'approvalId',
    params: ApprovalParams,
    body: z.object({ note: Note.default('') }),
    response: ApprovalAnswer,
  },
  'POST /approvals/:approvalId/refuse': {
    summary: 'Refuse what another asked for, and say why 复核退回',
    permission: 'casework',
    scope: 'cases',
    audit: ['approval.refuse'],
    idempotent: true,
    ifMatch: 'approvalId',
    params: ApprovalParams,
    body: z.object({ note: Note.min(1) }),
    response: ApprovalAnswer,
  },
  'POST /approvals/:approvalId/withdraw': {
    summary: 'Take back what I asked for 撤回申请',
    permission: 'casework',
    scope: 'cases',
    audit: ['approval.withdraw'],
    idempotent: true,
    ifMatch: 'approvalId',
    params: ApprovalParams,
    body: z.object({ note: Note.default('') }),
    response: ApprovalAnswer,
  },
})
