import path from 'node:path'
import type { Router } from 'express'
import { takeParties } from '../../domain/party.ts'
import { requireOwnDistrict } from '../access/district.ts'
import { actorOf } from '../audit/actor.ts'
import { partiesEvent } from '../audit/parties.ts'
import { record, reportStream } from '../audit/record.ts'
import type { Database } from '../db/database.ts'
import { evaluateChunk } from '../evaluate.ts'
import { handle } from '../http/handle.ts'
import { receiveUpload } from '../http/upload.ts'
import { setVersionTag } from '../http/version-tag.ts'
import type { ImportReportsPayload } from '../jobs/payloads.ts'
import { addJob } from '../queries/jobs.ts'
import { addParties } from '../queries/parties.ts'
import { addReport } from '../queries/reports-write.ts'
import { acceptedGeometry } from '../report-geometry.ts'
import { reportPage } from '../report-page.ts'
import type { UploadOptions } from './layers.ts'

export function newReportRoutes(router: Router, db: Database, options: UploadOptions): void {
  const { uploadFolder, scan, wakeJobs } = options

  handle(router, 'POST /reports', async ({ body, person, write, req, res }) => {
    const { district } = body
    requireOwnDistrict(person, district)
    const { geometry, notices } = await acceptedGeometry(db, district, body.geometry)
    return write(db, async (tx) => {
      // Who stands among the attributes goes where people are kept.
      const { parties: found, rest: attributes } = takeParties(body.attributes)
      const parties = [...body.parties, ...found]
      const added = await addReport(tx, {
        ...body,
        attributes,
        geometry,
        createdBy: { name: person.nameZh, personId: person.personId, orgId: person.org.orgId },
      })
      const { reportId } = added
      await addParties(
        tx,
        district,
        person.nameZh,
        parties.map((party) => ({ reportId, party })),
      )
      await evaluateChunk(tx, district, [reportId], null)
      const stream = reportStream(district, reportId)
      const by = actorOf(req)
      await record(tx, { stream, by, action: 'report.create', object: stream, detail: added })
      if (parties.length > 0) await record(tx, partiesEvent(stream, by, parties))
      const page = await reportPage(tx, 'reporter', district, reportId, person.clearance)
      setVersionTag(res, page.report)
      return { ...page, notices }
    })
  })

  handle(
    router,
    'POST /reports/import',
    async ({ form, file, person, write, req }) => {
      const { district } = form
      requireOwnDistrict(person, district)
      const payload: ImportReportsPayload = {
        upload: path.basename(file!.path),
        fileName: file!.name,
        form,
        actor: actorOf(req),
      }
      const createdBy = person.personId
      const answer = await write(db, async (tx) => ({
        job: await addJob(tx, { district, kind: 'import-reports', payload, createdBy }),
      }))
      wakeJobs()
      return answer
    },
    { receive: receiveUpload(uploadFolder, scan) },
  )
}
