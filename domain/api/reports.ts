import { z } from 'zod'
import { may } from '../access.ts'
import { APPROVAL_RULES } from '../approval.ts'
import { LAYER_ROLES } from '../layer.ts'
import { OVERRIDE_CATEGORIES, OVERRIDE_FILTERS, OVERRIDE_STATES } from '../override.ts'
import { PERMIT_STANDINGS, PERMIT_TIMINGS } from '../ledger.ts'
import { DECISIONS, REPORT_SOURCES, REPORT_STATES, VERDICTS } from '../report.ts'
import { CHECK_BASES } from '../report-attributes.ts'
import { CERTAINTIES, SEVERITIES, THRESHOLD_UNITS } from '../rule.ts'
import { MAX_ACCURACY_M } from '../units.ts'
import { SHARE_PARTS } from '../straddling.ts'
import { GROUP_FLAGS, STANDINGS, TIES } from '../ties.ts'
import {
  AnyGeometry,
  Area,
  Day,
  District,
  endpoints,
  Geometry,
  Id,
  Job,
  list,
  PartyInput,
  PlaceName,
  ReportParams,
} from './parts.ts'

// Reports, how they were judged, decided and handed out 图斑.

/** A row of the list, and what tiles carry. */
export const ReportRow = z.object({
  reportId: Id,
  reportNo: z.string(),
  source: z.enum(REPORT_SOURCES),
  type: z.string().nullable(),
  reportedOn: Day,
  areaM2: Area,
  township: PlaceName.nullable(),
  /** Townships that share it without leading 协办. */
  assistedBy: z.array(PlaceName),
  state: z.enum(REPORT_STATES),
  verdict: z.enum(VERDICTS).nullable(),
  severity: z.enum(SEVERITIES).nullable(),
  rules: z.array(z.string()),
  decision: z.enum(DECISIONS).nullable(),
  /** Rules that hit and that a person found to be wrong: verdict, severity and rules are what is left. */
  overridden: z.array(z.string()),
  /** Rules whose override was for other numbers: they hit again until somebody confirms it 需再次确认. */
  overrideAsks: z.array(z.string()),
  /** What the machine said, where overrides changed it. */
  machineVerdict: z.enum(VERDICTS).nullable(),
  /** Whether it counts for itself; statistics leave others out. */
  standing: z.enum(STANDINGS),
  /** With which others it is added up, and whether they reach a line together 成组. */
  group: z
    .object({ groupId: Id, flag: z.enum(GROUP_FLAGS).nullable(), rules: z.array(z.string()) })
    .nullable(),
  assignedTo: PlaceName.nullable(),
  dueOn: Day.nullable(),
  acknowledgedAt: z.string().nullable(),
  version: z.number().int(),
  centre: z.array(z.number()).length(2),
  bounds: z.array(z.number()).length(4),
})

export type ReportRow = z.output<typeof ReportRow>

const NumberOrText = z.union([z.number(), z.string()])

/** Who may act by a rule in the report's township: null is nobody, until it is delegated. */
const CompetenceItem = z.object({
  agency: z.string().nullable(),
  basis: z.string().nullable(),
  isConfirmed: z.boolean(),
})

/** A finding (with severity) or a doubt (with reason), and the numbers that were compared. */
export const BriefResult = z.object({
  ruleId: z.string(),
  severity: z.enum(SEVERITIES).nullable(),
  reason: z.string().nullable(),
  subject: z.string().nullable(),
  measured: z.number().nullable(),
  threshold: z.number().nullable(),
  unit: z.string().nullable(),
})

export type BriefResult = z.output<typeof BriefResult>

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
  /** Of findings: whether it holds whichever way the borders lie off, or as they are drawn; between what. */
  certainty: z.enum(CERTAINTIES).nullable(),
  range: z.object({ low: z.number(), high: z.number() }).nullable(),
  /** Doubts: a DoubtReason, and what it is about. */
  reason: z.string().nullable(),
  subject: z.string().nullable(),
  /** Why an overlay failed. */
  detail: z.string().nullable(),
  /** By which day's law, where the act and today have different ones. */
  law: z.object({ on: Day, is: z.enum(['act', 'today']) }).nullable(),
  /** Where the day of the act is open: what each part of the time gives. */
  answers: z.array(z.object({ from: Day, to: Day, results: z.array(BriefResult) })),
})

export type ResultItem = z.output<typeof ResultItem>

