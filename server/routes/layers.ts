import path from 'node:path'
import type { Router } from 'express'
import { requireOwnDistrict } from '../access/district.ts'
import { actorOf } from '../audit/actor.ts'
import type { Database } from '../db/database.ts'
import { handle } from '../http/handle.ts'
import { holdSeen } from '../http/hold.ts'
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
    handle(router, route, ({ params, person, seen, write, req, res }) => {
      const { district, personId } = person
      const { layerVersionId } = params
      return write(db, async (tx) => {
        const layer = { kind: 'layer', district, id: layerVersionId, version: seen, res } as const
        await holdSeen(tx, layer, async () => ({ layers: await layerVersions(tx, district) }))
        await changes[route](tx, district, layerVersionId, personId, actorOf(req))
        return { layers: await layerVersions(tx, district) }
      })
    })

  handle(
    router,
    'POST /layers',
    async ({ form, file, person, write, req }) => {
      requireOwnDistrict(person, form.district)
      const payload: ImportLayerPayload = {
        upload: path.basename(file!.path),
        fileName: file!.name,
        form,
        actor: actorOf(req),
      }
      const { district } = form
      const createdBy = person.personId
      const answer = await write(db, async (tx) => ({
        job: await addJob(tx, { district, kind: 'import-layer', payload, createdBy }),
      }))
      wakeJobs()
      return answer
    },
    { receive: receiveUpload(uploadFolder) },
  )
}
