import { z } from 'zod'
import { IntakeError } from '../../domain/intake-problem.ts'
import { LAYER_FIELDS } from '../../domain/layer-fields.ts'
import { LAYER_ROLES, type LayerRole } from '../../domain/layer.ts'
import { OSM_CLASS_MAP } from './osm-class-map.ts'
import { JsonError, parseStrictJsonFile } from './strict-json.ts'
import { pick, textValue } from './values.ts'

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
    value = parseStrictJsonFile(text)
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
  const value = textValue(pick(properties, [map.field]))
  if (value === null) return map.default ?? null
  if (Object.hasOwn(map.values, value)) return map.values[value] ?? null
  return map.default === undefined ? value : map.default
}

/** The map that serves a layer: what was given, else OpenStreetMap's where the file's class stands in its field. */
export function layerMapOf(
  role: LayerRole,
  fields: readonly string[],
  given: ClassMap | undefined,
): FieldMap | null {
  const map = given?.layers[role] ?? null
  if (map) return map
  const osm = OSM_CLASS_MAP.layers[role]
  const lower = fields.map((field) => field.toLowerCase())
  const classField = LAYER_FIELDS[role].class.find((name) => lower.includes(name.toLowerCase()))
  return osm !== undefined && osm.field === classField ? osm : null
}
