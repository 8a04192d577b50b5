import type { Database } from '../db/database.ts'
import { evaluateReports } from '../evaluate.ts'
import { importReportsFile } from '../imports/import-reports.ts'
import type { JobControl } from './job-control.ts'
import type { ImportReportsPayload } from './payloads.ts'
import type { JobWork } from './runner.ts'
import { MAX_PROBLEMS, uploadedFile } from './uploaded-file.ts'

/** 批量上报: sound rows become reports and are judged at once. Cancelled before the end, it takes them back. */
export const importReportsJob =
  (folder: string): JobWork =>
  async (db, { district, payload, createdBy }, control) => {
    const upload = payload as ImportReportsPayload
    const { file, ...reading } = uploadedFile(folder, upload)
    const { source, reportedOn } = upload.form
    const { accepted, refused, reportIds } = await importReportsFile(db, file, {
      ...reading,
      district,
      source,
      reportedOn,
      importedBy: createdBy,
      onProgress: control.report,
      isCancelled: control.isCancelled,
    })
    await takeBackIfCancelled(db, district, reportIds, control)
    const { evaluated, byVerdict } = await evaluateReports(db, {
      district,
      reportIds,
      onProgress: (done, total) => control.report(done, total, '套合 · overlay'),
      isCancelled: control.isCancelled,
    })
    await takeBackIfCancelled(db, district, reportIds, control)
    return {
      accepted,
      evaluated,
      ...byVerdict,
      refusedCount: refused.length,
      refused: refused.slice(0, MAX_PROBLEMS),
    }
  }

async function takeBackIfCancelled(
  db: Database,
  district: string,
  reportIds: readonly string[],
  control: JobControl,
): Promise<void> {
  if (!(await control.isCancelled())) return
  // What somebody decided or assigned meanwhile is no longer the import's to take.
  await db.query(
    `delete from land.report r
      where r.district = $1 and r.report_id = any ($2::bigint[])
        and not exists (select from work.decision d where d.district = r.district and d.report_id = r.report_id)
        and not exists (select from work.assignment a where a.district = r.district and a.report_id = r.report_id)`,
    [district, reportIds],
  )
  control.check()
}
