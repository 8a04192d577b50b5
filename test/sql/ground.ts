import type { MultiPolygon } from '../../domain/geojson.ts'
import type { LayerFeatureAttributes, LayerRole } from '../../domain/layer.ts'
import type { LedgerEntry } from '../../domain/ledger.ts'
import type { Day } from '../../domain/units.ts'
import { ORIGIN } from '../../fixtures/builders/geometry.ts'
import type { Database } from '../../server/db/database.ts'
import { importLayer } from '../../server/imports/import-layer.ts'
import { ensureDistrict } from '../../server/queries/districts.ts'
import { overlay, type Overlay } from '../../server/queries/overlay.ts'
import { insertReport, type NewReport } from '../../server/queries/reports-write.ts'

/** The day by which reports are measured where a test names none. */
export const DAY: Day = '2025-06-30'

export interface GivenFeature extends Partial<LayerFeatureAttributes> {
  geometry: MultiPolygon
}

let districts = 0

/** Layers and reports of one test: a district of its own, so that tests share a database and nothing else. */
export class Ground {
  readonly district: string
  private readonly db: Database

  private constructor(db: Database, district: string) {
    this.db = db
    this.district = district
  }

  static async make(db: Database): Promise<Ground> {
    const code = String(900_001 + districts++)
    await ensureDistrict(db, { code, nameZh: '测试', nameEn: 'Test', lon: ORIGIN[0] })
    return new Ground(db, code)
  }

  /** Publishes a layer through the real import. */
  async layer(
    role: LayerRole,
    features: readonly GivenFeature[],
    {
      validFrom = '2020-01-01',
      publish = true,
      accuracyM = null,
    }: { validFrom?: Day; publish?: boolean; accuracyM?: number | null } = {},
  ): Promise<string> {
    const rows = features.map(({ geometry, ...feature }, index) => ({
      rowNo: index + 1,
      feature: {
        sourceKey: `K${index + 1}`,
        class: null,
        name: null,
        validFrom: null,
        validTo: null,
        attributes: {},
        ...feature,
      },
      geometry,
    }))
    const { layerVersionId } = await importLayer(this.db, rows, {
      district: this.district,
      role,
      validFrom,
      accuracyM,
      source: 'test',
      fileName: `${role}.geojson`,
      importedBy: 'test',
      crs: 'EPSG:4490',
      total: rows.length,
      ...(!publish && { release: () => Promise.resolve() }),
    })
    return layerVersionId
  }

  report(geometry: MultiPolygon, over: Partial<NewReport> = {}): Promise<string> {
    return insertReport(this.db, {
      source: 'satellite',
      type: '20',
      reportedOn: DAY,
      actOn: null,
      imageBefore: null,
      imageAfter: null,
      attributes: { use: 'industrial' },
      ...over,
      geometry,
      district: this.district,
      createdBy: { name: 'test', personId: null, orgId: null },
    })
  }

  /** By report, in the order of the ids; a day of null takes each report's own. */
  async measureAll(reportIds: readonly string[], day: Day | null = DAY): Promise<Overlay[]> {
    const found = new Map(
      (await overlay(this.db, this.district, reportIds, day)).map((one) => [one.reportId, one]),
    )
    return reportIds.map((id) => found.get(id)!)
  }

  async measure(geometry: MultiPolygon, over: Partial<NewReport> = {}, day: Day | null = DAY) {
    const [measured] = await this.measureAll([await this.report(geometry, over)], day)
    return measured!
  }
}

/** m² of the named entries, rounded to 0.1 m²; null where the entry was not measured. */
export function areas({ ground }: Overlay, ...entries: LedgerEntry[]): Record<string, number | null> {
  return Object.fromEntries(entries.map((entry) => [entry, tenth(ground.ledger[entry]?.area)]))
}

export const tenth = (area: number | undefined) => (area === undefined ? null : Math.round(area * 10) / 10)

export const many = (...parts: MultiPolygon[]): MultiPolygon => ({
  type: 'MultiPolygon',
  coordinates: parts.flatMap(({ coordinates }) => coordinates),
})
