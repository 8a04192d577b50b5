import type { Day, SquareMetres } from './units.ts'

/** Where a report came from (线索来源). */
export const REPORT_SOURCES = [
  'patrol', // 动态巡查
  'satellite', // 卫片
  'tip-off', // 举报
  'assigned', // 上级交办
  'transferred', // 部门移送
  'drawn', // 本系统绘制
] as const
export type ReportSource = (typeof REPORT_SOURCES)[number]

/** 图斑类型 TBLX: what the ground has become (domain rules 2.5 [S24]). */
export const PATCH_TYPES = {
  '20': '建/构筑物',
  YH: '硬化',
  DT: '动土',
  TD: '推堆土',
  TP: '推平',
  DL1: '建成道路',
  DL2: '在建道路',
  DL3: '路网',
  TL: '铁路',
  ND: '农村道路',
  SJ: '水工建筑',
  CK: '采矿',
  YT: '盐田',
  LD: '公园绿地',
  GF: '光伏',
  GEF: '高尔夫',
  ZQC: '足球场',
  JC: '机场',
  WL: '瓦砾',
  '01': '耕地',
  '02': '园地',
  '03': '林地',
  '04': '草地',
  SM: '水面',
  KT: '坑塘',
  SK: '水库',
  HL: '河流',
  GQ: '沟渠',
  LT: '裸土地',
  LY: '裸岩石砾地',
  WH: '围海',
  TH: '填海',
  QT: '其他',
} as const
export type PatchType = keyof typeof PATCH_TYPES

/** The TBLX code that a file's value means: codes 1–4 occur both as `1` and `01`. Null when unknown. */
export function patchTypeOf(value: unknown): PatchType | null {
  const code = String(value ?? '')
    .trim()
    .toUpperCase()
  const padded = /^[1-4]$/.test(code) ? `0${code}` : code
  return padded in PATCH_TYPES ? (padded as PatchType) : null
}

/** Types that put something on or into the ground: construction or earthwork (建设或动土). */
export const CONSTRUCTION_TYPES: readonly PatchType[] = [
  '20',
  'YH',
  'DT',
  'TD',
  'TP',
  'DL1',
  'DL2',
  'DL3',
  'TL',
  'ND',
  'SJ',
  'CK',
  'YT',
  'LD',
  'GF',
  'GEF',
  'ZQC',
  'JC',
  'WL',
]

/** What the thing on the ground is used for, as reported or seen in the field (用途). */
export const LAND_USES = [
  'dwelling', // 住宅
  'guardHouse', // 看护房
  'greenhouse', // 大棚 (种植设施)
  'livestock', // 养殖设施
  'aquaculture', // 水产养殖设施
  'farmStorage', // 农机具库、晾晒场等附属设施
  'industrial', // 厂房
  'commercial', // 商服
  'tourism', // 文旅
  'public', // 公共设施
  'road', // 道路
  'photovoltaic', // 光伏
  'orchard', // 果园
  'forest', // 绿化造林
  'nursery', // 苗木
  'turf', // 草皮
  'fishPond', // 养鱼塘
  'lake', // 景观水面
  'irrigation', // 灌溉蓄水
  'other', // 其他
] as const
export type LandUse = (typeof LAND_USES)[number]

/** Facilities of agriculture (设施农业): judged by their filing, not as non-agricultural construction. */
export const FACILITY_USES: readonly LandUse[] = [
  'guardHouse',
  'greenhouse',
  'livestock',
  'aquaculture',
  'farmStorage',
]

/** Changes of planting, not of construction (种植用途变化). */
export const PLANTING_USES: readonly LandUse[] = [
  'orchard',
  'forest',
  'nursery',
  'turf',
  'fishPond',
  'irrigation',
]

export const PARTY_KINDS = ['villager', 'organisation', 'official'] as const // 村民、单位、公职人员
export type PartyKind = (typeof PARTY_KINDS)[number]

