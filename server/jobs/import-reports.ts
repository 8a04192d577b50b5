import path from 'node:path'
import { evaluateReports } from '../evaluate.ts'
import { importReportsFile } from '../imports/import-reports.ts'
import { parseClassMap } from '../intake/class-map.ts'
import type { ImportReportsPayload } from './payloads.ts'
import type { JobWork } from './runner.ts'

/** Refusals told in full; beyond them only their number. */
const MAX_TOLD = 1_000

/** 批量上报: good rows go in and are judged, refused ones are listed. */
export const importReportsJob =
  (uploadFolder: string): JobWork =>
  async (db, { district, payload }, control) => {
    const { upload, fileName, form } = payload as ImportReportsPayload
    const { accepted, refused, reportIds } = await importReportsFile(
      db,
      path.join(uploadFolder, path.basename(upload)),
      {
        district,
        source: form.source,
        reportedOn: form.reportedOn,
        importedBy: 'upload',
        fileName,
        crs: form.crs === undefined ? undefined : Number(form.crs),
        encoding: form.encoding,
        layerName: form.layerName,
        classMap: form.classMap === undefined ? undefined : parseClassMap(form.classMap, 'classMap'),
        onProgress: control.report,
        isCancelled: control.isCancelled,
      },
    )
    control.check()
    const { byVerdict } = await evaluateReports(db, {
      district,
      reportIds,
      onProgress: (done, total) => control.report(done, total, '套合 overlay'),
      isCancelled: control.isCancelled,
    })
    return { accepted, refusedCount: refused.length, refused: refused.slice(0, MAX_TOLD), byVerdict }
  }
