/**
 * Reference layers (参考图层), by role. A file's name never decides its role: the importer says it
 * (CZKFBJ, for one, is delivered both for urban and for village boundaries).
 */
export const LAYER_ROLES = [
  'land-use', // 地类图斑 DLTB
  'basic-farmland', // 永久基本农田 YJJBNTTB
  'eco-red-line', // 生态保护红线 STBHHX
  'urban-boundary', // 城镇开发边界 CZKFBJ
  'village-boundary', // 村庄建设边界
  'plan-zones', // 规划分区 GHFQ
  'land-approvals', // 建设用地批准、供地、不动产登记
  'rural-permits', // 乡村建设规划许可证
  'urban-permits', // 建设工程规划许可证
  'homestead-approvals', // 宅基地批准书
  'facility-filings', // 设施农用地备案
  'temporary-use', // 临时用地 LSYD
  'roads', // 道路用地界 (right-of-way)
  'grain-zones', // 粮食生产功能区、高标准农田
  'forests', // 公益林、商品林
  'farm-parks', // 农业园区
  'idle-approvals', // 批准未建设土地 PZWJSTD
  'works-permits', // 施工许可证
  'temporary-permits', // 临时建设工程规划许可证
  'accepted-projects', // 已验收项目
  'townships', // 乡镇级行政区
  'villages', // 村级调查区 CJDCQ
] as const

export type LayerRole = (typeof LAYER_ROLES)[number]

/**
 * Registers (登记册): layers whose features carry their own dates of issue and expiry. The newest version
 * holds the whole history, so it serves every day; of the other layers the version in force on the day serves.
 */
export const REGISTER_ROLES = [
  'land-approvals',
  'rural-permits',
  'urban-permits',
  'homestead-approvals',
  'facility-filings',
  'temporary-use',
  'idle-approvals',
  'works-permits',
  'temporary-permits',
  'accepted-projects',
] as const satisfies readonly LayerRole[]

export type RegisterRole = (typeof REGISTER_ROLES)[number]

/** Names that people use for a role on the command line, besides the role itself. */
export const LAYER_ROLE_ALIASES: Readonly<Record<string, LayerRole>> = {
  farmland: 'land-use',
  dltb: 'land-use',
  pbf: 'basic-farmland',
  redline: 'eco-red-line',
  'red-line': 'eco-red-line',
  zoning: 'plan-zones',
  'rural-permit': 'rural-permits',
  'urban-permit': 'urban-permits',
  filings: 'facility-filings',
  'temporary-land': 'temporary-use',
}

/** The role that a word names, or null. */
export function layerRoleOf(word: string): LayerRole | null {
  const name = word.trim().toLowerCase().replaceAll('_', '-')
  if ((LAYER_ROLES as readonly string[]).includes(name)) return name as LayerRole
  return LAYER_ROLE_ALIASES[name] ?? null
}

/**
 * One feature of a reference layer, in the platform's words, whatever the file called its fields.
 * `class` is a DLBM code in land-use, a GHFQDM code in plan-zones, a permit kind in land-approvals, else null.
 */
export interface LayerFeatureAttributes {
  /** The key of the source (BSM, permit number, code of a township …). */
  sourceKey: string | null
  class: string | null
  name: string | null
  /** Only registers: the day of issue and the last day of validity. */
  validFrom: string | null
  validTo: string | null
  /** Everything else the file said, and the register fields below under these names. */
  attributes: Record<string, unknown>
}

/** Kinds in the layer land-approvals, in the order of legal coverage (domain rules 3.1 step 5). */
export const LAND_APPROVAL_KINDS = [
  'landApproval', // 建设用地批准 (批文)
  'landSupply', // 供地手续
  'registration', // 不动产登记
] as const

/** Status of a permit, approval or filing (证照状态). */
export const PERMIT_STATUSES = ['valid', 'expired', 'revoked', 'replaced'] as const
export type PermitStatus = (typeof PERMIT_STATUSES)[number]

/** Fields of a register feature beyond its dates, as they stand in `attributes`. */
export interface RegisterAttributes {
  number?: string
  holder?: string
  status?: PermitStatus
  /** Permitted use, in the words of LAND_USES in report.ts where it can be told, else free text. */
  use?: string
  storeys?: number
  /** Approved land or footprint area in m². */
  approvedAreaM2?: number
  heightM?: number
  /** 农户编号: only of homesteads. */
  householdId?: string
}

/** Where a layer version is on its way; `waiting` is imported to the end, and a second person has to publish it. */
export const LAYER_STATUSES = ['staging', 'waiting', 'published', 'withdrawn'] as const
export type LayerStatus = (typeof LAYER_STATUSES)[number]
