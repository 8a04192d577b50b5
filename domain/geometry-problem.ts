/** Why a polygon is refused at the door (图形检查), as a closed list with the words an analyst reads. */
export const GEOMETRY_PROBLEMS = {
  'not-an-object': { zh: '不是 GeoJSON 图形', en: 'is not a GeoJSON geometry' },
  'not-a-polygon': { zh: '不是面（Polygon 或 MultiPolygon）', en: 'is not a Polygon or MultiPolygon' },
  'crs-member': {
    zh: '图形自带 crs 声明：请在导入时指定坐标系',
    en: 'carries a crs member: name the coordinate system at import instead',
  },
  empty: { zh: '没有坐标', en: 'has no coordinates' },
  'bad-structure': { zh: '坐标结构不正确', en: 'has coordinates of the wrong nesting' },
  'bad-number': { zh: '坐标不是有限数值', en: 'has a coordinate that is not a finite number' },
  'mixed-dimensions': {
    zh: '同一环内坐标维数不一致',
    en: 'has a ring in which some positions have more numbers than others',
  },
  'swapped-axes': {
    zh: '经纬度顺序颠倒（应为经度、纬度）',
    en: 'has latitude before longitude: swap the axes',
  },
  'metric-coordinates': {
    zh: '坐标是米制：请指定投影坐标系',
    en: 'has coordinates in metres: name the projected coordinate system',
  },
  'outside-world': { zh: '超出经纬度范围', en: 'lies outside longitude ±180, latitude ±90' },
  'outside-district': { zh: '超出县区范围', en: 'lies outside the district' },
  'too-few-points': { zh: '环少于 4 个点', en: 'has a ring of fewer than 4 points' },
  unclosed: { zh: '环未闭合', en: 'has a ring that does not close' },
  'too-many-rings': { zh: '环过多', en: 'has too many rings' },
  'too-many-vertices': { zh: '顶点过多', en: 'has too many vertices' },
  spike: { zh: '存在折返尖刺', en: 'has a spike that runs back on itself' },
  'ring-without-area': { zh: '环没有面积', en: 'has a ring without area' },
  'too-small': { zh: '面积过小', en: 'is too small' },
  'too-large': { zh: '面积过大', en: 'is too large' },
  'self-crossing': { zh: '边界自相交', en: 'crosses itself' },
  'self-touching': { zh: '边界自接触', en: 'touches itself' },
  'shared-edge': { zh: '两环共用一段边界', en: 'has two rings that share a stretch of boundary' },
  'rings-crossing': { zh: '内外环相交', en: 'has rings that cross' },
  'hole-outside': { zh: '内环在外环之外', en: 'has a hole outside its outer ring' },
  'holes-nested': { zh: '内环相互嵌套', en: 'has a hole inside a hole' },
  'parts-overlapping': { zh: '各部分相互重叠', en: 'has parts that overlap' },
  'interior-cut': {
    zh: '环相互接触，内部被隔断',
    en: 'has rings that touch so that they cut its interior in two',
  },
  'too-complex': { zh: '图形过于复杂，未能及时检查', en: 'is too complex to be checked in time' },
  'postgis-disagrees': { zh: 'PostGIS 判定图形无效', en: 'is not valid to PostGIS' },
} as const satisfies Record<string, { zh: string; en: string }>
export type GeometryProblemCode = keyof typeof GEOMETRY_PROBLEMS

/** Where and why: part, ring and vertex count from 0; the pointer leads into the geometry as it was sent. */
export interface GeometryError {
  code: GeometryProblemCode
  part: number
  ring: number
  index: number
  coordinate: readonly number[]
  pointer: string
  detail: string
  /** Where two segments meet: the other one, by its first vertex. */
  other?: { part: number; ring: number; index: number }
}

/** What was changed without asking, since it cannot alter the ground covered. */
export const GEOMETRY_NOTICES = {
  'z-dropped': { zh: '已去除高程', en: 'height was dropped' },
  'duplicates-dropped': { zh: '已去除重复点', en: 'repeated points were dropped' },
  'orientation-fixed': { zh: '已统一环方向', en: 'ring direction was set' },
} as const
export type GeometryNotice = keyof typeof GEOMETRY_NOTICES
