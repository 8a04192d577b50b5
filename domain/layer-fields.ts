import type { LayerRole } from './layer.ts'

/**
 * Which field of a delivered file means what, by role (字段对照). Names are tried in order, without regard to case;
 * the first that the file has wins. An importer may name others in a class map.
 * Sources: domain rules 2.2–2.5, 2.7, 3.5 (field templates [S25] [S26] [S50]); English names for foreign files.
 */
export interface LayerFields {
  sourceKey: readonly string[]
  class: readonly string[]
  name: readonly string[]
  number?: readonly string[]
  holder?: readonly string[]
  status?: readonly string[]
  use?: readonly string[]
  storeys?: readonly string[]
  approvedAreaM2?: readonly string[]
  heightM?: readonly string[]
  householdId?: readonly string[]
  issuedOn?: readonly string[]
  expiresOn?: readonly string[]
}

const REGISTER = {
  number: ['XKZH', 'PZWH', 'BAH', 'ZSBH', 'number', 'permit_no', 'no'],
  holder: ['JSDW', 'QLR', 'BAR', 'holder', 'owner'],
  status: ['ZT', 'status'],
  use: ['YT', 'TDYT', 'use'],
  storeys: ['CS', 'storeys', 'levels'],
  approvedAreaM2: ['PZMJ', 'ZDMJ', 'JZMJ', 'approved_area_m2', 'area_m2'],
  heightM: ['GD', 'JZGD', 'height_m'],
  householdId: ['NHBH', 'household_id'],
  issuedOn: ['FZRQ', 'PZRQ', 'BARQ', 'issued_on', 'issue_date', 'valid_from'],
  expiresOn: ['YXQZ', 'YXQ', 'expires_on', 'expiry', 'valid_to'],
} as const

const KEY = ['BSM', 'id', 'osm_id', 'fid'] as const

export const LAYER_FIELDS: Readonly<Record<LayerRole, LayerFields>> = {
  'land-use': { sourceKey: KEY, class: ['DLBM', 'land_class', 'land_use'], name: ['DLMC', 'name'] },
  'basic-farmland': {
    sourceKey: ['BSM', 'YJJBNTTBBH', 'JBNTTBBH', 'id'],
    class: ['DLBM'],
    name: ['YJJBNTTBBH', 'JBNTTBBH', 'name'],
  },
  'eco-red-line': { sourceKey: [...KEY, 'HXDM'], class: ['LXDM', 'LHDM'], name: ['MC', 'name'] },
  'urban-boundary': { sourceKey: KEY, class: [], name: ['MC', 'XZQMC', 'name'] },
  'village-boundary': { sourceKey: KEY, class: [], name: ['MC', 'ZLDWMC', 'name'] },
  'plan-zones': { sourceKey: KEY, class: ['GHFQDM', 'zone_code', 'zone'], name: ['GHFQMC', 'name'] },
  'land-approvals': {
    ...REGISTER,
    sourceKey: ['BSM', 'PZWH', 'id'],
    class: ['PZLX', 'kind'],
    name: ['XMMC', 'name', 'project'],
  },
  'rural-permits': {
    ...REGISTER,
    sourceKey: ['BSM', 'XKZH', 'id'],
    class: [],
    name: ['XMMC', 'name', 'project'],
  },
  'urban-permits': {
    ...REGISTER,
    sourceKey: ['BSM', 'XKZH', 'id'],
    class: [],
    name: ['XMMC', 'name', 'project'],
  },
  'homestead-approvals': { ...REGISTER, sourceKey: ['BSM', 'PZWH', 'id'], class: [], name: ['XMMC', 'name'] },
  'facility-filings': {
    ...REGISTER,
    sourceKey: ['BSM', 'BAH', 'id'],
    class: ['SSLX', 'kind'],
    name: ['XMMC', 'name'],
  },
  'temporary-use': {
    ...REGISTER,
    sourceKey: ['BSM', 'PZWH', 'id'],
    class: [],
    name: ['PZWJMC', 'XMMC', 'name'],
  },
  roads: { sourceKey: KEY, class: ['DLDJ', 'DLBM', 'road_class', 'highway'], name: ['MC', 'DLMC', 'name'] },
  'grain-zones': { sourceKey: KEY, class: ['LX', 'kind'], name: ['MC', 'name'] },
  forests: { sourceKey: KEY, class: ['SEN_LIN_LB', 'LZ', 'forest_kind'], name: ['MC', 'name'] },
  'farm-parks': { sourceKey: KEY, class: [], name: ['MC', 'name'] },
  'idle-approvals': {
    ...REGISTER,
    sourceKey: ['BSM', 'PZWH', 'id'],
    class: [],
    name: ['XMMC', 'name', 'project'],
  },
  'works-permits': {
    ...REGISTER,
    sourceKey: ['BSM', 'XKZH', 'id'],
    class: [],
    name: ['XMMC', 'name', 'project'],
  },
  'temporary-permits': {
    ...REGISTER,
    sourceKey: ['BSM', 'XKZH', 'id'],
    class: [],
    name: ['XMMC', 'name', 'project'],
  },
  'accepted-projects': {
    ...REGISTER,
    sourceKey: ['BSM', 'XMBH', 'id'],
    class: [],
    name: ['XMMC', 'name', 'project'],
  },
  townships: { sourceKey: ['XZQDM', 'code', 'id', 'name'], class: [], name: ['XZQMC', 'name'] },
  villages: {
    sourceKey: ['ZLDWDM', 'CJDCQDM', 'code', 'id'],
    class: [],
    name: ['ZLDWMC', 'CJDCQMC', 'name'],
  },
}