export const LayerUsedItem = z.object({
  layerVersionId: Id,
  role: z.enum(LAYER_ROLES),
  version: z.number().int(),
  validFrom: Day,
  laterThanDay: z.boolean(),
  source: z.string(),
  /** ± m; unknown in evaluations of earlier releases. */
  accuracyM: z.number().optional(),
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
  storeys: z.number().nullable(),
  heightM: z.number().nullable(),
  approvedAreaM2: z.number().nullable(),
  timing: z.enum(PERMIT_TIMINGS),
  /** By its dates, and in force, but for another use than what was done. */
  standing: z.enum(PERMIT_STANDINGS),
  coveredM2: Area,
  excessM2: Area,
  /** Names what lies beyond it, for GET …/parts; null where that cannot be drawn. */
  beyond: z.string().nullable(),
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
  /** The act may have happened from this day to `asOf`; null where it was judged by one day. */
  actFrom: Day.nullable(),
  /** The day whose law it was compared with; null where it was not. */
  today: Day.nullable(),
  /** Questions that the law of the act and today's answer differently, and which of them holds (从旧兼从轻). */
  differences: z.array(
    z.object({
      applied: z.enum(['act', 'today']),
      act: z.array(BriefResult),
      today: z.array(BriefResult),
    }),
  ),
  ledger: z.array(
    z.object({
      entry: z.string(),
      areaM2: Area,
      widthM: z.number().nullable(),
      /** What there is and what there may be, whichever way the borders lie off; null where no rule needs it. */
      lowM2: Area.nullable(),
      highM2: Area.nullable(),
    }),
  ),
  /** Of the report, ± m; null in evaluations of earlier releases. */
  accuracyM: z.number().nullable(),
  facts: z.array(FactItem),
  permits: z.array(PermitItem),
  layers: z.array(LayerUsedItem),
  /** Used and not shown: my clearance does not reach them. */
  hiddenLayers: z.array(z.enum(LAYER_ROLES)),
  missingLayers: z.array(z.enum(LAYER_ROLES)),
  /** Plans and boundaries of days after the act that serve today: shown, and never judged by. */
  laterLayers: z.array(LayerUsedItem),
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

/** A finding that an officer raised from documents 手工提出的线索. */
export const RaisedFinding = z.object({
  raisedId: Id,
  ruleId: z.string(),
  severity: z.enum(SEVERITIES),
  statute: z.string(),
  competence: CompetenceItem,
  /** What has to be looked for, and which of it was found. */
  checklist: z.array(z.string()),
  checked: z.array(z.string()),
  note: z.string(),
  evidence: z.array(z.object({ evidenceId: Id, name: z.string() })),
  isConfidential: z.boolean(),
  raisedBy: z.string(),
  raisedAt: z.string(),
  withdrawnBy: z.string().nullable(),
  withdrawnAt: z.string().nullable(),
  withdrawReason: z.string().nullable(),
  /** Whether the reader may withdraw it. */
  isMine: z.boolean(),
})

export type RaisedFinding = z.output<typeof RaisedFinding>

/** What a check found, attribute by attribute, and what was known before; null: not known. */
export const CheckItem = z.object({
  checkId: Id,
  found: z.record(z.string(), z.unknown()),
  known: z.record(z.string(), z.unknown()),
  basis: z.enum(CHECK_BASES),
  checkedOn: Day,
  note: z.string(),
  checkedBy: z.string(),
  checkedAt: z.string(),
})

export const OverrideItem = z.object({
  overrideId: Id,
  ruleId: z.string(),
  category: z.enum(OVERRIDE_CATEGORIES),
  reason: z.string(),
  /** What was said to be wrong. */
  hits: z.array(
    z.object({
      severity: z.enum(SEVERITIES),
      certainty: z.enum(CERTAINTIES),
      measured: z.number(),
      unit: z.enum(THRESHOLD_UNITS),
    }),
  ),
  /** How it stands to what is found now. */
  state: z.enum(OVERRIDE_STATES),
  madeBy: z.string(),
  madeAt: z.string(),
  endedHow: z.enum(['withdrawn', 'renewed']).nullable(),
  endedBy: z.string().nullable(),
  endedAt: z.string().nullable(),
  endReason: z.string().nullable(),
})

export type OverrideItem = z.output<typeof OverrideItem>

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

/** How a patch is split over townships; `township` null is ground in none of them 区外/未划. */
export const TownshipShare = z.object({
  township: PlaceName.nullable(),
  part: z.enum(SHARE_PARTS),
  areaM2: Area,
  /** What statistics of the township count; they add up to the patch. */
  countedM2: Area,
})

export type TownshipShare = z.output<typeof TownshipShare>

export const ReportPage = z.object({
  report: ReportRow,
  attributes: z.record(z.string(), z.unknown()),
  actOn: Day.nullable(),
  imageBefore: Day.nullable(),
  imageAfter: Day.nullable(),
  judgedOn: Day,
  village: PlaceName.nullable(),
  townshipShare: z.number().nullable(),
  /** The largest first; none where it lies wholly in one township. */
  shares: z.array(TownshipShare),
  /** GeoJSON MultiPolygon in EPSG:4490. */
  geometry: Geometry,
  /** Coordinates of the first ring's points in the district's plane: northing X, easting Y, m. */
  planeSrid: z.number().int(),
  plane: z.array(z.array(z.number())),
  evaluation: Evaluation.nullable(),
  /** Raised by hand, withdrawn ones too. */
  raised: z.array(RaisedFinding),
  checks: z.array(CheckItem),
  decisions: z.array(DecisionItem),
  /** The newest first. */
  overrides: z.array(OverrideItem),
  assignments: z.array(AssignmentItem),
  createdBy: z.string(),
  createdAt: z.string(),
})

export type ReportPage = z.output<typeof ReportPage>

/** Filters of the list; the map's tiles take the same, so that list and map stay in step. */
export const ReportFilter = {
  verdict: list(VERDICTS).optional(),
  rule: z.string().max(200).optional(), // ids with commas between
  hit: z.string().max(200).optional(), // rules that hit, overridden or not
  overridden: z.string().max(200).optional(), // rules that hit and are overridden
  override: list(OVERRIDE_FILTERS).optional(),
  group: z.string().max(40).optional(), // rule groups: NA,NG,GH,RP,HS,ES
  township: z.string().max(400).optional(), // codes with commas between
  state: list(REPORT_STATES).optional(),
  decision: z.string().max(200).optional(), // DECISIONS, or `none`
  severity: list(SEVERITIES).optional(),
  certainty: list(CERTAINTIES).optional(), // of the finding that leads
  source: list(REPORT_SOURCES).optional(),
  tie: list(TIES).optional(), // any of them; without `history` and a search, what was merged or split is left out
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
  /** ± m, as whoever measured it states it. */
  accuracyM: z.number().min(0).max(MAX_ACCURACY_M).nullable().default(null),
  attributes: z.record(z.string(), z.unknown()).default({}),
  parties: z.array(PartyInput).max(20).default([]),
})

export const Count = z.object({ key: z.string(), count: z.number().int(), areaM2: Area })

export const reports = endpoints({
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
      /** Of everything that matches the filter; rows. */
      total: z.number().int(),
      /** … of which so many are counted in others: areas and counts leave them out, unless it is asked for ties. */
      uncounted: z.number().int(),
      totalAreaM2: Area,
      /** Of everything that I may see, whatever the filter. */
      of: z.number().int(),
      bounds: z.array(z.number()).length(4).nullable(),
      counts: z.object({
        verdict: z.array(Count),
        severity: z.array(Count),
        certainty: z.array(Count),
        group: z.array(Count),
        rule: z.array(Count),
        /** Patches at their lead; areas split over the townships that share them. */
        township: z.array(Count),
        /** Patches that a township assists with, and its part of them; not counted a second time. */
        assisting: z.array(Count),
        state: z.array(Count),
        decision: z.array(Count),
        source: z.array(Count),
        /** Rows, counted or not. */
        tie: z.array(Count),
        override: z.array(Count),
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
  'POST /reports/:district/:reportId/overrides': {
    summary: 'Say that a rule’s hit is wrong, or confirm it for newer numbers 认定误报',
    permission: may('report.override'),
    scope: 'cases',
    audit: ['report.override'],
    idempotent: true,
    ifMatch: 'reportId',
    params: ReportParams,
    /** The finding as it stands now; the override is of all hits of its rule. */
    body: z.object({
      findingId: Id,
      category: z.enum(OVERRIDE_CATEGORIES),
      reason: z.string().trim().min(1).max(2000),
    }),
    response: ReportPage,
  },
  'POST /reports/:district/:reportId/overrides/:overrideId/withdraw': {
    summary: 'Take an override back 撤销误报认定',
    permission: may('report.override'),
    scope: 'cases',
    audit: ['report.withdraw-override'],
    idempotent: true,
    ifMatch: 'reportId',
    params: ReportParams.extend({ overrideId: Id }),
    body: z.object({ reason: z.string().trim().min(1).max(2000) }),
    response: ReportPage,
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
})
