import {
  DISTRICT_ROLES,
  type District,
  type DistrictRole,
  type Feature,
} from '../fixtures/district/district.ts'
import type { Database } from './db/database.ts'
import { importLayer, type LayerRow } from './imports/import-layer.ts'
import { importReports } from './imports/import-reports.ts'
import type { RawFeature } from './intake/read/vector-file.ts'
import { toLayerFeature } from './intake/layer-feature.ts'
import { ensureDistrict } from './queries/districts.ts'

const IMPORTED_BY = '示例数据'

/** Loads every layer and every report of an invented district, as files of them would be; answers the reports' ids. */
export async function loadDistrict(
  db: Database,
  district: District,
  say: (line: string) => void = () => undefined,
  { isDemo = true } = {},
): Promise<string[]> {
  await ensureDistrict(db, {
    code: district.code,
    nameZh: district.nameZh,
    nameEn: district.nameEn,
    lon: district.centre[0],
    isDemo,
  })
  for (const role of DISTRICT_ROLES) {
    const features = await loadLayer(db, district, role)
    say(`图层 ${role} · ${features} features`)
  }
  const { accepted, refused, reportIds } = await loadReports(db, district)
  say(`图斑 · ${accepted} reports${refused.length > 0 ? `, ${refused.length} refused` : ''}`)
  // What comes next is an overlay: without statistics of reports and small layers it takes four times as long.
  await db.maintain()
  return reportIds
}

/** Answers how many features were taken. */
export async function loadLayer(db: Database, district: District, role: DistrictRole): Promise<number> {
  const { features, validFrom, source } = district.layers[role]
  const summary = await importLayer(db, layerRows(features, role), {
    district: district.code,
    role,
    validFrom,
    source,
    fileName: `${role}.geojson`,
    importedBy: IMPORTED_BY,
    crs: 'EPSG:4490',
    total: null,
  })
  return summary.features
}

export const loadReports = (db: Database, district: District) =>
  importReports(db, reportRows(district), {
    district: district.code,
    source: 'satellite',
    reportedOn: '2026-10-31',
    importedBy: IMPORTED_BY,
    total: null,
  })

function* layerRows(features: Iterable<Feature>, role: DistrictRole): Generator<LayerRow> {
  let rowNo = 0
  for (const { properties, geometry } of features)
    yield {
      rowNo: ++rowNo,
      feature: toLayerFeature(properties, role, Object.keys(properties), undefined),
      geometry,
    }
}

const reportRows = ({ reports }: District): RawFeature[] =>
  reports.features.map(({ properties, geometry }, index) => ({ rowNo: index + 1, properties, geometry }))
