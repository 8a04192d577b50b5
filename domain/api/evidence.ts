import { z } from 'zod'
import { may } from '../access.ts'
import { CUSTODY_ACTS, EVIDENCE_TYPES } from '../evidence.ts'
import { LABELS } from '../label.ts'
import { endpoints, Id, ReportParams } from './parts.ts'

// Photos and papers 证据.

const Instant = z.string()

/** A photo or a paper of a case. Its bytes are at …/original, what is shown of them at …/thumbnail and …/display. */
export const EvidenceItem = z.object({
  evidenceId: Id,
  name: z.string(),
  type: z.enum(EVIDENCE_TYPES),
  size: z.number().int(),
  sha256: z.string(),
  sm3: z.string(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  /** As the camera wrote it. */
  takenAt: Instant.nullable(),
  /** False where the camera told no zone, and that of the district was assumed. */
  takenZoneKnown: z.boolean().nullable(),
  receivedAt: Instant,
  /** Seconds that the sending device's clock was ahead of ours. */
  clockOffsetS: z.number().nullable(),
  collector: z.string(),
  witness: z.string().nullable(),
  device: z.string().nullable(),
  /** From the satellites, in degrees; `errorM` as the camera tells it. */
  position: z.object({ lon: z.number(), lat: z.number(), errorM: z.number().nullable() }).nullable(),
  label: z.enum(LABELS),
  voided: z
    .object({ at: Instant, askedBy: z.string(), approvedBy: z.string(), reason: z.string() })
    .nullable(),
  /** A second person is asked to void it; seen by whoever asked, and by those who may approve. */
  voidAsked: z.object({ at: Instant, by: z.string(), reason: z.string() }).nullable(),
  checkedAt: Instant,
  /** False where the newest look at the file found it missing or changed. */
  isSound: z.boolean(),
})

export type EvidenceItem = z.output<typeof EvidenceItem>

const CustodyItem = z.object({
  at: Instant,
  act: z.enum(CUSTODY_ACTS),
  /** Null: the platform itself. */
  who: z.string().nullable(),
  detail: z.string().nullable(),
})

const CaseEvidence = z.object({
  evidence: z.array(EvidenceItem),
  /** 待补证: photos that could not be stored are still to come. */
  isWanted: z.boolean(),
})

const EvidenceParams = ReportParams.extend({ evidenceId: Id })

export const evidence = endpoints({
  'GET /reports/:district/:reportId/evidence': {
    summary: 'Photos and papers of a report, voided ones too 证据',
    permission: 'casework',
    scope: 'cases',
    audit: 'none:read',
    params: ReportParams,
    response: CaseEvidence,
  },
  'POST /reports/:district/:reportId/evidence': {
    summary: 'Add a photo or a paper; X-Device-Time is the sending device’s clock (ISO 8601) 上传证据',
    permission: may('evidence.add'),
    scope: 'cases',
    audit: ['evidence.add', 'evidence.want'],
    params: ReportParams,
    form: z.object({
      /** Given when the item was made: sent again, it is the same item. */
      clientUuid: z.uuid(),
      witness: z.string().trim().max(100).optional(),
    }),
    idempotent: true,
    isDone: true,
    response: z.object({
      item: EvidenceItem,
      /** The same bytes were on file for this report already. */
      isKnown: z.boolean(),
    }),
  },
  'GET /reports/:district/:reportId/evidence/:evidenceId': {
    summary: 'One item, and who did what with it 证据保管链',
    permission: 'casework',
    scope: 'cases',
    audit: 'none:read',
    params: EvidenceParams,
    response: z.object({ item: EvidenceItem, custody: z.array(CustodyItem) }),
  },
  'POST /reports/:district/:reportId/evidence/:evidenceId/check': {
    summary: 'Hash the file again 复核哈希',
    permission: 'casework',
    scope: 'cases',
    audit: ['evidence.check'],
    params: EvidenceParams,
    body: z.object({}),
    response: z.object({ item: EvidenceItem }),
  },
  'POST /reports/:district/:reportId/evidence/:evidenceId/void': {
    summary: 'Ask a second person to void an item; nothing is deleted 申请作废证据',
    permission: may('evidence.void'),
    scope: 'cases',
    audit: ['approval.ask'],
    stepUp: true,
    idempotent: true,
    params: EvidenceParams,
    body: z.object({ reason: z.string().trim().min(1).max(2000) }),
    response: z.object({ approvalId: Id, item: EvidenceItem }),
  },
})
