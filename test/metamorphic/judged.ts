import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { LayerRole } from '../../domain/layer.ts'
import type { Database } from '../../server/db/database.ts'
import { evaluateReports, type EvaluateOptions } from '../../server/evaluate.ts'
import { importLayerFile } from '../../server/imports/import-layer.ts'
import { importReportsFile } from '../../server/imports/import-reports.ts'
import { ensureDistrict } from '../../server/queries/districts.ts'
import type { Drawn, Sample } from './sample.ts'

/** m² by name, without those that are nothing. */
type Areas = Record<string, number>

/** All that is said of one report, in words that do not depend on how it came in. */
export interface Said {
  reportNo: string
  verdict: string
  township: string | null
  /** Findings and doubts: rule, severity or reason, certainty. */
  results: string[]
  areaM2: number
  outlineM: number
  ledger: Areas
  /** What it shares with each layer, by class. */
  facts: Areas
}

/** How its files are written, where that is not EPSG:4490. */
export interface Written {
  epsg: number
  /** From longitude and latitude. */
  project: (position: [number, number]) => [number, number]
}

export interface Loaded {
  district: string
  reportIds: string[]
}

let districts = 0

export async function makeDistrict(db: Database, { lon }: Sample): Promise<string> {
  const district = String(810_001 + districts++)
  await ensureDistrict(db, { code: district, nameZh: '样本', nameEn: 'Sample', lon })
  return district
}

/** Takes a sample in from files, into a district of its own; `written` says which files are in another system. */
export async function load(
  db: Database,
  sample: Sample,
  folder: string,
  written: Partial<Record<LayerRole | 'reports', Written>> = {},
): Promise<Loaded> {
  const district = await makeDistrict(db, sample)
  const { classMap } = sample
  for (const { role, validFrom, features } of sample.layers) {
    const file = write(folder, `${district}-${role}`, features, written[role])
    const task = { district, role, validFrom, classMap, source: 'sample', importedBy: 'test' }
    const { refused } = await importLayerFile(db, file, { ...task, fileName: `${role}.geojson` })
    if (refused > 0) throw new Error(`${role}: ${refused} refused`)
  }
  const reportIds = await loadReports(db, district, sample, folder, written.reports)
  await db.maintain()
  return { district, reportIds }
}

/** The reports alone; answers their ids. */
export async function loadReports(
  db: Database,
  district: string,
  { reports, classMap, reportedOn }: Sample,
  folder: string,
  written?: Written,
): Promise<string[]> {
  const file = write(folder, `${district}-reports`, reports, written)
  const { reportIds, refused } = await importReportsFile(db, file, {
    district,
    classMap,
    source: 'satellite',
    reportedOn,
    importedBy: 'test',
  })
  if (refused.length > 0) throw new Error(JSON.stringify(refused))
  return reportIds
}

function write(folder: string, name: string, features: readonly Drawn[], as: Written | undefined): string {
  const file = path.join(folder, `${name}.geojson`)
  const crs = { type: 'name', properties: { name: `urn:ogc:def:crs:EPSG::${as?.epsg ?? 4490}` } }
  const moved = ({ properties, geometry: { type, coordinates } }: Drawn) => ({
    type: 'Feature',
    properties,
    geometry: {
      type,
      coordinates: as
        ? coordinates.map((rings) => rings.map((ring) => ring.map((position) => as.project(position))))
        : coordinates,
    },
  })
  writeFileSync(file, JSON.stringify({ type: 'FeatureCollection', crs, features: features.map(moved) }))
  return file
}

export async function judge(
  db: Database,
  sample: Sample,
  { district, reportIds }: Loaded,
  options: Pick<EvaluateOptions, 'chunk'> = {},
): Promise<Said[]> {
  const { failed } = await evaluateReports(db, { district, reportIds, today: sample.today, ...options })
  if (failed.length > 0) throw new Error(JSON.stringify(failed))
  return said(db, district)
}

/** What is stored of every report of a district, by number. */
export async function said(db: Database, district: string): Promise<Said[]> {
  const { rows } = await db.query<{
    report_no: string
    verdict: string
    township: string | null
    results: string[]
    area_m2: number
    outline: number
    ledger: Areas
    facts: Areas
  }>(
    `select r.report_no, r.verdict, r.area_m2, ST_Perimeter(ST_Transform(r.geom, d.plane_srid)) as outline,
            (select f.name from land.layer_feature f join land.layer_version v using (layer_version_id)
              where v.district = r.district and v.role = 'townships' and f.source_key = r.township) as township,
            array(select concat_ws(' ', f.rule_id, f.kind, f.severity, f.result ->> 'reason', f.result ->> 'certainty')
                    from land.finding f where f.evaluation_id = e.evaluation_id order by 1) as results,
            (select jsonb_object_agg(l.entry, l.area_m2) from land.ledger_entry l
              where l.evaluation_id = e.evaluation_id and l.area_m2 <> 0) as ledger,
            coalesce((select jsonb_object_agg(f.kind, f.area_m2) from (
               select concat_ws(' ', v.role, f.class) as kind, sum(f.area_m2) as area_m2
                 from land.fact f join land.layer_version v using (layer_version_id)
                where f.evaluation_id = e.evaluation_id group by 1) f), '{}') as facts
       from land.report r
       join land.district d on d.district = r.district
       join land.evaluation e on e.district = r.district and e.report_id = r.report_id and e.is_current
      where r.district = $1
      order by r.report_no`,
    [district],
  )
  return rows.map((row) => ({
    reportNo: row.report_no,
    verdict: row.verdict,
    township: row.township,
    results: row.results,
    areaM2: row.area_m2,
    outlineM: row.outline,
    ledger: row.ledger,
    facts: row.facts,
  }))
}

/** What the two samples are held against; written by scripts/metamorphic-expected.ts. */
export const expectedFile = (name: Sample['name']) =>
  fileURLToPath(new URL(`../../fixtures/metamorphic/${name}.json`, import.meta.url))
