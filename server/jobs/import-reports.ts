import { localActor, recordAll, reportStream, type Actor, type AuditEvent } from '../audit/record.ts'
import type { Database } from '../db/database.ts'
import { evaluateReports, type EvaluateSummary } from '../evaluate.ts'
import { countOnce } from '../groups/settle.ts'
import { settleGroups } from '../groups/settle-groups.ts'
import { importReportsFile, type ReportsImportSummary } from '../imports/import-reports.ts'
import { linkedWith } from '../queries/duplicates-write.ts'
import { groupedWith } from '../queries/groups-write.ts'
import { lockTies } from '../queries/tie-lock.ts'
import type { JobControl } from './job-control.ts'
import type { ImportReportsPayload } from './payloads.ts'
import type { JobWork } from './runner.ts'
import { MAX_PROBLEMS, uploadedFile } from './uploaded-file.ts'

/** 批量上报: sound rows become reports and are judged at once. Cancelled before the end, it takes them back. */
export const importReportsJob =
  (folder: string): JobWork =>
  async (db, { district, payload, createdBy, checkpoint }, control) => {
    const upload = payload as ImportReportsPayload
    const { file, ...reading } = uploadedFile(folder, upload)
    const { source, reportedOn } = upload.form
    const actor = upload.actor ?? localActor(createdBy)
    // What an attempt before this one stored is not stored again.
    const kept =
      (checkpoint as Stored | null) ??
      brief(
        await importReportsFile(db, file, {
          ...reading,
          district,
          source,
          reportedOn,
          importedBy: createdBy,
          actor,
          fence: (tx, summary) => control.fence(tx, brief(summary)),
          onProgress: control.report,
          isCancelled: control.isCancelled,
        }),
      )
    const { accepted, refused, refusedCount, notices, reportIds, judged = null } = kept
    const takeBack = () => takeBackIfCancelled(db, actor, district, reportIds, control)
    await takeBack()
    const { evaluated, byVerdict, failedCount, failed } = await evaluateReports(db, {
      district,
      reportIds,
      since: judged,
      fence: (tx, done) => control.fence(tx, { ...kept, judged: done }),
      onProgress: (done, total) => control.report(done, total, '套合 · overlay'),
      isCancelled: control.isCancelled,
    })
    await takeBack()
    return {
      accepted,
      evaluated,
      ...byVerdict,
      failedCount,
      failed,
      notices,
      refusedCount,
      refused,
    }
  }

type Stored = ReportsImportSummary & {
  refusedCount: number
  /** How far judging came. */
  judged?: EvaluateSummary
}

/** As it is kept with the job. */
const brief = (summary: ReportsImportSummary): Stored => ({
  ...summary,
  refusedCount: summary.refused.length,
  refused: summary.refused.slice(0, MAX_PROBLEMS),
})

async function takeBackIfCancelled(
  db: Database,
  by: Actor,
  district: string,
  reportIds: readonly string[],
  control: JobControl,
): Promise<void> {
  if (!(await control.isCancelled())) return
  // A server that stops leaves them to the next attempt.
  if (!control.wasCancelled) return control.check()
  // What somebody decided or assigned meanwhile is no longer the import's to take.
  await db.transaction(async (tx) => {
    // Held in the order of their ids, as everybody holds reports.
    await tx.query(
      'select from land.report where district = $1 and report_id = any ($2::bigint[]) order by report_id for update',
      [district, reportIds],
    )
    await lockTies(tx, district)
    const tied = [
      ...(await linkedWith(tx, district, reportIds)),
      ...(await groupedWith(tx, district, reportIds)),
    ]
    const { rows } = await tx.query<{ report_id: string }>(
      `delete from land.report r
      where r.district = $1 and r.report_id = any ($2::bigint[])
        and not exists (select from work.decision d where d.district = r.district and d.report_id = r.report_id)
        and not exists (select from work.assignment a where a.district = r.district and a.report_id = r.report_id)
      returning report_id`,
      [district, reportIds],
    )
    await settleGroups(tx, district, await countOnce(tx, district, tied))
    const events = rows.map(({ report_id }): AuditEvent => {
      const stream = reportStream(district, report_id)
      return { stream, by, action: 'report.take-back', object: stream }
    })
    await recordAll(tx, events)
    await control.fence(tx)
  })
  control.check()
}
