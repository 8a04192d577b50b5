import type { GroundFacts, LedgerEntry } from '../../domain/ledger.ts'
import type { Database } from '../db/database.ts'
import { numberedReports } from '../queries/kernel-layers.ts'
import { overlay } from '../queries/overlay.ts'
import { overlayFailed } from '../rules/ground-doubts.ts'
import { allRows, apart, TOLERANCE_M2, toleranceOf, type Row } from './compare.ts'
import { measureGrounds } from './grounds.ts'
import type { Kernel } from './kernel.ts'
import type { KernelMeasure } from './measure.ts'

/** An area of which the two engines say different things. */
export interface Difference extends Row {
  reportNo: string
  /** Whether the grid of the overlay ladder explains it. */
  isExplained: boolean
}

export interface Verification {
  reports: number
  /** Areas that both engines have. */
  areas: number
  /** Largest difference, m². */
  worstM2: number
  differences: Difference[]
  /** Reports that one of the engines could not measure. */
  unmeasured: { reportNo: string; by: 'postgis' | 'kernel' }[]
  /** Entries of the ledger that the kernel does not have. */
  unchecked: Set<LedgerEntry>
}

/** What was found of some reports, measured anew by both engines: by PostGIS as an evaluation does, by the kernel from the whole features. */
export async function verify(
  db: Database,
  kernel: Kernel,
  district: string,
  reportIds: readonly string[],
): Promise<Verification> {
  return db.transaction(
    async (tx) => {
      const reports = await numberedReports(tx, district, reportIds)
      const numbers = new Map(reports.map(({ reportId, reportNo }) => [reportId, reportNo]))
      const measured = await overlay(tx, district, reportIds, null)
      const answers = await measureGrounds(kernel, tx, district, measured)
      const found: Verification = { ...NOTHING, differences: [], unmeasured: [], unchecked: new Set() }
      for (const [n, { reportId, ground, facts }] of measured.entries()) {
        const reportNo = numbers.get(reportId)!
        const answer = answers[n] ?? null
        found.reports += 1
        if (overlayFailed(ground)) found.unmeasured.push({ reportNo, by: 'postgis' })
        else if (answer === null) found.unmeasured.push({ reportNo, by: 'kernel' })
        else add(found, reportNo, ground, allRows(ground, facts, answer), answer)
      }
      return found
    },
    { readOnly: true },
  )
}

const NOTHING = { reports: 0, areas: 0, worstM2: 0 }

function add(
  found: Verification,
  reportNo: string,
  ground: GroundFacts,
  rows: readonly Row[],
  measure: KernelMeasure,
): void {
  found.areas += rows.length
  for (const entry of Object.keys(ground.ledger) as LedgerEntry[])
    if (!(entry in measure.ledger)) found.unchecked.add(entry)
  for (const row of rows) {
    const m2 = apart(row)
    found.worstM2 = Math.max(found.worstM2, m2)
    if (m2 <= TOLERANCE_M2) continue
    found.differences.push({ ...row, reportNo, isExplained: m2 <= toleranceOf(row, measure) })
  }
}
