import type { GeometryError } from '../../domain/geometry-problem.ts'
import type { ReportSource } from '../../domain/report.ts'
import type { Day } from '../../domain/units.ts'
import type { Database } from '../db/database.ts'
import type { ClassMap } from '../intake/class-map.ts'
import { checkGeometry, REPORT_LIMITS } from '../intake/geometry-check.ts'
import { openVectorFile, type RawFeature } from '../intake/read/vector-file.ts'
import { toReportRow } from '../intake/report-row.ts'
import { districtExtent } from '../queries/district-extent.ts'
import { insertReports, type NewReport } from '../queries/reports-write.ts'

export interface ReportsImport {
  district: string
  /** Where a row does not say. */
  source: ReportSource
  reportedOn: Day
  importedBy: string
  classMap?: ClassMap | undefined
  onProgress?: (done: number, total: number | null, step: string) => void
  isCancelled?: () => boolean | Promise<boolean>
}

/** A row that was not taken, and why; the other rows are. */
export interface RefusedRow {
  row: number
  reportNo: string | null
  code: string
  detail: string
  part: number | null
  ring: number | null
  index: number | null
  coordinate: readonly number[] | null
}

export interface ReportsImportSummary {
  accepted: number
  refused: RefusedRow[]
  reportIds: string[]
}

const BATCH = 200

/** Imports a file of reports: good rows go in, each refused row is named with part, ring, vertex and coordinate. */
export async function importReportsFile(
  db: Database,
  file: string,
  task: ReportsImport & {
    crs?: number | undefined
    encoding?: string | undefined
    layerName?: string | undefined
    fileName?: string | undefined
  },
): Promise<ReportsImportSummary> {
  const vector = await openVectorFile(file, { ...task, maxUnpackedBytes: 2 ** 31 })
  try {
    return await importReports(db, vector.features, { ...task, total: vector.featureCount })
  } finally {
    await vector.close()
  }
}

export async function importReports(
  db: Database,
  features: AsyncIterable<RawFeature> | Iterable<RawFeature>,
  task: ReportsImport & { total: number | null },
): Promise<ReportsImportSummary> {
  const extent = await districtExtent(db, task.district)
  const limits = { ...REPORT_LIMITS, extent: extent === 'anywhere' ? null : extent }
  const summary: ReportsImportSummary = { accepted: 0, refused: [], reportIds: [] }
  let batch: (NewReport & { rowNo: number })[] = []
  let done = 0
  const flush = async () => {
    const { rows, taken } = await insertReports(db, task.district, task.importedBy, batch)
    summary.reportIds.push(...rows)
    summary.accepted += rows.length
    for (const reportNo of taken)
      summary.refused.push({
        ...nowhere,
        row: batch.find((report) => report.reportNo === reportNo)?.rowNo ?? 0,
        reportNo,
        code: 'duplicate-number',
        detail: `A report ${reportNo} is on file already.`,
      })
    task.onProgress?.(done, task.total, '导入图斑 · importing reports')
    batch = []
  }
  const seen = new Set<string>()
  for await (const { rowNo, properties, geometry } of features) {
    done += 1
    const row = toReportRow(properties, task.classMap)
    const check = checkGeometry(geometry, limits)
    const reportNo = row.reportNo ?? undefined
    if (!check.ok) summary.refused.push(refusal(rowNo, row.reportNo, check.errors[0]!))
    else if (reportNo !== undefined && seen.has(reportNo))
      summary.refused.push({
        ...nowhere,
        row: rowNo,
        reportNo,
        code: 'duplicate-number',
        detail: `The number ${reportNo} stands twice in this file.`,
      })
    else
      batch.push({
        rowNo,
        reportNo,
        source: row.source ?? task.source,
        type: row.type,
        reportedOn: row.reportedOn ?? task.reportedOn,
        actOn: row.actOn,
        imageBefore: row.imageBefore,
        imageAfter: row.imageAfter,
        attributes: { ...row.attributes, file: properties },
        geometry: check.geometry,
      })
    if (reportNo !== undefined) seen.add(reportNo)
    if (batch.length >= BATCH) {
      if (await task.isCancelled?.()) break
      await flush()
    }
  }
  if (batch.length > 0) await flush()
  return summary
}

const nowhere = { part: null, ring: null, index: null, coordinate: null }

const refusal = (row: number, reportNo: string | null, error: GeometryError): RefusedRow => ({
  row,
  reportNo,
  code: error.code,
  detail: error.detail,
  part: error.part,
  ring: error.ring,
  index: error.index,
  coordinate: error.coordinate,
})
