import type { GroupFacts } from './group.ts'
import type { LayerRole } from './layer.ts'
import type { GroundFacts } from './ledger.ts'
import type { ReportFacts } from './report.ts'
import type { Day } from './units.ts'

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
  'greenBelt.mainRoadM': 'm', // 铁路、国省干道, each side beyond the right-of-way
  'greenBelt.localRoadM': 'm', // 县乡道路
  'ruralRoad.minM': 'm',
  'ruralRoad.maxM': 'm',
  'tempLand.maxYears': 'year',
  'tempLand.maxYearsInfra': 'year',
  'tempLand.restoreMonths': 'month',
  'idle.feeYears': 'year',
  'idle.takeBackYears': 'year',
  'abandoned.years': 'year',
  'homestead.maxAreaM2': 'm2', // unset until the district confirms it
  'homestead.leastLimitM2': 'm2', // the lowest limit that is discussed: what keeps it is over none of them
  'greenhouse.maxHardenedShare': 'ratio', // unset: no national figure
  'inside.minShare': 'ratio', // a footprint belongs to what covers this share of it
  'urban.footprintToleranceShare': 'ratio',
  'urban.footprintToleranceM2': 'm2',
  'worksPermit.minFloorAreaM2': 'm2', // up to it no works permit is asked for
  'worksPermit.villagerStoreys': 'count', // … nor for a villager's own house of so many storeys
  'facility.ancillaryPlantingShare': 'ratio',
  'facility.ancillaryPlantingMaxMu': 'mu',
  'facility.ancillaryScaleShare': 'ratio', // 规模化种植
  'facility.ancillaryScaleMaxMu': 'mu',
  'facility.ancillaryCattleShare': 'ratio', // 牛羊; the largest area is that of other livestock
  'facility.ancillaryLivestockShare': 'ratio',
  'facility.ancillaryLivestockMaxMu': 'mu',
  'facility.ancillaryAquacultureShare': 'ratio',
  'facility.ancillaryAquacultureMaxMu': 'mu',
  'crime.publicForestMu': 'mu',
  'crime.commercialForestMu': 'mu',
  'crime.grasslandMu': 'mu',
  'crime.forestRepeatPenalties': 'count', // from so many penalties on the lines for forests …
  'crime.forestRepeatShare': 'ratio', // … are this share of what they else are
  'crime.grasslandRepeatMu': 'mu', // of a party that was punished before
  'crime.cumulativeYears': 'year', // acts add up within
  'ratio.illegalFarmland': 'ratio',
  'ratio.illegalFarmlandWarn': 'ratio',
  'ratio.illegalFarmlandWatch': 'ratio',
  'accuracy.reportM': 'm', // of a report that states none, ±
  'straddle.assistM2': 'm2', // ground beyond a border from which a township assists …
  'straddle.assistShare': 'ratio', // … or this share of a small patch
  'duplicate.minShare': 'ratio', // of the later report, that lies in the earlier one
  'duplicate.withinMonths': 'month',
  'group.adjoinM': 'm', // between reports that adjoin
  'group.withinMonths': 'month',
  'accuracy.layerM': 'm', // of a layer version that states none, ±
} as const
export type ThresholdKey = keyof typeof THRESHOLDS
export const THRESHOLD_UNITS = ['m2', 'mu', 'm', 'count', 'ratio', 'year', 'month', 'day'] as const
export type ThresholdUnit = (typeof THRESHOLD_UNITS)[number]

/** Figures that no source gives yet: a rule that needs one doubts (`threshold-unset`) until the district sets it. */
export const UNSET_THRESHOLDS = [
  'homestead.maxAreaM2',
  'greenhouse.maxHardenedShare',
] as const satisfies readonly ThresholdKey[]

