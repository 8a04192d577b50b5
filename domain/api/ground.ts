import { z } from 'zod'
import { may } from '../access.ts'
import { APPROVAL_KINDS } from '../approval.ts'
import { LABELS } from '../label.ts'
import { LAYER_ROLES, LAYER_STATUSES } from '../layer.ts'
import { AGENCY_CODES, SEVERITIES } from '../rule.ts'
import { AUTH_MODES } from '../session.ts'
import { ReportFilter } from './reports.ts'
import { AnyGeometry, Area, Day, District, endpoints, Id, Job, PlaceName, Word } from './parts.ts'

// The district, its layers, powers and jobs 县区、图层、职权、作业.

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
  /** ± m, as its maker states it. */
  accuracyM: z.number().nullable(),
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

const DistrictQuery = z.object({ district: District })

/** What a rule is, for the catalogue page and the filter. */
export const RuleInfo = z.object({
  id: z.string(),
  code: z.string(),
  name: z.string(),
  nameEn: z.string(),
  statute: z.string(),
  lead: z.string(),
  needs: z.array(z.enum(LAYER_ROLES)),
  /** What it judges where that is not one report by its facts. */
  judges: z.enum(['group', 'area', 'papers']).nullable(),
  /** Condition and consequence in words. */
  about: z
    .object({
      severity: z.string(),
      condition: z.string(),
      conditionEn: z.string(),
      consequence: z.string(),
      consequenceEn: z.string(),
      attributes: z.array(z.string()),
    })
    .nullable(),
  /** An officer may raise it from documents, with this checklist. */
  byHand: z.object({ severity: z.enum(SEVERITIES), checklist: z.array(z.string()) }).nullable(),
})

export type RuleInfo = z.output<typeof RuleInfo>

export const ground = endpoints({
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
      /** ± m, as its maker states it; left out or empty: that of the thresholds. */
      accuracyM: z
        .string()
        .regex(/^(\d{1,3}(\.\d{1,3})?)?$/)
        .optional(),
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
  'POST /geometry/check': {
    summary: 'Geometry check only 图形检查',
    permission: 'casework',
    scope: 'none',
    audit: 'none:read',
    body: z.object({ district: District, geometry: AnyGeometry }),
    response: z.object({ areaM2: Area, vertices: z.number().int(), notices: z.array(z.string()) }),
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
  'POST /evaluations': {
    summary: 'Judge reports again, as of a day; answers the job 重新套合',
    permission: may('report.evaluate'),
    scope: 'cases',
    audit: ['evaluation.start'],
    idempotent: true,
    body: z.object({
      district: District,
      asOf: Day.optional(),
      /** These; or whatever the filter finds; or all. */
      reportIds: z.array(Id).max(100_000).optional(),
      filter: z.object(ReportFilter).optional(),
    }),
    response: z.object({ job: Job }),
  },
})
