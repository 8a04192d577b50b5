import type { Database } from '../db/database.ts'
import { importLayerFile, type LayerImportSummary } from '../imports/import-layer.ts'
import { dropAbandonedVersions } from '../queries/abandoned-versions.ts'
import { layerProblems } from '../queries/layers.ts'
import { versionCounts } from '../queries/layers-write.ts'
import type { ImportLayerPayload } from './payloads.ts'
import type { JobWork } from './runner.ts'
import { MAX_PROBLEMS, uploadedFile } from './uploaded-file.ts'

/** 导入图层: a file becomes a published version. Reports are not judged again; the result offers it. */
export const importLayerJob =
  (folder: string): JobWork =>
  async (db, { district, payload, createdBy, attempts, checkpoint }, control) => {
    if (checkpoint !== null) {
      const { layerVersionId, notices } = checkpoint as Published
      return resultOf(db, district, {
        ...(await versionCounts(db, layerVersionId)),
        layerVersionId,
        notices,
        isUnchanged: false,
      })
    }
    const { form, ...upload } = payload as ImportLayerPayload
    const { file, ...reading } = uploadedFile(folder, { form, ...upload })
    const { role, validFrom, source } = form
    const { fileName, actor } = upload
    const version = { district, role, fileName, importedBy: createdBy }
    if (attempts > 1) await dropAbandonedVersions(db, version)
    const imported = await importLayerFile(db, file, {
      ...reading,
      ...version,
      actor,
      validFrom,
      source,
      fence: control.fence,
      onProgress: control.report,
      isCancelled: control.isCancelled,
    })
    return resultOf(db, district, imported)
  }

/** What an attempt that was ended after it had published left for the next. */
type Published = Pick<LayerImportSummary, 'layerVersionId' | 'notices'>

async function resultOf(db: Database, district: string, imported: LayerImportSummary) {
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
    reevaluate: !isUnchanged,
  }
}
