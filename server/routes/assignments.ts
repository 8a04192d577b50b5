import type { Router } from 'express'
import { Problem } from '../../domain/problem.ts'
import { requireOwnDistrict } from '../access/district.ts'
import type { Database } from '../db/database.ts'
import { handle } from '../http/handle.ts'
import { setVersionTag } from '../http/version-tag.ts'
import { acknowledgeAssignment, assignReports, withdrawAssignment } from '../queries/assignments.ts'
import { holdReport } from '../queries/decisions.ts'
import { placeNames } from '../queries/places.ts'
import { noSuchReport, readReportPage } from '../report-page.ts'

export function assignmentRoutes(router: Router, db: Database): void {
  handle(router, 'POST /assignments', async ({ body, person }) => {
    requireOwnDistrict(person, body.district)
    const township = body.township === 'suggested' ? null : body.township
    return db.transaction(async (tx) => {
      if (township !== null && !(await placeNames(tx, body.district, 'townships')).has(township))
        throw new Problem('unknown-township', `There is no township ${township} in the district.`, {
          errors: [{ pointer: '/township', detail: township }],
        })
      return assignReports(tx, { ...body, township }, person.personId)
    })
  })

  handle(
    router,
    'POST /reports/:district/:reportId/assignment/acknowledge',
    async ({ params, person, res }) => {
      const { district, reportId } = params
      await db.transaction(async (tx) => {
        if (!(await holdReport(tx, person, district, reportId))) throw noSuchReport(reportId)
        if (!(await acknowledgeAssignment(tx, district, reportId, person)))
          throw new Problem('conflict', 'The task was acknowledged before.')
      })
      const page = await readReportPage(db, person, district, reportId)
      setVersionTag(res, page.report)
      return page
    },
  )

  handle(
    router,
    'POST /reports/:district/:reportId/assignment/withdraw',
    async ({ params, body, person, res }) => {
      const { district, reportId } = params
      await db.transaction(async (tx) => {
        if (!(await holdReport(tx, person, district, reportId))) throw noSuchReport(reportId)
        const withdrawal = { personId: person.personId, reason: body.reason }
        if (!(await withdrawAssignment(tx, district, reportId, withdrawal)))
          throw new Problem('conflict', 'The report is with no township.')
      })
      const page = await readReportPage(db, person, district, reportId)
      setVersionTag(res, page.report)
      return page
    },
  )
}
