import { REPORT_FIELDS } from '../../domain/layer-fields.ts'
import {
  FOREST_KINDS,
  LAND_USES,
  LIVESTOCK_KINDS,
  PARTY_KINDS,
  patchTypeOf,
  REPORT_SOURCES,
  type PatchType,
  type ReportAttributes,
  type ReportSource,
} from '../../domain/report.ts'
import { MAX_ACCURACY_M, squareMetres, type Day } from '../../domain/units.ts'
import { translate, type ClassMap, type FieldMap } from './class-map.ts'
import { OSM_CLASS_MAP } from './osm-class-map.ts'
import { dayValue, flagValue, numberValue, pick, textValue } from './values.ts'
import { codeOf } from './words.ts'

/** A report as a file says it, in the platform's words; what is unknown is null. */
export interface ReportRow {
  reportNo: string | null
  source: ReportSource | null
  type: PatchType | null
  reportedOn: Day | null
  actOn: Day | null
  imageBefore: Day | null
  imageAfter: Day | null
  /** 位置精度, ± m. */
  accuracyM: number | null
  attributes: ReportAttributes
  /** Values that were not understood, by field: each counts as unknown. */
  notices: { field: string; value: string }[]
}

/** One row of a report file. What stands there and is not understood is told in `notices`, and counts as unknown. */
export function toReportRow(
  properties: Readonly<Record<string, unknown>>,
  classMap: ClassMap | undefined,
): ReportRow {
  const notices: ReportRow['notices'] = []
  /** Reads one field, and notes a value of which nothing was made. */
  const read = <T>(field: ReportField, make: (value: string | null) => T | null): T | null => {
    const value = valueOf(field, properties, classMap)
    const made = make(value)
    if (value !== null && made === null) notices.push({ field, value })
    return made
  }
  const text = (value: string | null) => value
  return {
    reportNo: read('reportNo', text),
    source: read('source', (value) => codeOf(REPORT_SOURCES, value)),
    type: read('type', patchTypeOf),
    reportedOn: read('reportedOn', dayValue),
    actOn: read('actOn', dayValue),
    imageBefore: read('imageBefore', dayValue),
    imageAfter: read('imageAfter', dayValue),
    accuracyM: read('accuracyM', accuracyValue),
    attributes: {
      use: read('use', (value) => codeOf(LAND_USES, value)),
      storeys: read('storeys', numberValue),
      partyKind: read('partyKind', (value) => codeOf(PARTY_KINDS, value)),
      tillageLayer: read('tillageLayer', (value) => codeOf(['intact', 'damaged'] as const, value)),
      greeningApprovalNo: read('greeningApprovalNo', text),
      inOutApprovalNo: read('inOutApprovalNo', text),
      redLineOpinionNo: read('redLineOpinionNo', text),
      worksPermitNo: read('worksPermitNo', text),
      heightM: read('heightM', numberValue),
      previousFootprintM2: read('previousFootprintM2', areaValue),
      isRebuilt: read('isRebuilt', flagValue),
      ancillaryAreaM2: read('ancillaryAreaM2', areaValue),
      projectAreaM2: read('projectAreaM2', areaValue),
      idleYears: read('idleYears', numberValue),
      earlierPenalties: read('earlierPenalties', numberValue),
      householdId: read('householdId', text),
      collectiveMember: read('collectiveMember', flagValue),
      isPermanent: read('isPermanent', flagValue),
      isActive: read('isActive', flagValue),
      isHardened: read('isHardened', flagValue),
      hardenedAreaM2: read('hardenedAreaM2', areaValue),
      isInGreenhouse: read('isInGreenhouse', flagValue),
      isReturned: read('isReturned', flagValue),
      restoredOn: read('restoredOn', dayValue),
      byBusiness: read('byBusiness', flagValue),
      involvesOfficial: read('involvesOfficial', flagValue),
      isObstructed: read('isObstructed', flagValue),
      forestKind: read('forestKind', (value) => codeOf(FOREST_KINDS, value)),
      livestockKind: read('livestockKind', (value) => codeOf(LIVESTOCK_KINDS, value)),
    },
    notices,
  }
}

const accuracyValue = (value: string | null) => {
  const metres = numberValue(value)
  return metres === null || metres < 0 || metres > MAX_ACCURACY_M ? null : metres
}

const areaValue = (value: string | null) => {
  const area = numberValue(value)
  return area === null ? null : squareMetres(area)
}

type ReportField = keyof typeof REPORT_FIELDS

/** By the given map, else by the field's own names, else by OpenStreetMap's. */
function valueOf(
  field: ReportField,
  properties: Readonly<Record<string, unknown>>,
  classMap: ClassMap | undefined,
): string | null {
  const given = mapOf(classMap, field)
  if (given) return translate(given, properties)
  const osm = mapOf(OSM_CLASS_MAP, field)
  const own = textValue(
    pick(
      properties,
      REPORT_FIELDS[field].filter((name) => name !== osm?.field),
    ),
  )
  if (own !== null || !osm) return own
  return pick(properties, [osm.field]) === undefined ? null : translate(osm, properties)
}

const mapOf = (classMap: ClassMap | undefined, field: string): FieldMap | undefined =>
  (classMap?.reports as Readonly<Record<string, FieldMap>> | undefined)?.[field]
