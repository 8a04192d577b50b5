import { Problem } from '../../domain/problem.ts'
import { THRESHOLDS } from '../../domain/rule.ts'
import type { ThresholdChange } from '../../domain/threshold-change.ts'
import { rowInForce } from '../../domain/threshold-register.ts'
import { record } from '../audit/record.ts'
import type { Approval } from '../queries/approvals.ts'
import { districtToday } from '../queries/powers.ts'
import { addThreshold, thresholdRows } from '../queries/thresholds.ts'
import { startThresholdReplays } from '../replay/start.ts'
import { bothNames, type Executor } from './executor.ts'

/** What is kept of the question: the row, and the newest one of its number when it was asked. */
export interface ThresholdQuestion extends ThresholdChange {
  newest: string
}

const questionOf = ({ payload }: Approval) => payload as unknown as ThresholdQuestion

export const thresholdObject = (district: string, key: string) => `threshold:${district}/${key}`

/** 变更阈值: a row is added, none is changed; what it means for reports that were judged is followed up. */
export const changeThreshold: Executor = {
  async execute(tx, approved) {
    const { approval, approver, by } = approved
    const { district, stream, object, reason, approvalId } = approval
    const { newest, ...change } = questionOf(approval)
    const rows = (await thresholdRows(tx, district)).filter(({ key }) => key === change.key)
    if (rows.at(-1)?.thresholdId !== newest)
      throw new Problem('conflict', 'The number was changed after this was asked: refuse it, and ask anew.')
    const thresholdId = await addThreshold(tx, district, change, approvalId)
    const changedBy = `${approval.asker.name}、${approver.name}`
    const start = { district, cause: 'threshold', thresholdId, layerVersionId: null, changedBy } as const
    await startThresholdReplays(tx, start, change)
    const detail = { ...bothNames(approved), thresholdId, ...change }
    await record(tx, { stream, by, action: 'threshold.change', object, reason, detail })
  },

  async evidence(db, approval) {
    const change = questionOf(approval)
    const { key, from } = change
    const day = from ?? (await districtToday(db))
    const now = rowInForce(await thresholdRows(db, approval.district), key, day)
    const unit = THRESHOLDS[key]
    const facts = [
      { key: 'threshold', unit: 'text', now: key, then: key },
      {
        key: 'thresholdValue',
        unit: 'threshold',
        now: withUnit(now?.value ?? null, unit),
        then: change.isGeneral ? 'general' : withUnit(change.value, unit),
      },
      { key: 'inForceFrom', unit: 'day', now: now?.from ?? null, then: change.from },
      { key: 'inForceTo', unit: 'day', now: now?.to ?? null, then: change.to },
      { key: 'source', unit: 'text', now: now?.source ?? null, then: change.source },
      {
        key: 'confirmed',
        unit: 'status',
        now: now && (now.confirmed ? 'confirmed' : 'unconfirmed'),
        then: change.confirmed ? 'confirmed' : 'unconfirmed',
      },
    ] as const
    return { facts: [...facts], bounds: null, layerVersionId: null, reportId: null }
  },
}

/** As the page takes it apart again: `22.5 m2`; `unset` where no source gives it. */
const withUnit = (value: number | null, unit: string) => (value === null ? 'unset' : `${value} ${unit}`)
