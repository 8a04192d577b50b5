import { z } from 'zod'
import { IntakeError } from '../../domain/intake-problem.ts'
import { LAYER_ROLES, type LayerRole } from '../../domain/layer.ts'
import { JsonError, parseStrictJson } from './strict-json.ts'

/**
 * A class map (分类对照) translates another vocabulary into the platform's codes: which field to read, and what its values
 * mean. A value that it does not list becomes `default`; without one the value is kept as it is.
 */
const FieldMap = z.strictObject({
  field: z.string().min(1),
  values: z.record(z.string(), z.string().nullable()).default({}),
  default: z.string().nullable().optional(),
})
export type FieldMap = z.output<typeof FieldMap>

/** Fields of a report that a class map may translate. */
const REPORT_FIELD_NAMES = ['type', 'use', 'source', 'partyKind', 'tillageLayer'] as const

const ClassMap = z.strictObject({
  layers: z.partialRecord(z.enum(LAYER_ROLES), FieldMap).default({}),
  reports: z.partialRecord(z.enum(REPORT_FIELD_NAMES), FieldMap).default({}),
})
export type ClassMap = z.output<typeof ClassMap>

/** Reads a class map's text; a fault is told with its path. */
export function parseClassMap(text: string, name: string): ClassMap {
  let value: unknown
  try {
    value = parseStrictJson(text)
  } catch (error) {
    if (error instanceof JsonError) throw new IntakeError('class-map-invalid', `${name}: ${error.message}`)
    throw error
  }
  const parsed = ClassMap.safeParse(value)
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.slice(0, 5).map((issue) => `/${issue.path.join('/')}: ${issue.message}`)
  throw new IntakeError('class-map-invalid', `${name} is no class map. ${faults.join('; ')}`)
}

/** What a field map makes of a row: the code, or null where the row or the map has none. */
export function translate(map: FieldMap, properties: Readonly<Record<string, unknown>>): string | null {
  const value = properties[map.field]
  if (value === undefined || value === null || value === '') return map.default ?? null
  const text = String(value)
  const code = map.values[text]
  if (code !== undefined) return code
  return map.default === undefined ? text : map.default
}

/**
 * OpenStreetMap's words for land, zones and buildings, used where a file has those fields and nothing else was given:
 * a country without survey codes can be tried at once.
 */
export const OSM_CLASS_MAP: ClassMap = ClassMap.parse({
  layers: {
    'land-use': {
      field: 'land_use',
      values: {
        farmland: '0103', // 旱地
        orchard: '0201', // 果园
        vineyard: '0204', // 其他园地
        meadow: '0403', // 人工牧草地
        farmyard: '1202', // 设施农用地
        greenhouse: '1202',
        greenhouse_horticulture: '1202',
        plant_nursery: '0204',
        forest: '0301',
        residential: '0702',
        industrial: '0601',
        commercial: '05H1',
        retail: '05H1',
      },
    },
    'plan-zones': {
      field: 'zone',
      values: {
        residential: '410', // 城镇集中建设区
        industrial: '410',
        commercial: '410',
        retail: '410',
        construction: '410',
        brownfield: '420', // 城镇弹性发展区
        forest: '530', // 林业发展区
        quarry: '700', // 矿产能源发展区
        national_park: '100', // 生态保护区
        nature_reserve: '100',
        protected_area: '100',
      },
    },
  },
  reports: {
    type: { field: 'building', values: {}, default: '20' }, // 建/构筑物
    use: {
      field: 'building',
      values: {
        house: 'dwelling',
        detached: 'dwelling',
        residential: 'dwelling',
        apartments: 'dwelling',
        bungalow: 'dwelling',
        terrace: 'dwelling',
        greenhouse: 'greenhouse',
        barn: 'farmStorage',
        stable: 'livestock',
        farm_auxiliary: 'farmStorage',
        industrial: 'industrial',
        hangar: 'industrial',
        retail: 'commercial',
        hotel: 'commercial',
        office: 'commercial',
        school: 'public',
        hospital: 'public',
        kindergarten: 'public',
        public: 'public',
        chapel: 'public',
      },
      default: null, // `yes` says nothing of the use
    },
  },
})

/** The map that serves a layer: what was given, else OpenStreetMap's where the file has its field. */
export function layerMapOf(
  role: LayerRole,
  fields: readonly string[],
  given: ClassMap | undefined,
): FieldMap | null {
  const map = given?.layers[role] ?? null
  if (map) return map
  const osm = OSM_CLASS_MAP.layers[role]
  return osm && fields.includes(osm.field) ? osm : null
}
