import type { Router } from 'express'
import { mayRead } from '../../domain/label.ts'
import { Problem } from '../../domain/problem.ts'
import { noSuchLayer } from '../approvals/ask-for-layer.ts'
import type { Database } from '../db/database.ts'
import { handle } from '../http/handle.ts'
import { installedKernel } from '../kernel/kernel.ts'
import { BeyondClearance, previewLayer } from '../preview/preview.ts'
import { versionSummary } from '../queries/layer-diff.ts'

/**
 * 发布前预览: what a version that does not serve would change for reports, some reports a call, so that the page shows how far it is
 * and stops when nobody wants to know any more. Nothing is stored.
 */
export function layerPreviewRoutes(router: Router, db: Database): void {
  handle(router, 'GET /layers/:layerVersionId/preview', async ({ params, query, person }) => {
    const { layerVersionId } = params
    const draft = await versionSummary(db, person.district, layerVersionId)
    const isDraft = draft?.status === 'waiting' || draft?.status === 'withdrawn'
    if (!draft || !isDraft || !mayRead(person.clearance, draft.label)) throw noSuchLayer(layerVersionId)
    try {
      return await previewLayer(db, installedKernel(), person, draft, query)
    } catch (error) {
      if (error instanceof BeyondClearance)
        throw new Problem('forbidden', 'The version in force is beyond your clearance.')
      throw error
    }
  })
}
