import type { Router } from 'express'
import { requireOwnDistrict } from '../access/district.ts'
import type { Database } from '../db/database.ts'
import { handle } from '../http/handle.ts'
import { setVersionTag } from '../http/version-tag.ts'
import { placeNames } from '../queries/places.ts'
import { districtRevision, reportCounts } from '../queries/report-counts.ts'
import { reportIds, reportRows, rowOf } from '../queries/report-rows.ts'
import { readReportPage } from '../report-page.ts'

export function reportRoutes(router: Router, db: Database): void {
  handle(router, 'GET /reports', async ({ query, person }) => {
    const { district, sort, descending, offset, limit, ...filter } = query
    requireOwnDistrict(person, district)
    const page = { sort, descending: descending === 'true', offset, limit }
    // One snapshot, so that counts, rows and revision tell of the same moment.
    return db.transaction(
      async (tx) => {
        const [counts, rows, townships, revision] = await Promise.all([
          reportCounts(tx, person, district, filter),
          reportRows(tx, person, district, filter, page),
          placeNames(tx, district, 'townships'),
          districtRevision(tx, district),
        ])
        return { ...counts, reports: rows.map((row) => rowOf(row, townships)), revision }
      },
      { readOnly: true },
    )
  })

  handle(router, 'GET /reports/ids', async ({ query, person }) => {
    const { district, ...filter } = query
    requireOwnDistrict(person, district)
    return { reports: await reportIds(db, person, district, filter) }
  })

  handle(router, 'GET /reports/:district/:reportId', async ({ params, person, res }) => {
    const page = await readReportPage(db, person, params.district, params.reportId)
    setVersionTag(res, page.report)
    return page
  })
}
