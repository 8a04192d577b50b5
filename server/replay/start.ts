import { dayAfter } from '../../domain/day.ts'
import type { Day } from '../../domain/units.ts'
import type { Db } from '../db/database.ts'
import type { ReplayPayload } from '../jobs/payloads.ts'
import { addJob } from '../queries/jobs.ts'
import { districtToday } from '../queries/powers.ts'
import { addReplay, setReplayJob, type NewReplay } from '../queries/replays.ts'

/** Follows a change up, in the transaction that makes it: at once, or on the day on which it begins to matter. */
export async function startReplay(tx: Db, start: NewReplay, dueOn?: Day): Promise<void> {
  const { district } = start
  const replayId = await addReplay(tx, start, dueOn ?? null)
  // Nothing was judged yet: there is nothing to follow up.
  if (replayId === null) return
  const payload: ReplayPayload = { replayId }
  const job = await addJob(tx, {
    district,
    kind: 'replay',
    payload,
    createdBy: null,
    ...(dueOn !== undefined && { dueOn }),
    key: `replay ${replayId}`,
  })
  await setReplayJob(tx, replayId, job.jobId)
}

/**
 * A row of the register is followed up when it begins and once more when it ends: old acts are compared with the law of today,
 * and on that day today's is another.
 */
export async function startThresholdReplays(
  tx: Db,
  start: NewReplay,
  { from, to }: { from: Day | null; to: Day | null },
): Promise<void> {
  const today = await districtToday(tx)
  await startReplay(tx, start, from !== null && from > today ? from : undefined)
  if (to !== null && to >= today) await startReplay(tx, start, dayAfter(to))
}
