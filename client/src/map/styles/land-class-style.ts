/** Families of land classes that a map tells apart, with the usual colours of the national survey, a shade calmer. */
export const LAND_FAMILIES = {
  paddy: '#f6e58a', // 水田
  cultivated: '#fbf0a8', // 水浇地、旱地
  orchard: '#f5c06e', // 园地
  forest: '#7dbb7a', // 林地
  grass: '#c3e2a5', // 草地
  commercial: '#e58a8f', // 商业服务业
  industrial: '#c98f86', // 工矿仓储
  residential: '#f2a7a5', // 住宅
  public: '#eebcd0', // 公共管理、公用设施、特殊用地
  transport: '#b9bcc0', // 交通运输
  ruralRoad: '#d8d2c4', // 农村道路
  water: '#a5cdea', // 水域及水利设施
  facility: '#d9bd94', // 设施农用地
  unused: '#e2ddd3', // 其他土地
  unknown: '#ffffff',
} as const
export type LandFamily = keyof typeof LAND_FAMILIES

const BY_FOUR: Readonly<Record<string, LandFamily>> = {
  '0101': 'paddy',
  '1006': 'ruralRoad',
  '1202': 'facility',
  '1203': 'cultivated',
  '1201': 'public',
}

const BY_TWO: Readonly<Record<string, LandFamily>> = {
  '01': 'cultivated',
  '02': 'orchard',
  '03': 'forest',
  '04': 'grass',
  '05': 'commercial',
  '06': 'industrial',
  '07': 'residential',
  '08': 'public',
  '09': 'public',
  '10': 'transport',
  '11': 'water',
  '12': 'unused',
}

/** The family of a DLBM code; `unknown` is drawn white, so that it is noticed. */
export function landFamilyOf(code: string | null | undefined): LandFamily {
  const text = code ?? ''
  return BY_FOUR[text.slice(0, 4)] ?? BY_TWO[text.slice(0, 2)] ?? 'unknown'
}