/** What a report says of the object; every field may be unknown, and what is unknown is a doubt, not a default. */
export interface ReportAttributes {
  use: LandUse | null
  storeys: number | null
  partyKind: PartyKind | null
  /** 耕作层: seen in the field. */
  tillageLayer: 'intact' | 'damaged' | null
  /** Number of an approved greening plan (绿化造林批准) or in-out balance approval (进出平衡), if any is claimed. */
  greeningApprovalNo: string | null
  inOutApprovalNo: string | null
  /** Number of a provincial opinion that a limited activity inside the red line is allowed (有限人为活动认定意见). */
  redLineOpinionNo: string | null
  /** 施工许可证号, where one is claimed. */
  worksPermitNo: string | null
  /** 建筑高度, m. */
  heightM: number | null
  /** Footprint of the building that stood there before the plan (原占地面积), m²; 0: none did. */
  previousFootprintM2: SquareMetres | null
  /** 拆旧建新 in the place of the old one. */
  isRebuilt: boolean | null
  /** 附属、辅助设施面积 and the area of the whole facility project, m². */
  ancillaryAreaM2: SquareMetres | null
  projectAreaM2: SquareMetres | null
  /** Consecutive years without a crop, by patrol (撂荒年数). */
  idleYears: number | null
  /** Administrative penalties of the party for the same kind of act within the years that the interpretation names. */
  earlierPenalties: number | null
  /** 农户编号. */
  householdId: string | null
  /** 本集体经济组织成员. */
  collectiveMember: boolean | null
  /** 永久性建筑 on a temporary site. */
  isPermanent: boolean | null
  /** 正在施工. */
  isActive: boolean | null
  /** 地面硬化 (GH-02). */
  isHardened: boolean | null
  /** 大棚内硬化面积, m². */
  hardenedAreaM2: SquareMetres | null
  /** 位于大棚内. */
  isInGreenhouse: boolean | null
  /** 临时用地已退还; the day of the acceptance of its restoration (复垦验收). */
  isReturned: boolean | null
  restoredOn: Day | null
  /** 工商资本流转 (166号). */
  byBusiness: boolean | null
  /** 涉及公职人员. */
  involvesOfficial: boolean | null
  /** 阻碍执法. */
  isObstructed: boolean | null
  forestKind: ForestKind | null
  livestockKind: LivestockKind | null
}

/** 牛羊 may have more ancillary land than other livestock (国土资发〔2014〕127号). */
export const LIVESTOCK_KINDS = ['cattleSheep', 'other'] as const
export type LivestockKind = (typeof LIVESTOCK_KINDS)[number]

/** 公益林、商品林: different criminal lines (法释〔2023〕8号). */
export const FOREST_KINDS = ['public', 'commercial'] as const
export type ForestKind = (typeof FOREST_KINDS)[number]

/** A reported polygon (图斑) as rules see it: a clue, not a conclusion. */
export interface ReportFacts extends ReportAttributes {
  reportId: string
  type: PatchType | null
  /** The day the act happened, where known (建设时间). */
  actOn: Day | null
  imageBefore: Day | null
  imageAfter: Day | null
  reportedOn: Day
  /** The day by which the report is judged: act, else later image, else report. */
  judgedOn: Day
  /** The day on which one looks: what has run out since the act, has by this day (临时用地、批而未建). */
  today: Day
  area: SquareMetres
  /** Homesteads of the same household elsewhere, by approvals and other reports; null where the household is not known. */
  otherHomesteads: number | null
}

/** What the machine says before an officer decides (系统判定). */
export const VERDICTS = ['clear', 'doubtful', 'suspected'] as const // 未见疑点、存疑、疑似违法
export type Verdict = (typeof VERDICTS)[number]

/** What an officer decided (人工判定); `unsure` asks for a second look. */
export const DECISIONS = ['suspected', 'legal', 'other', 'not-an-object', 'unsure'] as const
export type Decision = (typeof DECISIONS)[number]

/** Where a report is on its way (办理状态). */
export const REPORT_STATES = ['reported', 'decided', 'assigned', 'acknowledged'] as const
export type ReportState = (typeof REPORT_STATES)[number]
