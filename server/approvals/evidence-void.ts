import type { EvidenceItem } from '../../domain/api.ts'
import { Problem } from '../../domain/problem.ts'
import { record, reportStream } from '../audit/record.ts'
import { addCustody, evidenceItem, evidenceObject, voidEvidence } from '../queries/evidence.ts'
import type { Approval } from '../queries/approvals.ts'
import { bothNames, type Executor } from './executor.ts'

/** What is kept of the question: enough to name the item in a list. */
export interface VoidQuestion {
  reportId: string
  evidenceId: string
  name: string
  sha256: string
}

const placeOf = ({ district, payload }: Approval) => {
  const { reportId, evidenceId } = payload as unknown as VoidQuestion
  return { district, reportId, evidenceId }
}

/** The file stays, and so does its row: voided, it counts no longer. */
export const voidEvidenceItem: Executor = {
  async execute(tx, approved) {
    const { approval, approver, by } = approved
    const { asker, reason } = approval
    const place = placeOf(approval)
    const sides = { askedBy: asker.personId, approvedBy: approver.personId, reason }
    if (!(await voidEvidence(tx, place, sides)))
      throw new Problem('evidence-voided', `The evidence ${place.evidenceId} was voided before.`)
    const { personId, forId } = approver
    const hand = { personId, actsFor: forId === null ? null : { personId: forId } }
    await addCustody(tx, [place.evidenceId], 'voided', hand, `${asker.name}：${reason}`)
    await record(tx, {
      stream: reportStream(place.district, place.reportId),
      by,
      action: 'evidence.void',
      object: evidenceObject(place),
      reason,
      detail: bothNames(approved),
    })
  },

  async evidence(db, approval) {
    const { reportId } = placeOf(approval)
    const item = await evidenceItem(db, placeOf(approval), { person: null, until: null })
    if (!item) throw new Problem('not-found', 'There is no such evidence that you may see.')
    return { facts: factsOf(item), bounds: null, layerVersionId: null, reportId }
  },
}

type Fact = Awaited<ReturnType<Executor['evidence']>>['facts'][number]

function factsOf({ name, size, sha256, collector, receivedAt, voided }: EvidenceItem): Fact[] {
  const fact = (key: string, unit: Fact['unit'], now: string | number): Fact => ({
    key,
    unit,
    now,
    then: now,
  })
  return [
    { key: 'status', unit: 'status', now: voided ? 'voided' : 'valid', then: 'voided' },
    fact('fileName', 'text', name),
    fact('bytes', 'count', size),
    fact('sha256', 'text', sha256),
    fact('collector', 'text', collector),
    fact('receivedOn', 'day', receivedAt.slice(0, 10)),
  ]
}
