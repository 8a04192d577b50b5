import type { DuplicateItem, Person } from '../../domain/api.ts'
import type { Db } from '../db/database.ts'
import { Binder } from './binder.ts'
import { visibleReports } from './report-predicate.ts'

interface LinkRow {
  report_id: string | null
  report_no: string
  reported_on: string
  area_m2: number
  geometry: DuplicateItem['partner']['geometry']
  is_earlier: boolean
  shared_m2: number | null
  share_of_this: number | null
  share_of_partner: number | null
  state: DuplicateItem['state']
  reason: string | null
  decided_by: string | null
  decided_at: string | null
}

/** Reports that hold the same ground as one that the person sees: the earliest first, and how many of them he does not see. */
export async function duplicatesOf(
  db: Db,
  person: Person,
  district: string,
  reportId: string,
): Promise<{ duplicates: DuplicateItem[]; hidden: number }> {
  const binder = new Binder()
  const [own, of] = [binder.bind(reportId), binder.bind(district)]
  const { rows } = await db.query<LinkRow>(
    `select r.report_id, r.report_no, r.reported_on, r.area_m2, ST_AsGeoJSON(r.geom, 9)::json as geometry,
            l.earlier_id <> ${own}::bigint as is_earlier, l.shared_m2,
            case when l.later_id = ${own}::bigint then l.share_of_later else l.share_of_earlier end as share_of_this,
            case when l.later_id = ${own}::bigint then l.share_of_earlier else l.share_of_later end as share_of_partner,
            l.state, l.reason, work.named(p.name_zh, f.name_zh) as decided_by, l.decided_at
       from land.duplicate_link l
       left join land.report r
         on r.report_id = case when l.later_id = ${own}::bigint then l.earlier_id else l.later_id end
        and ${visibleReports(binder, person, district, 'report.read')}
       left join work.person p on p.person_id = l.decided_by
       left join work.person f on f.person_id = l.decided_for
      where l.district = ${of} and ${own}::bigint in (l.later_id, l.earlier_id)
      order by r.report_id`,
    binder.values,
  )
  const seen = rows.filter((row) => row.report_id !== null)
  return {
    duplicates: seen.map(itemOf),
    hidden: rows.filter((row) => row.report_id === null && row.state !== 'broken').length,
  }
}

const itemOf = (row: LinkRow): DuplicateItem => ({
  partner: {
    reportId: row.report_id!,
    reportNo: row.report_no,
    reportedOn: row.reported_on,
    areaM2: row.area_m2,
    geometry: { type: 'MultiPolygon', coordinates: row.geometry.coordinates },
  },
  isEarlier: row.is_earlier,
  sharedM2: row.shared_m2,
  shareOfThis: row.share_of_this,
  shareOfPartner: row.share_of_partner,
  state: row.state,
  reason: row.reason,
  decidedBy: row.decided_by,
  decidedAt: row.decided_at,
})
