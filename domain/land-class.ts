/**
 * Land classes of the third national survey (三调地类, field DLBM) and the three-class mapping used for
 * enforcement statistics. Source: domain rules 2.1 (codes and mapping [S24], names [S25]).
 */
export const LAND_GROUPS = [
  'cultivated', // 农用地·耕地
  'otherAgricultural', // 农用地 (除耕地)
  'construction', // 建设用地
  'unused', // 未利用地
] as const
export type LandGroup = (typeof LAND_GROUPS)[number]

const OTHER_AGRICULTURAL = [
  ['0201', '果园'],
  ['0202', '茶园'],
  ['0203', '橡胶园'],
  ['0204', '其他园地'],
  ['0301', '乔木林地'],
  ['0302', '竹林地'],
  ['0303', '红树林地'],
  ['0304', '森林沼泽'],
  ['0305', '灌木林地'],
  ['0306', '灌丛沼泽'],
  ['0307', '其他林地'],
  ['0401', '天然牧草地'],
  ['0402', '沼泽草地'],
  ['0403', '人工牧草地'],
  ['1006', '农村道路'],
  ['1103', '水库水面'],
  ['1104', '坑塘水面'],
  ['1104A', '养殖坑塘'],
  ['1107', '沟渠'],
  ['1107A', '干渠'],
  ['1202', '设施农用地'],
  ['1203', '田坎'],
  ['1208', '后备耕地'],
] as const

const CULTIVATED = [
  ['0101', '水田'],
  ['0102', '水浇地'],
  ['0103', '旱地'],
] as const

const CONSTRUCTION = [
  ['05H1', '商业服务业设施用地'],
  ['0508', '物流仓储用地'],
  ['0601', '工业用地'],
  ['0602', '采矿用地'],
  ['0603', '盐田'],
  ['0701', '城镇住宅用地'],
  ['0702', '农村宅基地'],
  ['08H1', '机关团体新闻出版用地'],
  ['08H2', '科教文卫用地'],
  ['08H2A', '高教用地'],
  ['0809', '公用设施用地'],
  ['0810', '公园与绿地'],
  ['0810A', '广场用地'],
  ['09', '特殊用地'],
  ['1001', '铁路用地'],
  ['1002', '轨道交通用地'],
  ['1003', '公路用地'],
  ['1004', '城镇村道路用地'],
  ['1005', '交通服务场站用地'],
  ['1007', '机场用地'],
  ['1008', '港口码头用地'],
  ['1009', '管道运输用地'],
  ['1109', '水工建筑用地'],
  ['1201', '空闲地'],
] as const

const UNUSED = [
  ['0404', '其他草地'],
  ['1101', '河流水面'],
  ['1102', '湖泊水面'],
  ['1105', '沿海滩涂'],
  ['1106', '内陆滩涂'],
  ['1108', '沼泽地'],
  ['1110', '冰川及永久积雪'],
  ['1204', '盐碱地'],
  ['1205', '沙地'],
  ['1206', '裸土地'],
  ['1207', '裸岩石砾地'],
] as const

export interface LandClass {
  code: string
  name: string
  group: LandGroup
}

const listed = (group: LandGroup, rows: readonly (readonly [string, string])[]): LandClass[] =>
  rows.map(([code, name]) => ({ code, name, group }))

export const LAND_CLASSES: readonly LandClass[] = [
  ...listed('cultivated', CULTIVATED),
  ...listed('otherAgricultural', OTHER_AGRICULTURAL),
  ...listed('construction', CONSTRUCTION),
  ...listed('unused', UNUSED),
]

const BY_CODE = new Map(LAND_CLASSES.map((landClass) => [landClass.code, landClass]))

/**
 * The class of a DLBM value, compared on its first four characters; a suffix K (可调整) or A keeps the class
 * of its stem. Null for a code that the list does not have: a doubt for whoever asks, never a guess.
 */
export function landClassOf(dlbm: string): LandClass | null {
  const code = dlbm.trim().toUpperCase()
  return (
    BY_CODE.get(code) ?? BY_CODE.get(code.slice(0, 4)) ?? (code.startsWith('09') ? BY_CODE.get('09')! : null)
  )
}
