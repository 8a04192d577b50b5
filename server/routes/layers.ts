import path from 'node:path'
import type { Router } from 'express'
import { askerOf, refuseWhileAsked } from '../approvals/ask.ts'
import { askForLayer, noSuchLayer } from '../approvals/ask-for-layer.ts'
import type { TwoPerson } from '../approvals/two-person.ts'
import type { Input, Person } from '../../domain/api.ts'
import { labelsUpTo, mayRead } from '../../domain/label.ts'
import { needsReleaseNo } from '../../domain/marking.ts'
import { Problem } from '../../domain/problem.ts'
import { requireOwnDistrict } from '../access/district.ts'
import { actorOf } from '../audit/actor.ts'
import type { Database, Db } from '../db/database.ts'
import { handle } from '../http/handle.ts'
import { holdSeen } from '../http/hold.ts'
import type { Scan } from '../http/scan.ts'
import { receiveUpload } from '../http/upload.ts'
import type { ImportLayerPayload } from '../jobs/payloads.ts'
import { addJob } from '../queries/jobs.ts'
import { versionSummary } from '../queries/layer-diff.ts'
import { layerObject, layerStatus, publishLayer, withdrawLayer } from '../queries/layer-status.ts'
import { layerProblems, layerVersions } from '../queries/layers.ts'

export interface UploadOptions {
  uploadFolder: string
  scan: Scan | undefined
  wakeJobs: () => void
}

interface LayerOptions extends UploadOptions {
  twoPerson: TwoPerson
}

const CHANGES = {
  'POST /layers/:layerVersionId/withdraw': ['layer.withdraw', withdrawLayer],
  'POST /layers/:layerVersionId/publish': ['layer.publish', publishLayer],
} as const

export function layerRoutes(
  router: Router,
  db: Database,
  { uploadFolder, scan, wakeJobs, twoPerson }: LayerOptions,
): void {
  const all = async (from: Db, { district, clearance }: Person) => ({
    layers: await layerVersions(from, district, labelsUpTo(clearance)),
    twoPerson: twoPerson.layers,
  })

  handle(router, 'GET /layers', async ({ query, person }) => {
    requireOwnDistrict(person, query.district)
    return all(db, person)
  })

  handle(router, 'GET /layers/:layerVersionId/problems', async ({ params, person }) => ({
    problems: await layerProblems(db, person.district, params.layerVersionId, labelsUpTo(person.clearance)),
  }))

  for (const route of Object.keys(CHANGES) as (keyof typeof CHANGES)[])
    handle(router, route, ({ params, body, person, seen, write, req, res }) => {
      const { district } = person
      const { layerVersionId } = params
      const [kind, change] = CHANGES[route]
      return write(db, async (tx) => {
        await requireReadable(tx, person, layerVersionId)
        const layer = { kind: 'layer', district, id: layerVersionId, version: seen, res } as const
        await holdSeen(tx, layer, () => all(tx, person))
        const { reason } = body
        const by = actorOf(req)
        // What never served is set aside by one.
        const isSetAside = kind === 'layer.withdraw' && (await layerStatus(tx, layerVersionId)) === 'waiting'
        if (isSetAside) await refuseWhileAsked(tx, layerObject(district, layerVersionId))
        if (twoPerson.layers && !isSetAside)
          await askForLayer(tx, kind, { layerVersionId, reason }, askerOf(person), by)
        else {
          const detail = { way: 'one-person', ...(reason && { reason }) } as const
          await change(tx, { district, layerVersionId, name: person.nameZh, by, detail })
        }
        return all(tx, person)
      })
    })

  handle(
    router,
    'POST /layers',
    async ({ form, file, person, write, req }) => {
      requireOwnDistrict(person, form.district)
      requireMarking(form, person)
      const payload: ImportLayerPayload = {
        upload: path.basename(file!.path),
        fileName: file!.name,
        form,
        actor: actorOf(req),
        asker: askerOf(person),
      }
      const { district } = form
      const createdBy = person.personId
      const answer = await write(db, async (tx) => ({
        job: await addJob(tx, { district, kind: 'import-layer', payload, createdBy }),
      }))
      wakeJobs()
      return answer
    },
    { receive: receiveUpload(uploadFolder, scan) },
  )
}

/** What the post's clearance does not reach does not exist for it. */
async function requireReadable(
  tx: Db,
  { district, clearance }: Person,
  layerVersionId: string,
): Promise<void> {
  const found = await versionSummary(tx, district, layerVersionId)
  if (!found || !mayRead(clearance, found.label)) throw noSuchLayer(layerVersionId)
}

function requireMarking(
  { label, releaseNo }: Input<'POST /layers'>['form'],
  { clearance }: Pick<Person, 'clearance'>,
): void {
  if (needsReleaseNo(label) && !releaseNo)
    throw new Problem(
      'invalid-request',
      `A layer that is ${label} needs the number of its release (审批文号).`,
      {
        errors: [{ pointer: '/releaseNo', detail: 'empty' }],
      },
    )
  if (!mayRead(clearance, label))
    throw new Problem(
      'forbidden',
      `Your post is cleared up to ${clearance}: it would not see the layer that it imports.`,
    )
}
