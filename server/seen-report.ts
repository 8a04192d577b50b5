import type { Response } from 'express'
import type { Operation } from '../domain/access.ts'
import type { Person } from '../domain/api.ts'
import type { Db } from './db/database.ts'
import { overtaken } from './http/version-tag.ts'
import { holdVersion } from './queries/changes.ts'
import { holdReport, type HeldReport } from './queries/decisions.ts'
import { lockReports } from './queries/changes.ts'
import { placeNames } from './queries/places.ts'
import { reportDetail } from './queries/report-detail.ts'
import { rowOf } from './queries/report-rows.ts'
import { noSuchReport } from './report-page.ts'

export interface SeenReport {
  person: Person
  district: string
  reportId: string
  seen: number
  res: Response
  /** What is to be done. */
  operation: Operation
  /** Also to a report that was merged or split. */
  evenHistory?: boolean
}

/** Locks the report as it was seen; of two people who act on the same patch, the second learns who was first. */
export async function holdAsSeen(
  tx: Db,
  { person, district, reportId, seen, res, operation, evenHistory = false }: SeenReport,
): Promise<HeldReport> {
  const held = await holdReport(tx, person, district, reportId, operation, { evenHistory })
  if (!held) throw noSuchReport(reportId)
  if (held.version === seen) return held
  // Of many who come too late each asks this: the row alone, and not what was measured.
  const [townships, row, change] = await Promise.all([
    placeNames(tx, district, 'townships'),
    reportDetail(tx, person, district, reportId),
    holdVersion(tx, 'report', district, reportId),
  ])
  if (!row) throw noSuchReport(reportId)
  const report = rowOf(row, townships)
  throw overtaken(res, reportId, report.reportNo, { ...change!, report })
}

/**
 * The same where others are to be changed with it; of those that stand now, whatever was seen of them. All are locked in the order
 * of their ids, so that two acts on the same reports never wait crosswise.
 */
export async function holdManyAsSeen(
  tx: Db,
  report: SeenReport,
  otherIds: readonly string[],
): Promise<[HeldReport, ...HeldReport[]]> {
  const { person, district, reportId, operation, evenHistory = false } = report
  await lockReports(tx, district, [reportId, ...otherIds])
  const held = await holdAsSeen(tx, report)
  const others: HeldReport[] = []
  for (const otherId of otherIds) {
    const other = await holdReport(tx, person, district, otherId, operation, { evenHistory })
    if (!other) throw noSuchReport(otherId)
    others.push(other)
  }
  return [held, ...others]
}