/** Fields of a report file (上报图斑): domain rules 2.5, and plain English names. */
export const REPORT_FIELDS = {
  reportNo: ['report_id', 'report_no', 'JCBH', 'TBBH', 'osm_id', 'id'],
  type: ['TBLX', 'type', 'patch_type'],
  source: ['LY', 'source'],
  reportedOn: ['SBRQ', 'reported_on', 'report_date'],
  actOn: ['JSSJ', 'act_on', 'built_on'],
  imageBefore: ['QSX', 'image_before'],
  imageAfter: ['HSX', 'image_after'],
  accuracyM: ['WZJD', 'accuracy_m'],
  use: ['YT', 'use', 'building'],
  storeys: ['CS', 'storeys', 'building:levels'],
  partyKind: ['DSRLX', 'party_kind'],
  tillageLayer: ['GZC', 'tillage_layer'],
  greeningApprovalNo: ['LHPZWH', 'greening_approval_no'],
  inOutApprovalNo: ['JCPHWH', 'in_out_approval_no'],
  redLineOpinionNo: ['HXRDWH', 'red_line_opinion_no'],
  worksPermitNo: ['SGXKZH', 'works_permit_no'],
  heightM: ['GD', 'height_m'],
  previousFootprintM2: ['YZDMJ', 'previous_footprint_m2'],
  isRebuilt: ['SFCJ', 'is_rebuilt'],
  ancillaryAreaM2: ['FSMJ', 'ancillary_area_m2'],
  projectAreaM2: ['SSXMMJ', 'project_area_m2'],
  idleYears: ['LHNS', 'idle_years'],
  earlierPenalties: ['CFCS', 'earlier_penalties'],
  householdId: ['NHBH', 'household_id'],
  collectiveMember: ['SFCY', 'collective_member'],
  isPermanent: ['SFYJX', 'is_permanent'],
  isActive: ['SFSG', 'is_active'],
  isHardened: ['SFYHD', 'is_hardened'],
  hardenedAreaM2: ['YHMJ', 'hardened_area_m2'],
  isInGreenhouse: ['SFPN', 'is_in_greenhouse'],
  isReturned: ['SFTH', 'is_returned'],
  restoredOn: ['FKYSRQ', 'restored_on'],
  byBusiness: ['GSZB', 'by_business'],
  involvesOfficial: ['SJGZRY', 'involves_official'],
  isObstructed: ['ZNZF', 'is_obstructed'],
  forestKind: ['LZ', 'forest_kind'],
  livestockKind: ['CXZL', 'livestock_kind'],
} as const
