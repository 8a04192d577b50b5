import { z } from 'zod'
import { may } from './access.ts'
import { APPROVAL_KINDS, APPROVAL_RULES, APPROVAL_STATES } from './approval.ts'
import { AUDIT_ACTIONS, type Audited } from './audit.ts'
import { CUSTODY_ACTS, EVIDENCE_TYPES } from './evidence.ts'
import { EXPORT_FORMATS, EXPORT_STATES } from './export.ts'
import { LABELS } from './label.ts'
import { LAYER_ROLES, LAYER_STATUSES } from './layer.ts'
import { PERMIT_TIMINGS } from './ledger.ts'
import { NOTIFICATION_KINDS } from './notification.ts'
import { hasRightCheck, PARTY_ROLES } from './party.ts'
import { TRANSFER_ACTS, TRANSFER_STATES } from './transfer.ts'
import { DECISIONS, REPORT_SOURCES, REPORT_STATES, VERDICTS } from './report.ts'
import { AGENCY_CODES, SEVERITIES } from './rule.ts'
import { ACCOUNT_STATUSES, ORGANISATION_KINDS, PERSON_ROLES } from './person.ts'
import type { Scope } from './scope.ts'
import { AUTH_MODES, LACKS, type Lack } from './session.ts'

/**
 * Every endpoint, once. Input checks, the types of both sides, openapi.json, the permissions, and what is said of rows and
 * events are read from here.
 * Areas are m² on the CGCS2000 ellipsoid, unrounded; days are YYYY-MM-DD; positions are longitude, latitude (EPSG:4490).
 */

const Id = z.string().regex(/^\d{1,18}$/)
const District = z.string().regex(/^\d{6}$/)
const Area = z.number().nonnegative()
const Day = z.iso.date()
const Word = z.string().trim().min(1).max(200)

