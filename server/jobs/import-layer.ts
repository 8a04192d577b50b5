import { importLayerFile } from '../imports/import-layer.ts'
import { dropAbandonedVersions } from '../queries/abandoned-versions.ts'
import { layerProblems } from '../queries/layers.ts'
import type { ImportLayerPayload } from './payloads.ts'
import type { JobWork } from './runner.ts'
import { MAX_PROBLEMS, uploadedFile } from './uploaded-file.ts'

/** 导入图层: a file becomes a published version. Reports are not judged again; the result offers it. */
export const importLayerJob =
  (folder: string): JobWork =>
  async (db, { district, payload, createdBy, attempts }, control) => {
    const { form, ...upload } = payload as ImportLayerPayload
    const { file, ...reading } = uploadedFile(folder, { form, ...upload })
    const { role, validFrom, source } = form
    const { fileName, actor } = upload
    const version = { district, role, fileName, importedBy: createdBy }
    if (attempts > 1) await dropAbandonedVersions(db, version)
    const { layerVersionId, features, repaired, refused, isUnchanged, notices } = await importLayerFile(
      db,
      file,
      {
        ...reading,
        ...version,
        actor,
        validFrom,
        source,
        onProgress: control.report,
        isCancelled: control.isCancelled,
      },
    )
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
