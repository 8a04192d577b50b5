import type { Db } from '../db/database.ts'
import { measuredShares, storeShares } from '../queries/shares.ts'
import { thresholdsOn } from '../queries/thresholds.ts'
import { sharesOf } from './shares.ts'

/** What judged reports are to townships. Called last in the transaction that judged them. */
export async function settle(tx: Db, district: string, reportIds: readonly string[]): Promise<void> {
  const measured = await measuredShares(tx, district, reportIds)
  const thresholds = await thresholdsOn(
    tx,
    district,
    measured.map(({ day }) => day),
  )
  const split = measured.map(({ reportId, areaM2, day, shares }) => ({
    reportId,
    areaM2,
    shares: sharesOf(areaM2, shares, thresholds.get(day)!),
  }))
  await storeShares(tx, district, split)
}
