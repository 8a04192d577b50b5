import type { Input } from '../../domain/api.ts'
import type { Asker } from '../approvals/ask.ts'
import type { Actor } from '../audit/record.ts'
import type { Day } from '../../domain/units.ts'

/** What a job is told, as stored in work.job.payload: written here only, so its shape is known when it is read. */

export interface EvaluatePayload {
  /** Null: each report by its own day. */
  asOf: Day | null
  /** Null: every report of the district. */
  reportIds: string[] | null
}

interface UploadPayload {
  /** Name of the file in the upload folder. */
  upload: string
  /** As the sender calls it. */
  fileName: string
  /** Who sent it, for the audit trail; a job of an older release does not say. */
  actor?: Actor
}

export interface ImportLayerPayload extends UploadPayload {
  /** Who asks a second person to publish it; a job of an older release does not say, and its layer waits. */
  asker?: Asker
  form: Input<'POST /layers'>['form']
}

export interface ImportReportsPayload extends UploadPayload {
  form: Input<'POST /reports/import'>['form']
}

export interface VerifyAuditPayload {
  /** Who asked, in whose name the result is recorded. */
  actor: Actor
}

export interface ReplayPayload {
  replayId: string
}
