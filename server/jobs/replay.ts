import { MEASURED_BY, SETTLED_BY } from '../../domain/threshold-change.ts'
import { localActor, record, ruleStream } from '../audit/record.ts'
import type { Database, Db } from '../db/database.ts'
import { addedFailure, judgeFailure, type EvaluateSummary } from '../evaluate.ts'
import { inChunks, type Done } from '../in-chunks.ts'
import { reportsAffectedByLayer } from '../queries/affected-reports.ts'
import { currentReports } from '../queries/current-reports.ts'
import { districtToday } from '../queries/powers.ts'
import { endReplay, readReplay, setAffected, type Replay } from '../queries/replays.ts'
import { thresholdRows } from '../queries/thresholds.ts'
import { reportsAffectedByLaw, type Affected, type LawOfNow } from '../replay/affected.ts'
import {
  added,
  replayBroken,
  replayLaw,
  replayMeasured,
  settleAnew,
  type Outcome,
} from '../replay/replay-chunk.ts'
import { lawBook } from '../rules/law.ts'
import type { JobControl } from './job-control.ts'
import type { ReplayPayload } from './payloads.ts'
import type { JobWork } from './runner.ts'

type Progress = Done & Outcome & Pick<EvaluateSummary, 'failed' | 'failedCount'>

const NOTHING_DONE: Progress = {
  lastId: null,
  changed: 0,
  reviews: 0,
  same: 0,
  failed: [],
  failedCount: 0,
}

/**
 * 重演: follows a change of a layer or a threshold up, or of the day. Finds the reports that it may touch, judges them again, and publishes
 * what became of each. What is done stays done, and is not done again after a crash.
 */
export const replayJob: JobWork = async (db, { district, payload, checkpoint }, control) => {
  const { replayId } = payload as ReplayPayload
  const replay = await readReplay(db, replayId)
  const law: LawOfNow = {
    book: lawBook(await thresholdRows(db, district)),
    today: await districtToday(db),
    isOfDay: replay.cause === 'day',
  }
  const isMeasured = replay.role !== null || (replay.key !== null && MEASURED_BY.includes(replay.key))
  const isSettled = replay.key !== null && SETTLED_BY.includes(replay.key)
  const { examined, reportIds } = await affectedOf(db, replay, law, control)
  control.check()
  const { done } = await inChunks<Progress>(db, {
    reportIds,
    since: (checkpoint as Progress | null) ?? NOTHING_DONE,
    async work(tx, ids, before) {
      const outcome = isMeasured
        ? await replayMeasured(tx, replay, ids)
        : isSettled
          ? await settleAnew(tx, replay, ids)
          : await replayLaw(tx, replay, ids, law)
      return { ...before, ...added(before, outcome) }
    },
    async broken(tx, id, error, before) {
      const { judged, failure } = await judgeFailure(tx, district, id, null, error)
      const outcome = await replayBroken(tx, replay, judged)
      return { ...before, ...added(before, outcome), ...addedFailure(before, failure) }
    },
    fence: control.fence,
    onProgress: (n, total) => control.report(n, total, '重演 · replay'),
    isCancelled: control.isCancelled,
  })
  control.check()
  const { lastId: _lastId, ...counts } = done
  await db.transaction(async (tx) => {
    await endReplay(tx, replayId)
    await recordEnd(tx, replay, { examined, affected: reportIds.length, ...counts, failed: undefined })
    await control.fence(tx)
  })
  return { replayId, examined, affected: reportIds.length, ...counts }
}

/** Found once: an attempt after a crash goes on with the same. */
async function affectedOf(
  db: Database,
  { replayId, district, role, key, examined, reportIds }: Replay,
  law: LawOfNow,
  control: JobControl,
): Promise<Affected> {
  if (examined !== null && reportIds !== null) return { examined, reportIds }
  const found = await find()
  control.check()
  await db.transaction(async (tx) => {
    await setAffected(tx, replayId, found)
    await control.fence(tx)
  })
  return found

  async function find(): Promise<Affected> {
    if (role !== null) return reportsAffectedByLayer(db, district, role)
    if (key !== null && [...MEASURED_BY, ...SETTLED_BY].includes(key)) {
      const { known, unknown } = await currentReports(db, district)
      return { examined: known.length + unknown.length, reportIds: [...known, ...unknown] }
    }
    return reportsAffectedByLaw(db, district, law, {
      onProgress: (n, total) => control.report(n, total, '比对 · compare'),
      isCancelled: control.isCancelled,
    })
  }
}

/** By the platform: the change itself was somebody's, and stands in the trail with his name. */
const recordEnd = (tx: Db, { district, replayId, cause }: Replay, detail: object): Promise<void> =>
  record(tx, {
    stream: ruleStream(district),
    by: localActor('tuban'),
    action: 'evaluation.replay',
    object: `replay:${district}/${replayId}`,
    detail: { cause, ...detail },
  })
