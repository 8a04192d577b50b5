import { randomFrom, shuffled, whole, type Random } from '../../fixtures/district/random.ts'

/** Names that an acceptance district has from its seed; none is that of a real place. */
export interface AcceptanceNames {
  districtZh: string
  districtEn: string
  /** By the last three digits of the township's code. */
  townships: readonly string[]
  /** Whose short name stands in the names of units, e.g. 清澜 for 清澜区. */
  short: string
}

const PLACES = [
  ['清澜', 'Qinglan'],
  ['云汀', 'Yunting'],
  ['禾川', 'Hechuan'],
  ['松屿', 'Songyu'],
  ['柏陵', 'Bailing'],
  ['槐阳', 'Huaiyang'],
  ['枫泽', 'Fengze'],
  ['桐原', 'Tongyuan'],
  ['荷浦', 'Hepu'],
  ['岚谷', 'Langu'],
] as const

const FIRST = [...'晴禾云渠松柏槐杏石兰荷枫桐竹梅菊榆柳']
const SECOND = [...'川丰麓首岭溪岸坪鼓湾渡桥泉垣沟坡原塘']

/** One sub-district, five towns and four townships, as their codes say. */
const KINDS = ['街道', '镇', '镇', '镇', '镇', '镇', '乡', '乡', '乡', '乡']

export function acceptanceNames(seed: number): AcceptanceNames {
  const random = randomFrom(seed)
  const [short, en] = PLACES[whole(random, 0, PLACES.length - 1)]!
  const first = shuffled(random, FIRST)
  const second = shuffled(random, SECOND)
  return {
    short,
    districtZh: `${short}区`,
    districtEn: `${en} district`,
    townships: KINDS.map((kind, at) => first[at]! + second[at]! + kind),
  }
}

/** A unit of the notice, as it is called in this district. */
export function unitName(noticeName: string, { short }: Pick<AcceptanceNames, 'short'>): string {
  const local = noticeName.replaceAll('上党', short)
  return local.startsWith('区') ? short + local : local
}

const SURNAMES = [...'赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何']
const GIVEN = [...'安宁平远明朗致和嘉禾文博思源雨晨晓峰立新建华素云']

export const personName = (random: Random): string =>
  SURNAMES[whole(random, 0, SURNAMES.length - 1)]! +
  GIVEN[whole(random, 0, GIVEN.length - 1)]! +
  GIVEN[whole(random, 0, GIVEN.length - 1)]!
