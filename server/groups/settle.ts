import { asPlatform } from '../db/acting.ts'
import type { Db } from '../db/database.ts'
import { chainOf, linkedWith, overlapsOf, storeDuplicates, storeLinks } from '../queries/duplicates-write.ts'
import { measuredShares, storeShares } from '../queries/shares.ts'
import { thresholdsOn } from '../queries/thresholds.ts'
import { lockTies } from '../queries/tie-lock.ts'
import { countedAs, isDuplicate } from './duplicates.ts'
import { settleGroups } from './settle-groups.ts'
import { sharesOf } from './shares.ts'

/** What judged reports are to townships and to other reports. Called last in the transaction that judged them. */
export async function settle(tx: Db, district: string, reportIds: readonly string[]): Promise<void> {
  await splitOverTownships(tx, district, reportIds)
  // Of reports that whoever reports may not see, and whose links are the platform's.
  await asPlatform(tx, async () => {
    await lockTies(tx, district)
    const before = await linkedWith(tx, district, reportIds)
    await findDuplicates(tx, district, reportIds)
    await settleGroups(tx, district, await countOnce(tx, district, before))
  })
}

async function splitOverTownships(tx: Db, district: string, reportIds: readonly string[]): Promise<void> {
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

async function findDuplicates(tx: Db, district: string, reportIds: readonly string[]): Promise<void> {
  const overlaps = await overlapsOf(tx, district, reportIds)
  const thresholds = await thresholdsOn(tx, district, [...new Set(overlaps.map(({ laterOn }) => laterOn))])
  const found = overlaps.filter((overlap) => isDuplicate(overlap, thresholds.get(overlap.laterOn)!))
  await storeLinks(tx, district, reportIds, found)
}

/** Which reports are counted in others, over all that hang together with the given ones by links; answers them. For whoever holds the lock. */
export async function countOnce(tx: Db, district: string, reportIds: readonly string[]): Promise<string[]> {
  const { order, links } = await chainOf(tx, district, reportIds)
  await storeDuplicates(tx, district, order, countedAs(order, links))
  return order
}
