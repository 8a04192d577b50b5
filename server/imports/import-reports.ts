import type { GeometryError } from '../../domain/geometry-problem.ts'
import type { ImportNotice } from '../../domain/import-notice.ts'
import type { IntakeNotice } from '../../domain/intake-problem.ts'
import { Problem } from '../../domain/problem.ts'
import type { ReportSource } from '../../domain/report.ts'
import type { Day } from '../../domain/units.ts'
import { takeParties, type NewParty } from '../../domain/party.ts'
import { partiesEvent } from '../audit/parties.ts'
import { localActor, recordAll, reportStream, type Actor, type AuditEvent } from '../audit/record.ts'
import type { Database, Db } from '../db/database.ts'
import type { ClassMap } from '../intake/class-map.ts'
import { REPORT_LIMITS, type GeometryLimits } from '../intake/geometry-check.ts'
import { checkGeometryGuarded } from '../intake/geometry-guard.ts'
import { openVectorFile, type RawFeature } from '../intake/read/vector-file.ts'
import { toReportRow } from '../intake/report-row.ts'
import { disagreement } from '../intake/second-opinion.ts'
import { districtExtent } from '../queries/district-extent.ts'
import { addParties } from '../queries/parties.ts'
import { insertReports, type AddedReport, type NewReport } from '../queries/reports-write.ts'
import { ImportCancelled } from './import-cancelled.ts'
import { ImportNotices } from './import-notices.ts'

export interface ReportsImport {
  district: string
  /** Where a row does not say. */
  source: ReportSource
  reportedOn: Day
  importedBy: string
  /** Who imports, where it is not somebody at the machine itself. */
  actor?: Actor | undefined
  /** As the sender calls it. */
  fileName?: string | undefined
  /** A row without a number takes its row number for one, as `row-12`; else the district's next. */
  numberByRow?: boolean
  classMap?: ClassMap | undefined
  /** Called last in the transaction that stores. */
  fence?: (tx: Db, stored: ReportsImportSummary) => Promise<void>
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
  /** By row. */
  refused: RefusedRow[]
  /** What was read otherwise than it stands in the file. */
  notices: ImportNotice[]
  reportIds: string[]
}

/** A report that passed our own check, and its row. */
interface Checked {
  rowNo: number
  report: NewReport
  /** Who stood in the row. */
  parties: NewParty[]
}

/** Rows between two looks at whether the import was called off. */
const CHECK_ROWS = 500
const INSERT_ROWS = 200
/** Longer is no number but a wrong field; of thousands of characters the database makes no index entry. */
const MAX_NUMBER = 200
/** From here on the planner needs statistics of the reports. */
const LARGE_IMPORT = 100
/** For files that nobody hostile sent. */
const MAX_UNPACKED_BYTES = 2 ** 31
/** 100,000 reports take a minute on the embedded engine. */
const NO_LIMIT = { statementTimeoutMs: 0 } as const

/** Imports a file of reports: good rows go in, each refused row is named with part, ring, vertex and coordinate. */
export async function importReportsFile(
  db: Database,
  file: string,
  task: ReportsImport & {
    crs?: number | undefined
    encoding?: string | undefined
    layerName?: string | undefined
  },
): Promise<ReportsImportSummary> {
  const vector = await openVectorFile(file, { ...task, maxUnpackedBytes: MAX_UNPACKED_BYTES })
  try {
    const { featureCount: total, notices: fileNotices } = vector
    return await importReports(db, vector.features, { ...task, total, fileNotices })
  } finally {
    await vector.close()
  }
}

/**
 * Checks every row first and then inserts the good ones in one transaction, so that an import that is called off or killed
 * leaves nothing, and a second try finds no half of the first.
 */
export async function importReports(
  db: Database,
  features: AsyncIterable<RawFeature> | Iterable<RawFeature>,
  task: ReportsImport & { total: number | null; fileNotices?: readonly IntakeNotice[] },
): Promise<ReportsImportSummary> {
  const extent = await districtExtent(db, task.district)
  if (extent === null) throw new Problem('unknown-district', `There is no district ${task.district}.`)
  const limits = { ...REPORT_LIMITS, extent: extent === 'anywhere' ? null : extent }
  const notices = new ImportNotices(task.fileNotices)
  const { checked, refused } = await checkRows(features, task, limits, notices)
  const summary = await db.transaction(async (tx) => {
    const inserted = await insertAll(tx, checked, task)
    const { reportIds } = inserted
    const stored: ReportsImportSummary = {
      accepted: reportIds.length,
      refused: [...refused, ...inserted.refused].sort((a, b) => a.row - b.row),
      notices: notices.list(),
      reportIds,
    }
    await task.fence?.(tx, stored)
    return stored
  }, NO_LIMIT)
  // The embedded engine gathers none by itself, and a native one not at once: judging would take four times as long.
  if (summary.accepted >= LARGE_IMPORT) await db.query('analyze land.report')
  return summary
}