/** Phones in whatever way they are written, extension included. */
const Phone = z
  .string()
  .trim()
  .regex(/^[+(]?\d[\d\s()#-]{4,28}\d$/, 'no phone number')
/** Why somebody wants to see what is masked; it stands in the trail. */
const Reason = z.string().trim().min(2).max(500)

const list = <T extends readonly [string, ...string[]]>(words: T) =>
  z
    .string()
    .transform((text) => text.split(',').filter((word) => word !== ''))
    .pipe(z.array(z.enum(words)))

/** GeoJSON as it arrives: its shape is the geometry check's business, which names part, ring and vertex. */
const AnyGeometry = z.record(z.string(), z.unknown())

const Named = { nameZh: z.string(), nameEn: z.string() }
const PersonName = z.object({ personId: Id, ...Named })

/** A post in which somebody may act today: his own, or of an officer for whom he stands in. */
export const PostToday = z.object({
  postId: Id,
  deputyId: Id.nullable(),
  role: z.enum(PERSON_ROLES),
  org: z.object({ orgId: Id, code: z.string(), ...Named }),
  district: District,
  township: z.string().nullable(),
  /** The highest label that it reads. */
  clearance: z.enum(LABELS),
  /** The absent officer, where a deputy acts. */
  actsFor: PersonName.nullable(),
})
export type PostToday = z.output<typeof PostToday>

/** Who is signed in, in the post in which he acts. */
export const Person = PersonName.extend({ login: z.string(), ...PostToday.shape })
export type Person = z.output<typeof Person>

/** The session, with when it ends by itself. */
const Signed = z.object({
  person: Person,
  posts: z.array(PostToday),
  /** What is still wanting; until then nothing else is served. */
  lacks: z.enum(LACKS).nullable(),
  /** Unused for so long it ends; … */
  idleSeconds: z.number(),
  /** … and in any case after this: seconds and not a time, since clocks differ. */
  endsInSeconds: z.number(),
})
export type SignedIn = z.output<typeof Signed>
/** With whether a session elsewhere has ended by this one. */
const Entered = Signed.extend({ hasDisplaced: z.boolean() })

/** Of an authenticator app, or a recovery code. */
const Code = z.string().trim().min(1).max(60)

export const Organisation = z.object({
  orgId: Id,
  code: z.string(),
  kind: z.enum(ORGANISATION_KINDS),
  ...Named,
  township: z.string().nullable(),
  /** 联络人 and 负责人, whom the notice asks each unit to name. */
  liaison: PersonName.nullable(),
  head: PersonName.nullable(),
  people: z.number().int(),
  version: z.number().int(),
})
export type Organisation = z.output<typeof Organisation>

const DeputyItem = z.object({
  deputyId: Id,
  person: PersonName,
  validFrom: Day,
  validTo: Day,
  reason: z.string(),
  version: z.number().int(),
})

export const PostItem = z.object({
  postId: Id,
  role: z.enum(PERSON_ROLES),
  clearance: z.enum(LABELS),
  org: z.object({ orgId: Id, code: z.string(), ...Named }),
  validFrom: Day,
  validTo: Day.nullable(),
  deputies: z.array(DeputyItem),
  version: z.number().int(),
})

/** An account, as those who keep accounts see it: never a password, not even its hash. */
export const Account = PersonName.extend({
  login: z.string(),
  /** Of the office; masked. */
  phone: z.string().nullable(),
  status: z.enum(ACCOUNT_STATUSES),
  lockedUntil: z.string().nullable(),
  /** Since when there is a second factor; null without one. */
  factorSince: z.string().nullable(),
  recoveryLeft: z.number().int(),
  /** Who the person is at identity providers. */
  identities: z.array(z.object({ issuer: z.string(), subject: z.string() })),
  lastUsedAt: z.string().nullable(),
  posts: z.array(PostItem),
  version: z.number().int(),
})
export type Account = z.output<typeof Account>

/** A link that sets a first password: one use, one day. The token is shown once and stored as a hash. */
const Activation = z.object({ token: z.string(), expiresAt: z.string() })
const Accounts = z.object({ accounts: z.array(Account) })

/** A backup was made, restored elsewhere and compared; times in seconds. */
export const DrillItem = z.object({
  drillId: Id,
  startedAt: z.string(),
  ok: z.boolean(),
  /** Until all was restored and compared. */
  rtoSeconds: z.number().nonnegative(),
  /** Work that would have been lost. */
  rpoSeconds: z.number().nonnegative(),
  bytes: z.number().nonnegative(),
  differences: z.array(z.string()),
})
export type DrillItem = z.output<typeof DrillItem>

export const PlaceName = z.object({ code: z.string(), name: z.string() })

export const DistrictInfo = z.object({
  district: District,
  nameZh: z.string(),
  nameEn: z.string(),
  isDemo: z.boolean(),
  /** West, south, east, north. */
  bounds: z.array(z.number()).length(4).nullable(),
  townships: z.array(PlaceName),
})
export type DistrictInfo = z.output<typeof DistrictInfo>

export const LayerVersion = z.object({
  layerVersionId: Id,
  district: District,
  role: z.enum(LAYER_ROLES),
  version: z.number().int(),
  status: z.enum(LAYER_STATUSES),
  validFrom: Day,
  source: z.string(),
  fileName: z.string(),
  sourceCrs: z.string(),
  featureCount: z.number().int(),
  areaM2: Area,
  repairedCount: z.number().int(),
  refusedCount: z.number().int(),
  sha256: z.string().nullable(),
  label: z.enum(LABELS),
  /** 审批文号, by which the source released it. */
  releaseNo: z.string().nullable(),
  /** Who confirmed that it is no state secret; null for layers of earlier releases, and for those that the platform made. */
  notSecretBy: z.string().nullable(),
  importedBy: z.string(),
  importedAt: z.string(),
  /** True for the version that serves today. */
  serves: z.boolean(),
  /** Of this row: its status may change. */
  revision: z.number().int(),
  /** The open question whether it be published or withdrawn. */
  approval: z.object({ approvalId: Id, kind: z.enum(APPROVAL_KINDS), askedBy: z.string() }).nullable(),
})
export type LayerVersion = z.output<typeof LayerVersion>

const Layers = z.object({
  layers: z.array(LayerVersion),
  /** Whether versions are published and withdrawn by two people. */
  twoPerson: z.boolean(),
})

export const LayerProblem = z.object({
  featureId: z.number().int(),
  sourceKey: z.string().nullable(),
  action: z.enum(['repaired', 'refused']),
  code: z.string(),
  detail: z.string(),
  areaBeforeM2: z.number().nullable(),
  areaAfterM2: z.number().nullable(),
  location: z.array(z.number()).length(2).nullable(),
})

export const Job = z.object({
  jobId: Id,
  kind: z.enum(['import-layer', 'import-reports', 'evaluate', 'verify-audit']),
  state: z.enum(['ready', 'running', 'done', 'failed', 'cancelled']),
  done: z.number().int(),
  total: z.number().int().nullable(),
  step: z.string().nullable(),
  result: z.unknown(),
  problem: z.unknown(),
  createdAt: z.string(),
  endedAt: z.string().nullable(),
  /** Counts its states, not its progress. */
  version: z.number().int(),
})
export type Job = z.output<typeof Job>

/** What somebody should know: of his unit, or of an act of his own. */
export const Notification = z.object({
  notificationId: Id,
  kind: z.enum(NOTIFICATION_KINDS),
  /** What it is about: a report, or what waits for a second person. */
  reportId: Id.nullable(),
  reportNo: z.string().nullable(),
  approvalId: Id.nullable(),
  /** Who did it; until when it is to be done; why; which act waits. */
  detail: z.object({
    by: z.string(),
    dueOn: Day.optional(),
    reason: z.string().optional(),
    act: z.enum(APPROVAL_KINDS).optional(),
  }),
  createdAt: z.string(),
  /** By the reader himself. */
  readAt: z.string().nullable(),
})
export type Notification = z.output<typeof Notification>

/** The newest, and how many are unread: counted up to 100. */
const Notifications = z.object({ unread: z.number().int(), notifications: z.array(Notification) })

/** A row of the list, and what tiles carry. */
export const ReportRow = z.object({
  reportId: Id,
  reportNo: z.string(),
  source: z.enum(REPORT_SOURCES),
  type: z.string().nullable(),
  reportedOn: Day,
  areaM2: Area,
  township: PlaceName.nullable(),
  state: z.enum(REPORT_STATES),
  verdict: z.enum(VERDICTS).nullable(),
  severity: z.enum(SEVERITIES).nullable(),
  rules: z.array(z.string()),
  decision: z.enum(DECISIONS).nullable(),
  assignedTo: PlaceName.nullable(),
  dueOn: Day.nullable(),
  acknowledgedAt: z.string().nullable(),
  version: z.number().int(),
  centre: z.array(z.number()).length(2),
  bounds: z.array(z.number()).length(4),
})
export type ReportRow = z.output<typeof ReportRow>

const NumberOrText = z.union([z.number(), z.string()])

export const PowerItem = z.object({
  powerId: Id,
  ruleGroup: z.string(),
  township: z.string().nullable(),
  agency: z.enum(AGENCY_CODES),
  basis: z.string(),
  isConfirmed: z.boolean(),
  validFrom: Day,
  validTo: Day.nullable(),
  changedBy: z.string(),
  changedAt: z.string(),
  version: z.number().int(),
})
export type PowerItem = z.output<typeof PowerItem>

/** Who may act by a rule in the report's township: null is nobody, until it is delegated. */
const CompetenceItem = z.object({
  agency: z.string().nullable(),
  basis: z.string().nullable(),
  isConfirmed: z.boolean(),
})

export const ResultItem = z.object({
  findingId: Id,
  kind: z.enum(['finding', 'doubt']),
  ruleId: z.string(),
  severity: z.enum(SEVERITIES).nullable(),
  lead: z.string(),
  competence: CompetenceItem,
  measured: z.number().nullable(),
  threshold: z.number().nullable(),
  thresholdKey: z.string().nullable(),
  thresholdSource: z.string().nullable(),
  thresholdConfirmed: z.boolean().nullable(),
  unit: z.string().nullable(),
  statute: z.string().nullable(),
  missing: z.array(z.string()),
  layers: z.array(z.enum(LAYER_ROLES)),
  numbers: z.record(z.string(), NumberOrText),
  /** Doubts: a DoubtReason, and what it is about. */
  reason: z.string().nullable(),
  subject: z.string().nullable(),
})
export type ResultItem = z.output<typeof ResultItem>

export const LayerUsedItem = z.object({
  layerVersionId: Id,
  role: z.enum(LAYER_ROLES),
  version: z.number().int(),
  validFrom: Day,
  laterThanDay: z.boolean(),
  source: z.string(),
})

/** m² shared with a feature; with all of a layer that the reader's clearance does not reach, of which nothing else is told. */
export const FactItem = z.object({
  role: z.enum(LAYER_ROLES),
  layerVersionId: Id.nullable(),
  featureId: z.number().int().nullable(),
  sourceKey: z.string().nullable(),
  class: z.string().nullable(),
  className: z.string().nullable(),
  name: z.string().nullable(),
  areaM2: Area,
})

export const PermitItem = z.object({
  role: z.enum(LAYER_ROLES),
  kind: z.string().nullable(),
  number: z.string().nullable(),
  holder: z.string().nullable(),
  status: z.string().nullable(),
  issuedOn: Day.nullable(),
  expiresOn: Day.nullable(),
  use: z.string().nullable(),
  approvedAreaM2: z.number().nullable(),
  timing: z.enum(PERMIT_TIMINGS),
  coveredM2: Area,
  excessM2: Area,
})

export const Evaluation = z.object({
  evaluationId: Id,
  asOf: Day,
  evaluatedAt: z.string(),
  engine: z.string(),
  step: z.number().int(),
  reportSha256: z.string(),
  rulesVersion: z.string(),
  verdict: z.enum(VERDICTS),
  ledger: z.array(z.object({ entry: z.string(), areaM2: Area, widthM: z.number().nullable() })),
  facts: z.array(FactItem),
  permits: z.array(PermitItem),
  layers: z.array(LayerUsedItem),
  /** Used and not shown: my clearance does not reach them. */
  hiddenLayers: z.array(z.enum(LAYER_ROLES)),
  missingLayers: z.array(z.enum(LAYER_ROLES)),
  results: z.array(ResultItem),
})
export type Evaluation = z.output<typeof Evaluation>

export const DecisionItem = z.object({
  decisionId: Id,
  decision: z.enum(DECISIONS),
  reason: z.string(),
  decidedBy: z.string(),
  decidedAt: z.string(),
  undoneBy: z.string().nullable(),
  undoneAt: z.string().nullable(),
})

export const AssignmentItem = z.object({
  assignmentId: Id,
  township: PlaceName,
  task: z.string(),
  dueOn: Day,
  assignedBy: z.string(),
  assignedAt: z.string(),
  acknowledgedBy: z.string().nullable(),
  acknowledgedAt: z.string().nullable(),
  withdrawnAt: z.string().nullable(),
})

export const ReportPage = z.object({
  report: ReportRow,
  attributes: z.record(z.string(), z.unknown()),
  actOn: Day.nullable(),
  imageBefore: Day.nullable(),
  imageAfter: Day.nullable(),
  judgedOn: Day,
  village: PlaceName.nullable(),
  townshipShare: z.number().nullable(),
  /** GeoJSON MultiPolygon in EPSG:4490. */
  geometry: z.object({
    type: z.literal('MultiPolygon'),
    coordinates: z.array(z.array(z.array(z.array(z.number())))),
  }),
  /** Coordinates of the first ring's points in the district's plane: northing X, easting Y, m. */
  planeSrid: z.number().int(),
  plane: z.array(z.array(z.number())),
  evaluation: Evaluation.nullable(),
  decisions: z.array(DecisionItem),
  assignments: z.array(AssignmentItem),
  createdBy: z.string(),
  createdAt: z.string(),
})
export type ReportPage = z.output<typeof ReportPage>

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
/** Somebody whom a report names: masked, and after his period a pseudonym. What the caller may not know of is null. */
export const PartyItem = z.object({
  partyId: z.uuid(),
  role: z.enum(PARTY_ROLES),
  name: z.string().nullable(),
  phone: z.string().nullable(),
  idNo: z.string().nullable(),
  pseudonym: z.string().nullable(),
  createdBy: z.string(),
  createdAt: z.string(),
})
export type PartyItem = z.output<typeof PartyItem>

/** Of a person or a unit (统一社会信用代码); an ID card's last character must fit the others. */
const IdNo = z
  .string()
  .trim()
  .regex(/^[0-9A-Za-z()-]{6,30}$/, 'no number of an identity document')
  .refine(hasRightCheck, 'the last character of the ID number does not fit the others')

const empty = <T extends z.ZodType>(schema: T) => schema.nullable().default(null)

/** Only what the legal document needs. */
export const PartyInput = z
  .object({
    role: z.enum(PARTY_ROLES),
    name: empty(Word),
    phone: empty(Phone),
    idNo: empty(IdNo),
  })
  .refine(({ name, phone, idNo }) => (name ?? phone ?? idNo) !== null, 'name, phone or ID number')

const Parties = z.object({ parties: z.array(PartyItem) })

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

const Unit = z.object({ orgId: Id, code: z.string(), ...Named })

/** A unit to which a report may be transferred. */
export const TransferUnit = Unit.extend({ isCompartment: z.boolean() })
export type TransferUnit = z.output<typeof TransferUnit>

export const Transfer = z.object({
  transferId: z.uuid(),
  district: District,
  reportId: Id,
  reportNo: z.string(),
  to: Unit,
  from: Unit,
  /** Known to its sender, the head of the leading office and the receiving unit alone. */
  isCompartment: z.boolean(),
  ask: z.string(),
  dueOn: Day.nullable(),
  state: z.enum(TRANSFER_STATES),
  askedBy: z.string(),
  askedAt: z.string(),
  sentBy: z.string().nullable(),
  sentAt: z.string().nullable(),
  receivedBy: z.string().nullable(),
  receivedAt: z.string().nullable(),
  answer: z.string().nullable(),
  answeredBy: z.string().nullable(),
  answeredAt: z.string().nullable(),
  endedBy: z.string().nullable(),
  endedAt: z.string().nullable(),
  endReason: z.string().nullable(),
  version: z.number().int(),
  /** What I may do to it. */
  acts: z.array(z.enum(TRANSFER_ACTS)),
})
export type Transfer = z.output<typeof Transfer>

const TransferParams = z.object({ transferId: z.uuid() })
const TransferAnswer = z.object({ transfer: Transfer })
const EndReason = z.object({ reason: z.string().trim().min(1).max(2000) })

/** Filters of the list; the map's tiles take the same, so that list and map stay in step. */
const ReportFilter = {
  verdict: list(VERDICTS).optional(),
  rule: z.string().max(200).optional(), // ids with commas between
  group: z.string().max(40).optional(), // rule groups: NA,NG,GH,RP,HS,ES
  township: z.string().max(400).optional(), // codes with commas between
  state: list(REPORT_STATES).optional(),
  decision: z.string().max(200).optional(), // DECISIONS, or `none`
  severity: list(SEVERITIES).optional(),
  source: list(REPORT_SOURCES).optional(),
  reportedFrom: Day.optional(),
  reportedTo: Day.optional(),
  search: z.string().trim().max(100).optional(), // number, township, village, or "lon,lat"
  bbox: z
    .string()
    .regex(/^-?\d+(\.\d+)?(,-?\d+(\.\d+)?){3}$/)
    .optional(),
} as const

export const SORTS = ['severity', 'area', 'reported', 'number', 'due'] as const

const NewReport = z.object({
  district: District,
  geometry: AnyGeometry,
  source: z.enum(REPORT_SOURCES).default('drawn'),
  type: z.string().max(10).nullable().default(null),
  reportedOn: Day,
  actOn: Day.nullable().default(null),
  imageBefore: Day.nullable().default(null),
  imageAfter: Day.nullable().default(null),
  attributes: z.record(z.string(), z.unknown()).default({}),
  parties: z.array(PartyInput).max(20).default([]),
})

const DistrictQuery = z.object({ district: District })
const ReportParams = z.object({ district: District, reportId: Id })
const EvidenceParams = ReportParams.extend({ evidenceId: Id })
const PartyParams = ReportParams.extend({ partyId: z.uuid() })

/** What a rule is, for the catalogue page and the filter. */
export const RuleInfo = z.object({
  id: z.string(),
  code: z.string(),
  name: z.string(),
  nameEn: z.string(),
  statute: z.string(),
  lead: z.string(),
  needs: z.array(z.enum(LAYER_ROLES)),
})

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
      unit: z.enum(['text', 'count', 'm2', 'day', 'label', 'status']),
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

export const Count = z.object({ key: z.string(), count: z.number().int(), areaM2: Area })

const Password = z.string().min(1).max(200)

interface Endpoint {
  summary: string
  /** Roles that may call it; `anyone` needs no session, `casework` any post but those that run the platform. */
  permission: readonly (typeof PERSON_ROLES)[number][] | 'anyone' | 'signed-in' | 'casework'
  /** What rows it reaches at most. */
  scope: Scope
  /** The acts of which it leaves an event, itself or by its job; or that it changes nothing. */
  audit: Audited
  /** Sessions that still lack this may call it too; others that lack anything may call nothing. */
  entering?: readonly Lack[]
  /** Asks for a password or a code that is no older than five minutes. */
  stepUp?: true
  params?: z.ZodObject
  query?: z.ZodObject
  body?: z.ZodType
  /** Multipart fields beside the file, for uploads. */
  form?: z.ZodObject
  /** Wants an Idempotency-Key: sent again, it is answered and not done again. Its handler answers through `write`. */
  idempotent?: true
  /** Wants If-Match with the ETag of the thing that this parameter names: `"<id>.<version>"`. */
  ifMatch?: string
  /** Where an upload is done when it is answered; others answer 202 with the job that does it. */
  isDone?: true
  response: z.ZodType
}

const endpoints = <T extends Record<string, Endpoint>>(table: T) => table

export const api = endpoints({
  'POST /session': {
    summary: 'Sign in 登录',
    permission: 'anyone',
    scope: 'self',
    audit: ['session.open'],
    body: z.object({ login: Word, password: Password }),
    response: Entered,
  },
  'POST /session/code': {
    summary: 'The second factor, after the password: a code, or a recovery code 第二因素验证',
    permission: 'signed-in',
    entering: ['code'],
    scope: 'self',
    audit: ['session.open', 'factor.recover'],
    body: z.object({ code: Code }),
    response: Entered.extend({ recoveryLeft: z.number().int().nullable() }),
  },
  'POST /session/step-up': {
    summary: 'Prove again who I am, by password or code 重新验证身份',
    permission: 'signed-in',
    scope: 'self',
    audit: ['session.step-up', 'session.open'],
    body: z
      .object({ password: Password.optional(), code: Code.optional() })
      .refine(({ password, code }) => (password === undefined) !== (code === undefined), 'one of the two'),
    response: Signed,
  },
  'POST /second-factor': {
    summary: 'Begin to enrol a second factor; the secret is shown once 登记第二因素',
    permission: 'signed-in',
    entering: ['enrolment'],
    stepUp: true,
    scope: 'self',
    audit: ['factor.offer'],
    body: z.object({}),
    response: z.object({ secret: z.string(), uri: z.string() }),
  },
  'POST /second-factor/confirm': {
    summary: 'Prove by a code that the app has the secret; answers the recovery codes, once 启用第二因素',
    permission: 'signed-in',
    entering: ['enrolment'],
    stepUp: true,
    scope: 'self',
    audit: ['factor.enrol', 'session.open'],
    body: z.object({ code: Code }),
    response: z.object({ recoveryCodes: z.array(z.string()), session: Entered }),
  },
  'GET /session': {
    summary: 'Who am I, and in which posts may I act 当前用户',
    permission: 'signed-in',
    scope: 'self',
    audit: 'none:read',
    response: Signed,
  },
  'POST /session/post': {
    summary: 'Act in another of my posts, or for somebody absent 切换岗位',
    permission: 'signed-in',
    scope: 'self',
    audit: ['session.switch'],
    body: z.object({ postId: Id, deputyId: Id.nullable() }),
    response: Signed,
  },
  'POST /password': {
    summary: 'Change my password; ends every session of mine 修改密码',
    permission: 'anyone',
    scope: 'self',
    audit: ['account.change-password', 'session.open', 'factor.recover'],
    /** With a code, where the account has a second factor. */
    body: z.object({ login: Word, password: Password, newPassword: Password, code: Code.optional() }),
    response: z.object({}),
  },
  'POST /activation': {
    summary: 'Set the first password by an activation link 激活账号',
    permission: 'anyone',
    scope: 'self',
    audit: ['account.activate'],
    body: z.object({ token: z.string().max(100), password: Password }),
    response: z.object({ login: z.string() }),
  },
  'GET /drills': {
    summary: 'Drills of restoring a backup, the newest first 恢复演练',
    permission: ['sysadmin', 'secadmin', 'auditor'],
    scope: 'none',
    audit: 'none:read',
    response: z.object({ drills: z.array(DrillItem) }),
  },
  'GET /organisations': {
    summary: 'Units of the mechanism 成员单位',
    permission: ['sysadmin', 'secadmin', 'auditor', 'office'],
    scope: 'accounts',
    audit: 'none:read',
    response: z.object({ organisations: z.array(Organisation) }),
  },
  'POST /organisations/:orgId': {
    summary: 'Name a unit, its liaison and its head 修改单位',
    permission: ['sysadmin'],
    scope: 'accounts',
    audit: ['organisation.change'],
    ifMatch: 'orgId',
    params: z.object({ orgId: Id }),
    body: z.object({ nameZh: Word, nameEn: Word, liaisonId: Id.nullable(), headId: Id.nullable() }),
    response: z.object({ organisations: z.array(Organisation) }),
  },
  'GET /accounts': {
    summary: 'Accounts with their posts 账号',
    permission: ['sysadmin', 'secadmin', 'auditor'],
    scope: 'accounts',
    audit: 'none:read',
    response: Accounts,
  },
  'POST /accounts': {
    summary: 'Invite a person; he may do nothing before he is given a post 新建账号',
    permission: ['sysadmin'],
    scope: 'accounts',
    audit: ['account.invite'],
    body: z.object({
      login: z
        .string()
        .trim()
        .toLowerCase()
        .regex(/^[a-z][a-z0-9._-]{2,39}$/),
      nameZh: Word,
      nameEn: Word,
      phone: Phone.nullable(),
    }),
    response: z.object({ account: Account, activation: Activation }),
  },
  'POST /accounts/:personId/activation': {
    summary: 'A new activation link; the password of before no longer serves 重发激活链接',
    permission: ['sysadmin'],
    ifMatch: 'personId',
    scope: 'accounts',
    audit: ['account.new-link'],
    params: z.object({ personId: Id }),
    response: z.object({ account: Account, activation: Activation }),
  },
  'POST /accounts/:personId/status': {
    summary: 'Disable an account, or enable it again; acts on the next request 停用、启用账号',
    permission: ['sysadmin'],
    ifMatch: 'personId',
    scope: 'accounts',
    audit: ['account.disable', 'account.enable'],
    params: z.object({ personId: Id }),
    body: z.object({ isDisabled: z.boolean() }),
    response: Accounts,
  },
  'POST /accounts/:personId/phone': {
    summary: 'Set the work phone; stored encrypted 修改办公电话',
    permission: ['sysadmin'],
    ifMatch: 'personId',
    scope: 'accounts',
    audit: ['account.phone'],
    params: z.object({ personId: Id }),
    body: z.object({ phone: Phone.nullable() }),
    response: Accounts,
  },
  'POST /accounts/:personId/unmask': {
    summary: 'See the work phone in plain text, with a reason 查看办公电话',
    permission: ['sysadmin', 'secadmin'],
    scope: 'accounts',
    audit: ['account.unmask'],
    params: z.object({ personId: Id }),
    body: z.object({ reason: Reason }),
    response: z.object({ phone: z.string().nullable() }),
  },
  'POST /accounts/:personId/unlock': {
    summary: 'Unlock after failed sign-ins 解锁账号',
    permission: ['secadmin'],
    stepUp: true,
    ifMatch: 'personId',
    scope: 'accounts',
    audit: ['account.unlock'],
    params: z.object({ personId: Id }),
    response: Accounts,
  },
  'POST /accounts/:personId/second-factor/reset': {
    summary: 'Take a lost second factor away; ends every session 重置第二因素',
    permission: ['secadmin'],
    stepUp: true,
    ifMatch: 'personId',
    scope: 'accounts',
    audit: ['factor.reset'],
    params: z.object({ personId: Id }),
    response: Accounts,
  },
  'POST /accounts/:personId/identity': {
    summary: 'Bind who somebody is at the identity provider (sub), or unbind it 绑定统一认证身份',
    permission: ['secadmin'],
    stepUp: true,
    ifMatch: 'personId',
    scope: 'accounts',
    audit: ['identity.bind', 'identity.unbind'],
    params: z.object({ personId: Id }),
    body: z.object({ subject: z.string().trim().min(1).max(255).nullable() }),
    response: Accounts,
  },
  'POST /accounts/:personId/posts': {
    summary: 'Give a person a post 授予岗位',
    permission: ['secadmin'],
    stepUp: true,
    ifMatch: 'personId',
    scope: 'accounts',
    audit: ['post.grant'],
    params: z.object({ personId: Id }),
    body: z.object({
      orgId: Id,
      role: z.enum(PERSON_ROLES),
      /** What is usual for the role where it is not said. */
      clearance: z.enum(LABELS).optional(),
      validFrom: Day,
      validTo: Day.nullable(),
    }),
    response: Accounts,
  },
  'POST /posts/:postId/revoke': {
    summary: 'Take a post back; acts on the next request 收回岗位',
    permission: ['secadmin'],
    stepUp: true,
    ifMatch: 'postId',
    scope: 'accounts',
    audit: ['post.revoke'],
    params: z.object({ postId: Id }),
    response: Accounts,
  },
  'POST /posts/:postId/deputies': {
    summary: 'Let somebody act for an absent officer 指定代理',
    permission: ['secadmin'],
    stepUp: true,
    ifMatch: 'postId',
    scope: 'accounts',
    audit: ['deputy.name'],
    params: z.object({ postId: Id }),
    body: z.object({ personId: Id, validFrom: Day, validTo: Day, reason: z.string().trim().min(1).max(500) }),
    response: Accounts,
  },
  'POST /deputies/:deputyId/end': {
    summary: 'End a deputy’s time 终止代理',
    permission: ['secadmin'],
    ifMatch: 'deputyId',
    scope: 'accounts',
    audit: ['deputy.end'],
    params: z.object({ deputyId: Id }),
    response: Accounts,
  },
  'DELETE /session': {
    summary: 'Sign out 退出',
    permission: 'signed-in',
    entering: LACKS,
    scope: 'self',
    audit: ['session.close'],
    response: z.object({}),
  },

  'GET /meta': {
    summary: 'Version, demo accounts, rule catalogue 系统信息',
    permission: 'anyone',
    scope: 'none',
    audit: 'none:read',
    response: z.object({
      version: z.string(),
      database: z.enum(['embedded', 'native']),
      authMode: z.enum(AUTH_MODES),
      /** Only on the demo district: logins with their passwords, so that a newcomer can look around. */
      demoAccounts: z.array(
        z.object({ login: z.string(), password: z.string(), nameZh: z.string(), nameEn: z.string() }),
      ),
      rules: z.array(RuleInfo),
    }),
  },
  'GET /districts': {
    summary: 'Districts that I work in 县区',
    permission: 'signed-in',
    scope: 'district',
    audit: 'none:read',
    response: z.object({ districts: z.array(DistrictInfo) }),
  },

  'GET /layers': {
    summary: 'Layer versions 图层版本',
    permission: 'casework',
    scope: 'district',
    audit: 'none:read',
    query: DistrictQuery,
    response: Layers,
  },
  'POST /layers': {
    summary: 'Upload a layer file; answers the job that imports it 导入图层',
    permission: ['analyst'],
    scope: 'district',
    audit: ['layer.publish', 'approval.ask', 'approval.expire'],
    idempotent: true,
    form: z.object({
      district: District,
      role: z.enum(LAYER_ROLES),
      validFrom: Day,
      source: Word,
      label: z.enum(LABELS),
      /** 审批文号: wanted for what is sensitive or important. */
      releaseNo: z.string().trim().max(200).optional(),
      /** Whoever sends it confirms that it is no state secret (密级为非密). */
      notSecret: z.literal('true'),
      crs: z
        .string()
        .regex(/^\d{4,6}$/)
        .optional(),
      encoding: z.string().max(20).optional(),
      layerName: z.string().max(100).optional(),
      classMap: z.string().max(100_000).optional(), // JSON text
    }),
    response: z.object({ job: Job }),
  },
  'POST /layers/:layerVersionId/withdraw': {
    summary: 'Take a version out of service; it is kept for what was judged by it 撤回图层版本',
    permission: ['analyst'],
    scope: 'district',
    audit: ['layer.withdraw', 'approval.ask', 'approval.expire'],
    idempotent: true,
    ifMatch: 'layerVersionId',
    params: z.object({ layerVersionId: Id }),
    /** Asked for where a second person has to approve it. */
    body: z.object({ reason: z.string().trim().max(2000).default('') }),
    response: Layers,
  },
  'POST /layers/:layerVersionId/publish': {
    summary: 'Publish a version that waits, or put a withdrawn one back into service 发布、恢复图层版本',
    permission: ['analyst'],
    scope: 'district',
    audit: ['layer.publish', 'approval.ask', 'approval.expire'],
    idempotent: true,
    ifMatch: 'layerVersionId',
    params: z.object({ layerVersionId: Id }),
    /** Asked for where a second person has to approve it. */
    body: z.object({ reason: z.string().trim().max(2000).default('') }),
    response: Layers,
  },
  'GET /layers/:layerVersionId/problems': {
    summary: 'Repaired and refused features 图层问题清单',
    permission: 'casework',
    scope: 'district',
    audit: 'none:read',
    params: z.object({ layerVersionId: Id }),
    response: z.object({ problems: z.array(LayerProblem) }),
  },
  'GET /identify': {
    summary: 'Every layer under a point 点查',
    permission: 'casework',
    scope: 'district',
    audit: 'none:read',
    query: z.object({ district: District, lon: z.coerce.number(), lat: z.coerce.number() }),
    response: z.object({
      features: z.array(
        z.object({
          role: z.enum(LAYER_ROLES),
          layerVersionId: Id,
          validFrom: Day,
          featureId: z.number().int(),
          sourceKey: z.string().nullable(),
          class: z.string().nullable(),
          className: z.string().nullable(),
          name: z.string().nullable(),
          areaM2: Area,
          attributes: z.record(z.string(), z.unknown()),
        }),
      ),
    }),
  },

  'GET /jobs/:jobId': {
    summary: 'How far a job is 作业进度',
    permission: 'casework',
    scope: 'district',
    audit: 'none:read',
    params: z.object({ jobId: Id }),
    response: z.object({ job: Job }),
  },
  'POST /jobs/:jobId/cancel': {
    summary: 'Stop a job; what it did is undone 取消作业',
    permission: ['analyst'],
    ifMatch: 'jobId',
    scope: 'district',
    audit: ['job.cancel'],
    params: z.object({ jobId: Id }),
    response: z.object({ job: Job }),
  },

  'GET /notifications': {
    summary: 'What I should know 通知',
    permission: 'casework',
    scope: 'self',
    audit: 'none:read',
    response: Notifications,
  },
  'POST /notifications/read': {
    summary: 'I have read these, or all up to this one 通知已读',
    permission: 'casework',
    scope: 'self',
    audit: 'none:read',
    body: z.union([z.object({ notificationIds: z.array(Id).min(1).max(100) }), z.object({ upTo: Id })]),
    response: Notifications,
  },

  'POST /geometry/check': {
    summary: 'Geometry check only 图形检查',
    permission: 'casework',
    scope: 'none',
    audit: 'none:read',
    body: z.object({ district: District, geometry: AnyGeometry }),
    response: z.object({ areaM2: Area, vertices: z.number().int(), notices: z.array(z.string()) }),
  },

  'GET /reports': {
    summary: 'The list, filtered, with counts 图斑列表',
    permission: 'casework',
    scope: 'cases',
    audit: 'none:read',
    query: z.object({
      district: District,
      ...ReportFilter,
      sort: z.enum(SORTS).default('severity'),
      descending: z.enum(['true', 'false']).default('true'),
      offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
    response: z.object({
      reports: z.array(ReportRow),
      /** Of everything that matches the filter. */
      total: z.number().int(),
      totalAreaM2: Area,
      /** Of everything that I may see, whatever the filter. */
      of: z.number().int(),
      bounds: z.array(z.number()).length(4).nullable(),
      counts: z.object({
        verdict: z.array(Count),
        severity: z.array(Count),
        group: z.array(Count),
        rule: z.array(Count),
        township: z.array(Count),
        state: z.array(Count),
        decision: z.array(Count),
        source: z.array(Count),
      }),
      /** Changes when any report of the district changes: the tiles' version. */
      revision: z.string(),
    }),
  },
  'GET /reports/ids': {
    summary: 'Ids and versions of everything that matches, for bulk work 全选',
    permission: 'casework',
    scope: 'cases',
    audit: 'none:read',
    query: z.object({ district: District, ...ReportFilter }),
    response: z.object({ reports: z.array(z.object({ reportId: Id, version: z.number().int() })) }),
  },
  'POST /reports': {
    summary: 'Report one polygon; it is checked and judged at once 上报图斑',
    permission: may('report.create'),
    scope: 'cases',
    audit: ['report.create', 'party.add'],
    idempotent: true,
    body: NewReport,
    /** With what was changed of the polygon without asking, in words. */
    response: ReportPage.extend({ notices: z.array(z.string()) }),
  },
  'POST /reports/import': {
    summary: 'Upload a file of reports; answers the job 批量上报',
    permission: may('report.import'),
    scope: 'cases',
    audit: ['report.import', 'party.add', 'report.take-back'],
    idempotent: true,
    form: z.object({
      district: District,
      source: z.enum(REPORT_SOURCES).default('satellite'),
      reportedOn: Day,
      crs: z
        .string()
        .regex(/^\d{4,6}$/)
        .optional(),
      encoding: z.string().max(20).optional(),
      layerName: z.string().max(100).optional(),
      classMap: z.string().max(100_000).optional(),
    }),
    response: z.object({ job: Job }),
  },
  'GET /reports/:district/:reportId': {
    summary: 'Everything about one report 图斑详情',
    permission: 'casework',
    scope: 'cases',
    audit: 'none:read',
    params: ReportParams,
    response: ReportPage,
  },
  'GET /reports/:district/:reportId/parties': {
    summary: 'People whom a report names, masked 当事人、举报人（遮蔽）',
    permission: may('party.read'),
    scope: 'cases',
    audit: 'none:read',
    params: ReportParams,
    response: Parties,
  },
  'POST /reports/:district/:reportId/parties': {
    summary: 'Name a reporter or a party; stored encrypted 登记举报人、当事人',
    permission: may('party.edit'),
    scope: 'cases',
    audit: ['party.add'],
    idempotent: true,
    params: ReportParams,
    body: PartyInput,
    response: Parties,
  },
  'POST /reports/:district/:reportId/parties/:partyId/unmask': {
    summary: 'See somebody in plain text, with a reason; in this answer and nowhere else 查看当事人信息',
    permission: may('party.unmask'),
    scope: 'cases',
    audit: ['party.unmask'],
    params: PartyParams,
    body: z.object({ reason: Reason }),
    response: z.object({
      name: z.string().nullable(),
      phone: z.string().nullable(),
      idNo: z.string().nullable(),
    }),
  },
  'POST /reports/:district/:reportId/parties/:partyId/remove': {
    summary: 'Remove somebody who was named wrongly 删除登记有误的人员',
    permission: may('party.edit'),
    scope: 'cases',
    audit: ['party.remove'],
    params: PartyParams,
    body: z.object({ reason: Reason }),
    response: Parties,
  },
  'POST /parties/search': {
    summary: 'Reports that name somebody of exactly this phone or ID number 按电话或证件号查图斑',
    permission: may('party.unmask'),
    scope: 'cases',
    audit: ['party.search'],
    body: z
      .object({ district: District, phone: empty(Phone), idNo: empty(IdNo) })
      .refine(({ phone, idNo }) => (phone === null) !== (idNo === null), 'a phone or an ID number'),
    response: z.object({
      reports: z.array(z.object({ reportId: Id, reportNo: z.string(), party: PartyItem })),
    }),
  },
  'POST /reports/:district/:reportId/decisions': {
    summary: 'Decide 判定',
    permission: may('report.decide'),
    scope: 'cases',
    audit: ['report.decide'],
    idempotent: true,
    ifMatch: 'reportId',
    params: ReportParams,
    body: z.object({ decision: z.enum(DECISIONS), reason: z.string().trim().max(2000).default('') }),
    response: ReportPage,
  },
  'POST /reports/:district/:reportId/decisions/undo': {
    summary: 'Take back the newest decision 撤销判定',
    permission: may('report.undo-decision'),
    scope: 'cases',
    audit: ['report.undo-decision'],
    idempotent: true,
    ifMatch: 'reportId',
    params: ReportParams,
    body: z.object({}),
    response: ReportPage,
  },
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
  'GET /powers': {
    summary: 'Who may act by which rule in which township 职权',
    permission: 'casework',
    scope: 'district',
    audit: 'none:read',
    response: z.object({ powers: z.array(PowerItem) }),
  },
  'POST /powers': {
    summary: 'Write down a power, with its article or its document of delegation 登记职权',
    permission: ['office'],
    scope: 'district',
    audit: ['power.set'],
    idempotent: true,
    body: z.object({
      ruleGroup: z.string().regex(/^[A-Z]{2}(-\d{2})?$/),
      township: z.string().max(20).nullable(),
      agency: z.enum(AGENCY_CODES),
      basis: z.string().trim().min(1).max(500),
      isConfirmed: z.boolean(),
      validFrom: Day,
      validTo: Day.nullable(),
    }),
    response: z.object({ powers: z.array(PowerItem) }),
  },
  'POST /powers/:powerId/end': {
    summary: 'Take a power away that was written down in error 撤销职权登记',
    permission: ['office'],
    scope: 'district',
    audit: ['power.end'],
    idempotent: true,
    ifMatch: 'powerId',
    params: z.object({ powerId: Id }),
    body: z.object({}),
    response: z.object({ powers: z.array(PowerItem) }),
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
  'GET /transfers': {
    summary: 'Transfers that I may know of 移送件',
    permission: 'casework',
    scope: 'cases',
    audit: 'none:read',
    response: z.object({ transfers: z.array(Transfer) }),
  },
  'GET /reports/:district/:reportId/transfers': {
    summary: 'Transfers of a report, and the units to which it may go 图斑移送',
    permission: 'casework',
    scope: 'cases',
    audit: 'none:read',
    params: ReportParams,
    response: z.object({ transfers: z.array(Transfer), units: z.array(TransferUnit) }),
  },
  'POST /reports/:district/:reportId/transfers': {
    summary: 'Transfer a report to another unit; a compartment waits for the head of the leading office 移送',
    permission: may('report.transfer'),
    scope: 'cases',
    audit: ['transfer.send', 'transfer.propose'],
    idempotent: true,
    params: ReportParams,
    body: z.object({ orgId: Id, ask: z.string().trim().min(1).max(2000), dueOn: Day.nullable() }),
    response: TransferAnswer,
  },
  'POST /transfers/:transferId/release': {
    summary: 'Let a compartment leave, as the second person 放行移送',
    permission: ['office'],
    stepUp: true,
    scope: 'cases',
    audit: ['transfer.release'],
    idempotent: true,
    ifMatch: 'transferId',
    params: TransferParams,
    body: z.object({}),
    response: TransferAnswer,
  },
  'POST /transfers/:transferId/receive': {
    summary: 'My unit has it 接收移送',
    permission: 'casework',
    scope: 'cases',
    audit: ['transfer.receive'],
    idempotent: true,
    ifMatch: 'transferId',
    params: TransferParams,
    body: z.object({}),
    response: TransferAnswer,
  },
  'POST /transfers/:transferId/answer': {
    summary: 'What my unit found or did 反馈移送',
    permission: 'casework',
    scope: 'cases',
    audit: ['transfer.answer'],
    idempotent: true,
    ifMatch: 'transferId',
    params: TransferParams,
    body: z.object({ answer: z.string().trim().min(1).max(4000) }),
    response: TransferAnswer,
  },
  'POST /transfers/:transferId/refuse': {
    summary: 'Send it back with the reason 退回移送',
    permission: 'casework',
    scope: 'cases',
    audit: ['transfer.refuse'],
    idempotent: true,
    ifMatch: 'transferId',
    params: TransferParams,
    body: EndReason,
    response: TransferAnswer,
  },
  'POST /transfers/:transferId/withdraw': {
    summary: 'Take a transfer back with the reason 撤回移送',
    permission: 'casework',
    scope: 'cases',
    audit: ['transfer.withdraw'],
    idempotent: true,
    ifMatch: 'transferId',
    params: TransferParams,
    body: EndReason,
    response: TransferAnswer,
  },
  'POST /evaluations': {
    summary: 'Judge reports again, as of a day; answers the job 重新套合',
    permission: may('report.evaluate'),
    scope: 'cases',
    audit: ['evaluation.start'],
    idempotent: true,
    body: z.object({
      district: District,
      asOf: Day.optional(),
      reportIds: z.array(Id).max(100_000).optional(),
    }),
    response: z.object({ job: Job }),
  },

  'POST /assignments': {
    summary: 'Hand one or many reports to a township; each row says what became of it 交办',
    permission: may('report.assign'),
    scope: 'cases',
    audit: ['report.assign'],
    idempotent: true,
    body: z.object({
      district: District,
      reports: z
        .array(z.object({ reportId: Id, version: z.number().int() }))
        .min(1)
        .max(20_000),
      /** A township code, or `suggested`: each report to the township of its largest share. */
      township: z.string().min(1).max(20),
      task: z.string().trim().min(1).max(2000),
      dueOn: Day,
    }),
    response: z.object({
      assigned: z.number().int(),
      refused: z.array(z.object({ reportId: Id, code: z.string(), detail: z.string() })),
    }),
  },
  'POST /reports/:district/:reportId/assignment/acknowledge': {
    summary: 'The township has seen its task 签收',
    permission: may('report.acknowledge'),
    scope: 'cases',
    audit: ['report.acknowledge'],
    idempotent: true,
    ifMatch: 'reportId',
    params: ReportParams,
    body: z.object({}),
    response: ReportPage,
  },
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

  'POST /reports/:district/:reportId/assignment/deadline': {
    summary: 'Ask for another due date of the open assignment; a second person approves 申请变更办理期限',
    permission: APPROVAL_RULES['assignment.deadline'].asks,
    scope: 'cases',
    audit: ['approval.ask', 'approval.expire'],
    idempotent: true,
    ifMatch: 'reportId',
    params: ReportParams,
    body: z.object({ dueOn: Day, reason: z.string().trim().min(1).max(2000) }),
    response: z.object({ approvalId: Id }),
  },
  'POST /reports/:district/:reportId/assignment/withdraw': {
    summary: 'Take an assignment back 撤回交办',
    permission: may('report.withdraw'),
    scope: 'cases',
    audit: ['report.withdraw'],
    idempotent: true,
    ifMatch: 'reportId',
    params: ReportParams,
    body: z.object({ reason: z.string().trim().min(1).max(2000) }),
    response: ReportPage,
  },

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

// Beside these, plain HTTP: GET /api/tiles/layers/:layerVersionId/:z/:x/:y.mvt, GET /api/tiles/reports/:district/:revision/:z/:x/:y.mvt
// (same filters as GET /reports), GET /api/exports/:exportId/file, /api/audit/bundle, /api/openapi.json, /livez, /readyz.

type Api = typeof api
export type Route = keyof Api
/** Routes that want an Idempotency-Key. */
export type IdempotentRoute = {
  [R in Route]: Api[R] extends { idempotent: true } ? R : never
}[Route]
/** Routes that want the version that was seen. */
export type VersionedRoute = { [R in Route]: Api[R] extends { ifMatch: string } ? R : never }[Route]
type Part<R extends Route, K extends 'params' | 'query' | 'body' | 'form'> = Api[R] extends {
  [key in K]: z.ZodType
}
  ? z.output<Api[R][K]>
  : undefined
type PartIn<R extends Route, K extends 'params' | 'query' | 'body' | 'form'> = Api[R] extends {
  [key in K]: z.ZodType
}
  ? z.input<Api[R][K]>
  : undefined

/** What a handler receives, checked. */
export interface Input<R extends Route> {
  params: Part<R, 'params'>
  query: Part<R, 'query'>
  body: Part<R, 'body'>
  form: Part<R, 'form'>
}
/** What a caller sends, before defaults. */
export interface Call<R extends Route> {
  params: PartIn<R, 'params'>
  query: PartIn<R, 'query'>
  body: PartIn<R, 'body'>
}
export type Answer<R extends Route> = z.output<Api[R]['response']>
