import { REPORT_FIELDS } from '../../domain/layer-fields.ts'
import {
  LAND_USES,
  PARTY_KINDS,
  patchTypeOf,
  REPORT_SOURCES,
  type PatchType,
  type ReportAttributes,
  type ReportSource,
} from '../../domain/report.ts'
import type { Day } from '../../domain/units.ts'
import { OSM_CLASS_MAP, translate, type ClassMap } from './class-map.ts'
import { dayValue, numberValue, pick, textValue } from './values.ts'

/** A report as a file says it, in the platform's words; what is unknown is null. */
export interface ReportRow {
  reportNo: string | null
  source: ReportSource | null
  type: PatchType | null
  reportedOn: Day | null
  actOn: Day | null
  imageBefore: Day | null
  imageAfter: Day | null
  attributes: ReportAttributes
}

/** Words that files use for our codes, besides the codes themselves. */
const WORDS: Record<string, string> = {
  巡查: 'patrol',
  动态巡查: 'patrol',
  卫片: 'satellite',
  举报: 'tip-off',
  交办: 'assigned',
  上级交办: 'assigned',
  移送: 'transferred',
  住宅: 'dwelling',
  看护房: 'guardHouse',
  大棚: 'greenhouse',
  养殖: 'livestock',
  水产养殖: 'aquaculture',
  附属设施: 'farmStorage',
  厂房: 'industrial',
  商服: 'commercial',
  文旅: 'tourism',
  公共设施: 'public',
  道路: 'road',
  光伏: 'photovoltaic',
  果园: 'orchard',
  绿化造林: 'forest',
  苗木: 'nursery',
  草皮: 'turf',
  养鱼塘: 'fishPond',
  景观水面: 'lake',
  其他: 'other',
  村民: 'villager',
  单位: 'organisation',
  公职人员: 'official',
  完好: 'intact',
  破坏: 'damaged',
}

const codeOf = <T extends string>(codes: readonly T[], value: string | null): T | null => {
  if (value === null) return null
  const word = WORDS[value] ?? value
  return codes.find((code) => code === word) ?? null
}

/** One row of a report file. */
export function toReportRow(
  properties: Readonly<Record<string, unknown>>,
  classMap: ClassMap | undefined,
): ReportRow {
  const maps = classMap?.reports ?? ('building' in properties ? OSM_CLASS_MAP.reports : {})
  const mapped = (field: 'type' | 'use' | 'source' | 'partyKind' | 'tillageLayer') => {
    const map = maps[field]
    return map ? translate(map, properties) : textValue(pick(properties, REPORT_FIELDS[field]))
  }
  const read = (field: keyof typeof REPORT_FIELDS) => pick(properties, REPORT_FIELDS[field])
  return {
    reportNo: textValue(read('reportNo')),
    source: codeOf(REPORT_SOURCES, mapped('source')),
    type: patchTypeOf(mapped('type')),
    reportedOn: dayValue(read('reportedOn')),
    actOn: dayValue(read('actOn')),
    imageBefore: dayValue(read('imageBefore')),
    imageAfter: dayValue(read('imageAfter')),
    attributes: {
      use: codeOf(LAND_USES, mapped('use')),
      storeys: numberValue(read('storeys')),
      partyKind: codeOf(PARTY_KINDS, mapped('partyKind')),
      tillageLayer: codeOf(['intact', 'damaged'] as const, mapped('tillageLayer')),
      greeningApprovalNo: textValue(read('greeningApprovalNo')),
      inOutApprovalNo: textValue(read('inOutApprovalNo')),
    },
  }
}
