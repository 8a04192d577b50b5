import { askForLayer } from '../approvals/ask-for-layer.ts'
import type { TwoPerson } from '../approvals/two-person.ts'
import { localActor } from '../audit/record.ts'
import type { Database } from '../db/database.ts'
import { importLayerFile, type LayerImportSummary } from '../imports/import-layer.ts'
import { dropAbandonedVersions } from '../queries/abandoned-versions.ts'
import { letLayerWait, publishLayer } from '../queries/layer-status.ts'
import { layerProblems } from '../queries/layers.ts'
import { versionCounts } from '../queries/layers-write.ts'
import type { ImportLayerPayload } from './payloads.ts'
import type { JobWork } from './runner.ts'
import { MAX_PROBLEMS, uploadedFile } from './uploaded-file.ts'

/**
 * 导入图层: a file becomes a version that a second person publishes, or one that serves at once where the setting lets it.
 * Reports are not judged again; the result offers it.
 */
export const importLayerJob =
  (folder: string, twoPerson: TwoPerson): JobWork =>
  async (db, { district, payload, createdBy, attempts, checkpoint }, control) => {
    if (checkpoint !== null) {
      const { layerVersionId, notices } = checkpoint as Released
      return resultOf(db, district, twoPerson, {
        ...(await versionCounts(db, layerVersionId)),
        layerVersionId,
        notices,
        isUnchanged: false,
      })
    }
    const { form, ...upload } = payload as ImportLayerPayload
    const { file, ...reading } = uploadedFile(folder, { form, ...upload })
    const { role, validFrom, source, label, releaseNo, accuracyM } = form
    const { fileName, asker, actor: by = localActor(createdBy) } = upload
    const version = { district, role, fileName, importedBy: createdBy }
    const marking = { label, releaseNo: releaseNo || null, notSecretBy: createdBy }
    if (attempts > 1) await dropAbandonedVersions(db, version)
    const imported = await importLayerFile(db, file, {
      ...reading,
      ...version,
      validFrom,
      source,
      marking,
      accuracyM: accuracyM ? Number(accuracyM) : null,
      async release(tx, layerVersionId) {
        if (!twoPerson.layers) {
          const detail = { way: 'one-person' } as const
          await publishLayer(tx, { district, layerVersionId, name: createdBy, by, detail })
          return
        }
        await letLayerWait(tx, district, layerVersionId)
        if (asker) await askForLayer(tx, 'layer.publish', { layerVersionId, reason: source }, asker, by)
      },
      fence: control.fence,
      onProgress: control.report,
      isCancelled: control.isCancelled,
    })
    return resultOf(db, district, twoPerson, imported)
  }

/** What an attempt that was ended after it had released the version left for the next. */
type Released = Pick<LayerImportSummary, 'layerVersionId' | 'notices'>

async function resultOf(db: Database, district: string, twoPerson: TwoPerson, imported: LayerImportSummary) {
  const { layerVersionId, features, repaired, refused, isUnchanged, notices } = imported
  const problems = await layerProblems(db, district, layerVersionId)
  return {
    layerVersionId,
    features,
    repaired,
    refused,
    problems: problems.slice(0, MAX_PROBLEMS),
    notices,
    isUnchanged,
    waits: !isUnchanged && twoPerson.layers,
    reevaluate: !isUnchanged && !twoPerson.layers,
  }
}
