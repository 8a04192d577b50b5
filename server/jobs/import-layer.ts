import path from 'node:path'
import { importLayerFile, ImportCancelled } from '../imports/import-layer.ts'
import { parseClassMap } from '../intake/class-map.ts'
import type { ImportLayerPayload } from './payloads.ts'
import type { JobWork } from './runner.ts'

/** 导入图层: a new published version, or nothing at all. */
export const importLayerJob =
  (uploadFolder: string): JobWork =>
  async (db, { district, payload }, control) => {
    const { upload, fileName, form } = payload as ImportLayerPayload
    try {
      return await importLayerFile(db, path.join(uploadFolder, path.basename(upload)), {
        district,
        role: form.role,
        validFrom: form.validFrom,
        source: form.source,
        fileName,
        importedBy: 'upload',
        crs: form.crs === undefined ? undefined : Number(form.crs),
        encoding: form.encoding,
        layerName: form.layerName,
        classMap: form.classMap === undefined ? undefined : parseClassMap(form.classMap, 'classMap'),
        onProgress: control.report,
        isCancelled: control.isCancelled,
      })
    } catch (error) {
      if (error instanceof ImportCancelled) control.check()
      throw error
    }
  }
