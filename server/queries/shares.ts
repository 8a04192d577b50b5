import type { TownshipShare } from '../../domain/api.ts'
import type { Day } from '../../domain/units.ts'
import type { Db } from '../db/database.ts'
import type { MeasuredShare, Share } from '../groups/shares.ts'
import { placeOf } from './places.ts'

/** A judged report, and what of it lies in which township. */
export interface MeasuredReport {
  reportId: string
  areaM2: number
  /** By which it was judged. */
  day: Day
  shares: MeasuredShare[]
}

export async function measuredShares(
  db: Db,
  district: string,
  reportIds: readonly string[],
): Promise<MeasuredReport[]> {
  const { rows } = await db.query<MeasuredReport>(
    `with share as materialized (select * from land.township_shares($1, $2::bigint[]))
     select r.report_id as "reportId", r.area_m2 as "areaM2", e.as_of as day,
            coalesce((select jsonb_agg(jsonb_build_object('township', s.township, 'areaM2', s.area_m2))
                        from share s where s.report_id = r.report_id), '[]') as shares
       from land.report r
       join land.evaluation e on e.district = r.district and e.report_id = r.report_id and e.is_current
      where r.district = $1 and r.report_id = any ($2::bigint[])`,
    [district, reportIds],
  )
  return rows
}

export interface SplitReport {
  reportId: string
  areaM2: number
  shares: readonly Share[]
}

/** Keeps how reports are split, and who leads and assists. One that lies wholly in one township has no rows. */
export async function storeShares(tx: Db, district: string, reports: readonly SplitReport[]): Promise<void> {
  const ids = reports.map(({ reportId }) => reportId)
  await tx.query('delete from land.report_share where district = $1 and report_id = any ($2::bigint[])', [
    district,
    ids,
  ])
  const rows = reports
    .filter(({ shares }) => shares.length > 1)
    .flatMap(({ reportId, shares }) => shares.map((share) => ({ reportId, ...share })))
  await tx.query(
    `insert into land.report_share (district, report_id, township, part, area_m2, counted_m2)
     select $1, s."reportId", s.township, s.part, s."areaM2", s."countedM2"
       from jsonb_to_recordset($2::jsonb) s ("reportId" bigint, township text, part text, "areaM2" float8, "countedM2" float8)`,
    [district, JSON.stringify(rows)],
  )
  const led = reports.map(({ reportId, areaM2, shares }) => {
    const lead = shares.find(({ part }) => part === 'lead')
    return {
      reportId,
      township: lead?.township ?? null,
      share: lead ? lead.areaM2 / areaM2 : null,
      assisting: shares.filter(({ part }) => part === 'assist').map(({ township }) => township),
    }
  })
  await tx.query(
    `update land.report r
        set township = l.township, township_share = l.share, assisting = l.assisting
       from jsonb_to_recordset($2::jsonb) l ("reportId" bigint, township text, share float8, assisting text[])
      where r.district = $1 and r.report_id = l."reportId"
        and (r.township, r.township_share, r.assisting) is distinct from (l.township, l.share, l.assisting)`,
    [district, JSON.stringify(led)],
  )
}

interface ShareRow {
  township: string | null
  part: TownshipShare['part']
  area_m2: number
  counted_m2: number
}

/** How a report is split, the largest share first; none where it lies wholly in one township or was not judged. */
export async function sharesOfReport(
  db: Db,
  district: string,
  reportId: string,
  townships: ReadonlyMap<string, string>,
): Promise<TownshipShare[]> {
  const { rows } = await db.query<ShareRow>(
    `select township, part, area_m2, counted_m2 from land.report_share
      where district = $1 and report_id = $2
      order by township is null, area_m2 desc, township`,
    [district, reportId],
  )
  return rows.map((row) => ({
    township: placeOf(row.township, townships),
    part: row.part,
    areaM2: row.area_m2,
    countedM2: row.counted_m2,
  }))
}