export interface Threshold {
  key: ThresholdKey
  /** NaN where it is unset, so that no comparison with it holds. */
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
  membership: '集体经济组织成员身份',
  heightSurvey: '建筑高度测量',
  permanence: '是否永久性建筑',
  returnRecord: '土地退还记录',
  restorationAcceptance: '复垦验收确认书',
  pollutionReport: '固体废物鉴别、环境监测意见',
  earlierFootprint: '原建筑占地资料',
  contracts: '转让、出租合同',
  gains: '违法所得核算',
  startRecord: '开工情况',
  plantingSurvey: '种植情况调查',
  rightOfWay: '道路用地界线',
  greeningPlan: '绿化造林批准文件',
  inOutPlan: '进出平衡方案',
  forestRegister: '森林类别、林权资料',
  penaltyRecord: '既往处罚记录',
  worksPermit: '施工许可证',
  acceptanceRecord: '竣工验收资料',
  officialRole: '公职人员身份及责任',
  obstructionRecord: '阻碍执法的证据',
  approvalDocuments: '批准、审批文件及经办人',
  lossAppraisal: '损失核算',
  statistics: '年度新增建设用地统计',
  hardeningSurvey: '硬化范围测量',
  landRight: '土地权属来源材料',
  ancillarySurvey: '附属设施面积测量',
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
  'engines-disagree': '两套引擎结果不一致',
  'threshold-unset': '标准未定',
  'within-error': '在误差范围内',
  'date-open': '行为时点不明，期间规定、图层或证照有变',
  'permit-other-use': '批准用途与实际用途不符',
  'right-unknown': '土地权利来源不明（没有不动产登记资料）',
  'other-register': '持有另一类规划许可',
  'road-too-wide': '宽度超过农村道路标准',
} as const
export type DoubtReason = keyof typeof DOUBT_REASONS

/** By which day's law something was judged, where the day of the act and today have different ones (从旧兼从轻). */
export interface LawMark {
  on: Day
  is: 'act' | 'today'
}

/** What one part of the time between two images gives: the act fell into one of them, and nobody knows which. */
export interface DatedAnswer {
  /** First and last day of the part, both included. */
  from: Day
  to: Day
  results: readonly Result[]
}

/** Whether a finding holds whichever way the borders lie off within their accuracy (确定), or as they are drawn (可能). */
export const CERTAINTIES = ['certain', 'possible'] as const
export type Certainty = (typeof CERTAINTIES)[number]

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
  /** Absent in evaluations of earlier releases, and where no border was asked: certain. */
  certainty?: Certainty
  /** Between what and what the measure lies, in `unit`, where that was reckoned. */
  range?: readonly [low: number, high: number]
  law?: LawMark
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
  /** Why an overlay failed, in the words of whatever failed. */
  detail?: string
  /** For an act of an unknown day: what each part of the time gives. */
  answers?: readonly DatedAnswer[]
  law?: LawMark
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
  /**
   * Counts the readings of a rule, from 1. Another condition, severity or article is a new version, with days of its own,
   * beside the old one in the list of rules: old acts are judged by the old reading.
   */
  version?: number
  /** First and last day, both included; null or absent: from ever, for ever. */
  inForce?: { from: Day | null; to: Day | null }
  /** Layers that it also looks at where they are there. */
  consults?: readonly LayerRole[]
  /** For the catalogue: severity as in the domain rules, condition and consequence in words. */
  about: {
    severity: string
    condition: string
    conditionEn: string
    consequence: string
    consequenceEn: string
    /** Report attributes that the rule reads. */
    attributes: readonly string[]
  }
  /** What it judges where that is not one report by its facts: `evaluate` then answers nothing. */
  judges?: 'group' | 'area' | 'papers'
  /** An officer may raise it from documents: how grave it then is, and what he has to look for, as a checklist. */
  byHand?: { severity: Severity; checklist: readonly MissingEvidence[] }
  /** Only aggravates what other rules accuse of: alone it says nothing. */
  escalates?: true
  evaluate(report: ReportFacts, ground: GroundFacts, thresholds: Thresholds): readonly Result[]
  /** Of a rule about several acts together. */
  evaluateGroup?(group: GroupFacts, thresholds: Thresholds): readonly Result[]
}