async function checkRows(
  features: AsyncIterable<RawFeature> | Iterable<RawFeature>,
  task: ReportsImport & { total: number | null },
  limits: GeometryLimits,
  notices: ImportNotices,
): Promise<{ checked: Checked[]; refused: RefusedRow[] }> {
  const checked: Checked[] = []
  const refused: RefusedRow[] = []
  const seen = new Set<string>()
  let done = 0
  for await (const { rowNo, properties, geometry } of features) {
    if (done % CHECK_ROWS === 0 && (await task.isCancelled?.()))
      throw new ImportCancelled('The import was cancelled.')
    done += 1
    task.onProgress?.(done, task.total, '检查图斑 · checking reports')
    const row = toReportRow(properties, task.classMap)
    const { parties, rest: file } = takeParties(properties)
    const reportNo = row.reportNo ?? (task.numberByRow ? `row-${rowNo}` : null)
    const check = await checkGeometryGuarded(geometry, limits, { waitMs: Infinity })
    if (reportNo !== null && reportNo.length > MAX_NUMBER) refused.push(numberTooLong(rowNo, reportNo))
    else if (!check.ok) refused.push(refusal(rowNo, reportNo, check.errors[0]!))
    else if (reportNo !== null && seen.has(reportNo))
      refused.push(duplicate(rowNo, reportNo, `The number ${reportNo} stands twice in this file.`))
    else {
      notices.addGeometry(rowNo, check.notices)
      for (const notice of row.notices) notices.addValue(rowNo, notice)
      checked.push({
        rowNo,
        report: {
          reportNo: reportNo ?? undefined,
          source: row.source ?? task.source,
          type: row.type,
          reportedOn: row.reportedOn ?? task.reportedOn,
          actOn: row.actOn,
          imageBefore: row.imageBefore,
          imageAfter: row.imageAfter,
          accuracyM: row.accuracyM,
          attributes: { ...row.attributes, file },
          geometry: check.geometry,
        },
        parties,
      })
    }
    if (reportNo !== null) seen.add(reportNo)
  }
  return { checked, refused }
}

async function insertAll(
  tx: Db,
  checked: readonly Checked[],
  task: ReportsImport,
): Promise<{ reportIds: string[]; refused: RefusedRow[] }> {
  const reportIds: string[] = []
  const refused: RefusedRow[] = []
  for (let from = 0; from < checked.length; from += INSERT_ROWS) {
    const batch = checked.slice(from, from + INSERT_ROWS)
    const inserted = await insertReports(
      tx,
      task.district,
      { name: task.importedBy, personId: null, orgId: null },
      batch.map(({ report }) => report),
    )
    const events: AuditEvent[] = []
    const named: { reportId: string; party: NewParty }[] = []
    inserted.forEach((one, at) => {
      const { rowNo, report, parties } = batch[at]!
      const reportNo = report.reportNo ?? null
      if (one.kind === 'inserted') {
        reportIds.push(one.reportId)
        const event = importEvent(task, rowNo, one)
        events.push(event)
        if (parties.length > 0) events.push(partiesEvent(event.stream, event.by, parties))
        for (const party of parties) named.push({ reportId: one.reportId, party })
      } else if (one.kind === 'number-taken')
        refused.push(duplicate(rowNo, reportNo, `A report ${reportNo ?? ''} is on file already.`))
      else refused.push(refusal(rowNo, reportNo, disagreement(one.reason, one.location ?? [])))
    })
    await addParties(tx, task.district, task.importedBy, named)
    await recordAll(tx, events)
    task.onProgress?.(from + batch.length, checked.length, '导入图斑 · importing reports')
  }
  return { reportIds, refused }
}

function importEvent(
  { district, importedBy, actor = localActor(importedBy), fileName }: ReportsImport,
  row: number,
  { reportId, reportNo, sha256 }: AddedReport,
): AuditEvent {
  const stream = reportStream(district, reportId)
  const detail = { reportId, reportNo, sha256, row, fileName }
  return { stream, by: actor, action: 'report.import', object: stream, detail }
}

const nowhere = { part: null, ring: null, index: null, coordinate: null }

const duplicate = (row: number, reportNo: string | null, detail: string): RefusedRow => ({
  ...nowhere,
  row,
  reportNo,
  code: 'duplicate-number',
  detail,
})

const numberTooLong = (row: number, reportNo: string): RefusedRow => ({
  ...nowhere,
  row,
  reportNo: `${reportNo.slice(0, 40).toWellFormed()}…`,
  code: 'number-too-long',
  detail: `The number has ${reportNo.length} characters; at most ${MAX_NUMBER} are taken.`,
})

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
