import { Problem } from '../../domain/problem.ts'
import type { Day } from '../../domain/units.ts'
import { record } from '../audit/record.ts'
import type { Approval } from '../queries/approvals.ts'
import { openAssignment, setDeadline } from '../queries/assignments.ts'
import { placeNames, placeOf } from '../queries/places.ts'
import { bothNames, type Executor } from './executor.ts'

export interface DeadlineQuestion {
  reportId: string
  reportNo: string
  assignmentId: string
  from: Day
  to: Day
}

const questionOf = ({ payload }: Approval) => payload as unknown as DeadlineQuestion

/** 变更办理期限: the open assignment gets another due date, if it is still the one that was seen. */
export const changeDeadline: Executor = {
  async execute(tx, approved) {
    const { approval, by } = approved
    const { district, stream, object, reason } = approval
    const question = questionOf(approval)
    if (!(await setDeadline(tx, district, question)))
      throw new Problem(
        'conflict',
        'The assignment was taken back or is due on another day by now: refuse this.',
      )
    const { from, to } = question
    const detail = { ...bothNames(approved), from, to }
    await record(tx, { stream, by, action: 'report.deadline', object, reason, detail })
  },
  async evidence(db, approval) {
    const { reportId, from, to } = questionOf(approval)
    const open = await openAssignment(db, approval.district, reportId)
    const names = await placeNames(db, approval.district, 'townships')
    const stays = (key: 'township' | 'task', text: string | null) =>
      ({ key, unit: 'text', now: text, then: text }) as const
    return {
      facts: [
        { key: 'dueOn', unit: 'day', now: open?.dueOn ?? from, then: to },
        stays('township', placeOf(open?.township ?? null, names)?.name ?? null),
        stays('task', open?.task ?? null),
      ],
      bounds: null,
      layerVersionId: null,
      reportId,
    }
  },
}
