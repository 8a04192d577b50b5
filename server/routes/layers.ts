import path from 'node:path'
import type { Router } from 'express'
import { requireOwnDistrict } from '../access/district.ts'
import { actorOf } from '../audit/actor.ts'
import type { Database } from '../db/database.ts'
import { handle } from '../http/handle.ts'
import { receiveUpload } from '../http/upload.ts'
import type { ImportLayerPayload } from '../jobs/payloads.ts'
import { addJob } from '../queries/jobs.ts'
import { publishLayer, withdrawLayer } from '../queries/layer-status.ts'
import { layerProblems, layerVersions } from '../queries/layers.ts'

export interface UploadOptions {
  uploadFolder: string
  wakeJobs: () => void
}

export function layerRoutes(router: Router, db: Database, { uploadFolder, wakeJobs }: UploadOptions): void {
  handle(router, 'GET /layers', async ({ query, person }) => {
    requireOwnDistrict(person, query.district)
    return { layers: await layerVersions(db, query.district) }
  })

  handle(router, 'GET /layers/:layerVersionId/problems', async ({ params, person }) => ({
    problems: await layerProblems(db, person.district, params.layerVersionId),
  }))

  const changes = {
    'POST /layers/:layerVersionId/withdraw': withdrawLayer,
    'POST /layers/:layerVersionId/publish': publishLayer,
  } as const
  for (const route of Object.keys(changes) as (keyof typeof changes)[])
    handle(router, route, async ({ params, person, req }) => {
      await changes[route](db, person.district, params.layerVersionId, person.personId, actorOf(req))
      return { layers: await layerVersions(db, person.district) }
    })

  handle(
    router,
    'POST /layers',
    async ({ form, file, person, req }) => {
      requireOwnDistrict(person, form.district)
      const payload: ImportLayerPayload = {
        upload: path.basename(file!.path),
        fileName: file!.name,
        form,
        actor: actorOf(req),
      }
      const { district } = form
      const job = await addJob(db, { district, kind: 'import-layer', payload, createdBy: person.personId })
      wakeJobs()
      return { job }
    },
    { receive: receiveUpload(uploadFolder) },
  )
}
