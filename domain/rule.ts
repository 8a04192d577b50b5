import type { LayerRole } from './layer.ts'
import type { GroundFacts } from './ledger.ts'
import type { ReportFacts } from './report.ts'

export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const
export type Severity = (typeof SEVERITIES)[number]

/** The member units that lead or act (成员单位), by the abbreviations of the domain rules 3.1. */
export const AGENCIES = {
  NR: '区自然资源局',
  AG: '区农业农村局',
  TW: '乡镇（街道）',
  UE: '综合行政执法队上党大队',
  HC: '区住建局',
  EE: '市生态环境局上党分局',
  AP: '区行政审批局',
  DR: '区发改和科技局',
  PW: '区供电公司',
  FN: '区财政局',
  SV: '区监委',
  PS: '市公安局上党分局',
  PR: '区检察院',
  CT: '区法院',
} as const
export type Agency = keyof typeof AGENCIES
export const AGENCY_CODES = Object.keys(AGENCIES) as [Agency, ...Agency[]]

/** Numbers with legal weight (阈值), by key; the value holds on the judged day. */
export const THRESHOLDS = {
  'overlay.noiseM2': 'm2', // ε: an intersection under it is ignored
  'overlay.sliverM2': 'm2', // a sliver is under this area …
  'overlay.sliverWidthM': 'm', // … and narrower than this
  'building.sliverM2': 'm2', // ε_b, building against permit parcel
  'building.sliverWidthM': 'm',
  'guardHouse.maxAreaM2': 'm2',
  'guardHouse.maxStoreys': 'count',
  'facility.minFiledShare': 'ratio',
  'rural.footprintToleranceShare': 'ratio',
  'rural.footprintToleranceM2': 'm2',
  'crime.pbfMu': 'mu',
  'crime.farmlandMu': 'mu',
  'crime.nearShare': 'ratio',
  'ledger.toleranceMu': 'mu',
} as const
export type ThresholdKey = keyof typeof THRESHOLDS
export type ThresholdUnit = 'm2' | 'mu' | 'm' | 'count' | 'ratio'

export interface Threshold {
  key: ThresholdKey
  value: number
  unit: ThresholdUnit
  /** Document and article, or the ADR that proposes it. */
  source: string
  /** False for [U] and [P] values: shown as unconfirmed (未经确认). */
  confirmed: boolean
}
export type Thresholds = Readonly<Record<ThresholdKey, Threshold>>

/** Evidence that an officer still has to bring before anything is concluded (尚缺证据). */
export const MISSING_EVIDENCE = {
  fieldCheck: '实地核查',
  destructionAppraisal: '耕地破坏鉴定',
  partyIdentity: '当事人身份',
  use: '用途',
  storeys: '层数',
  actDate: '建设时间',
  approvalPapers: '批准文件',
  planOpinion: '规划审核意见',
  redLineOpinion: '生态保护红线认定意见',
  tillageLayerCheck: '耕作层是否破坏',
  filingPapers: '设施农用地备案材料',
  permitPapers: '规划许可材料',
  householdRegister: '农户及宅基地台账',
} as const
export type MissingEvidence = keyof typeof MISSING_EVIDENCE

/** Why a rule cannot say yes or no (存疑原因). */
export const DOUBT_REASONS = {
  'layer-missing': '缺少图层',
  'layer-later': '图层晚于行为时点',
  'attribute-missing': '缺少属性',
  'class-unknown': '地类代码不明',
  'not-surveyed': '未被地类图斑覆盖',
  sliver: '边角细缝',
  'permit-undated': '证照无日期',
  'near-threshold': '接近阈值',
  'overlay-failed': '套合未成，需人工核实',
} as const
export type DoubtReason = keyof typeof DOUBT_REASONS

/** A rule's hit on a report: a clue (线索). An officer draws the conclusion, not the platform. */
export interface Finding {
  kind: 'finding'
  ruleId: string
  severity: Severity
  /** What was measured, and what it was compared with, in `unit`. `threshold` null: the rule has none. */
  measured: number
  threshold: number | null
  thresholdKey: ThresholdKey | null
  unit: ThresholdUnit
  lead: Agency
  /** Agencies that act with the lead, where the domain rules name any. */
  assist?: readonly Agency[]
  statute: string
  missing: readonly MissingEvidence[]
  /** The layers that the rule looked at. */
  layers: readonly LayerRole[]
  /** Numbers behind the measure, by ledger entry or permit, for the page that explains the finding. */
  numbers: Readonly<Record<string, number | string>>
}

export interface Doubt {
  kind: 'doubt'
  ruleId: string
  reason: DoubtReason
  /** The layer or attribute that is missing, the code that is unknown … */
  subject: string
  lead: Agency
  /** For slivers and near misses: what was measured, in m². */
  measured: number | null
}

export type Result = Finding | Doubt

/**
 * One legal rule (domain rules 3.2–3.7): pure. `evaluate` answers findings, doubts, or nothing, which means
 * "checked, does not apply"; what could not be checked must come out as a doubt.
 */
export interface Rule {
  id: string
  /** Constant name of the domain rules, e.g. PBF_OCCUPIED. */
  code: string
  /** 中文 name. */
  name: string
  nameEn: string
  statute: string
  lead: Agency
  assist?: readonly Agency[]
  /** Layers without which the rule cannot be checked. */
  needs: readonly LayerRole[]
  evaluate(report: ReportFacts, ground: GroundFacts, thresholds: Thresholds): readonly Result[]
}
