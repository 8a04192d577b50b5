import { z } from 'zod'
import { AUDIT_ACTIONS } from '../audit.ts'
import { endpoints, Id, list } from './parts.ts'

// The audit trail 审计.

/** As a caller may write it, with a zone. */
const AnyInstant = z.iso.datetime({ offset: true })

/** An event of the trail with its place in chain and seals; hashes in hexadecimal. */
export const AuditEventItem = z.object({
  stream: z.string(),
  seq: z.number().int(),
  /** UTC, six decimals. */
  at: z.string(),
  actor: z.string().nullable(),
  org: z.string().nullable(),
  session: z.string().nullable(),
  ip: z.string().nullable(),
  action: z.string(),
  object: z.string().nullable(),
  outcome: z.enum(['done', 'refused']),
  reason: z.string().nullable(),
  beforeHash: z.string().nullable(),
  afterHash: z.string().nullable(),
  /** JSON, as the text that was hashed. */
  detail: z.string(),
  requestId: z.string().nullable(),
  prevHash: z.string().nullable(),
  hash: z.string(),
  alg: z.string(),
  /** Number of the seal that covers it. */
  seal: z.number().int().nullable(),
})

export type AuditEventItem = z.output<typeof AuditEventItem>

export const SealItem = z.object({
  n: z.number().int(),
  at: z.string(),
  events: z.number().int(),
  streams: z.number().int(),
  keyId: z.string(),
  hash: z.string(),
  alg: z.string(),
})

export type SealItem = z.output<typeof SealItem>

const Anchor = z.object({ n: z.number().int(), root: z.string(), at: z.string() })

/** An anchor, and whether the seal that it names is still the one that was anchored. */
const AnchorItem = Anchor.extend({ fits: z.boolean() })

/** What the verifier found, as tools/audit-verify reports it. */
export const Certificate = z.object({
  intact: z.boolean(),
  events: z.number().int(),
  streams: z.number().int(),
  seals: z.number().int(),
  anchors: z.number().int(),
  unsealed: z.number().int(),
  /** Streams whose first events were let go, and how many events that were. */
  checkpoints: z.number().int(),
  before: z.number().int(),
  hmac: z.enum(['verified', 'not checked', 'wrong']),
  findings: z.array(
    z.object({
      kind: z.string(),
      stream: z.string().optional(),
      seq: z.number().int().optional(),
      toSeq: z.number().int().optional(),
      field: z.string().optional(),
      seal: z.number().int().optional(),
      line: z.number().int().optional(),
      detail: z.string(),
    }),
  ),
  findingCount: z.number().int(),
  lastSeal: SealItem.nullable(),
  lastAnchor: Anchor.nullable(),
  /** SHA-256 of the bundle that was verified, without its last line. */
  sha256: z.string(),
  /** Of the platform. */
  version: z.string(),
  at: z.string(),
  by: z.string().nullable(),
})

export type Certificate = z.output<typeof Certificate>

export const Verification = z.object({
  jobId: Id,
  state: z.enum(['ready', 'running', 'done', 'failed', 'cancelled']),
  /** Events verified. */
  done: z.number().int(),
  total: z.number().int().nullable(),
  certificate: Certificate.nullable(),
  problem: z.string().nullable(),
  by: z.string().nullable(),
  createdAt: z.string(),
  endedAt: z.string().nullable(),
})

export type Verification = z.output<typeof Verification>

export const audit = endpoints({
  'GET /audit/events': {
    summary: 'Events of the audit trail, newest first, in pages of 200 审计记录',
    permission: ['auditor'],
    scope: 'trail',
    audit: ['audit.search'],
    query: z.object({
      from: AnyInstant.optional(),
      to: AnyInstant.optional(),
      actor: z.string().trim().max(100).optional(),
      /** Code of a unit. */
      org: z.string().trim().max(20).optional(),
      action: list(AUDIT_ACTIONS).optional(),
      stream: z.string().trim().max(100).optional(),
      object: z.string().trim().max(100).optional(),
      outcome: z.enum(['done', 'refused']).optional(),
      ip: z.string().trim().max(50).optional(),
      /** Anywhere in the event. */
      text: z.string().trim().max(100).optional(),
      /** `next` of the page before. */
      cursor: z.string().max(400).optional(),
    }),
    response: z.object({
      events: z.array(AuditEventItem),
      next: z.string().nullable(),
      /** With the first page: of everything that matches, whatever its action. */
      counts: z.array(z.object({ action: z.string(), count: z.number().int() })).nullable(),
      /** Seals up to this one are noted outside the database. */
      newestAnchor: z.number().int().nullable(),
    }),
  },
  'GET /audit/state': {
    summary: 'How the trail stands, and what administrators did since my last visit 审计概况',
    permission: ['auditor'],
    scope: 'trail',
    audit: ['audit.search'],
    response: z.object({
      lastVisitAt: z.string().nullable(),
      administratorsActs: z.array(AuditEventItem),
      events: z.number().int(),
      /** Events that were let go, being older than they must be kept. */
      letGo: z.number().int(),
      unsealed: z.number().int(),
      oldestUnsealedAt: z.string().nullable(),
      lastSeal: SealItem.nullable(),
      anchors: z.number().int(),
      newestAnchor: AnchorItem.nullable(),
      verification: Verification.nullable(),
    }),
  },
  'GET /audit/seals': {
    summary: 'Seals, newest first 封存',
    permission: ['auditor'],
    scope: 'trail',
    audit: 'none:read',
    query: z.object({ before: z.coerce.number().int().positive().optional() }),
    response: z.object({ seals: z.array(SealItem), next: z.number().int().nullable() }),
  },
  'GET /audit/anchors': {
    summary: 'Anchors outside the database, newest first 锚点',
    permission: ['auditor'],
    scope: 'trail',
    audit: 'none:read',
    response: z.object({ anchors: z.array(AnchorItem) }),
  },
  'POST /audit/verify': {
    summary: 'Verify the whole trail by the separate program; answers the verification to follow 查验',
    permission: ['auditor'],
    scope: 'trail',
    audit: ['audit.verify', 'audit.certify'],
    body: z.object({}),
    response: z.object({ verification: Verification }),
  },
  'GET /audit/verifications': {
    summary: 'The newest verifications with their certificates 查验记录',
    permission: ['auditor'],
    scope: 'trail',
    audit: 'none:read',
    response: z.object({ verifications: z.array(Verification) }),
  },
  'GET /audit/verifications/:jobId': {
    summary: 'How far a verification is, and its certificate 查验证书',
    permission: ['auditor'],
    scope: 'trail',
    audit: 'none:read',
    params: z.object({ jobId: Id }),
    response: z.object({ verification: Verification }),
  },
})
