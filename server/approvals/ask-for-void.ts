import type { EvidenceItem, Person } from '../../domain/api.ts'
import { Problem } from '../../domain/problem.ts'
import { reportStream, type Actor } from '../audit/record.ts'
import type { Db } from '../db/database.ts'
import { addCustody, evidenceObject } from '../queries/evidence.ts'
import { askApproval, askerOf } from './ask.ts'
import type { VoidQuestion } from './evidence-void.ts'

/** Asks a second person to void an item of a report; answers the approval's id. */
export async function askForVoid(
  tx: Db,
  { reportId, item, reason }: { reportId: string; item: EvidenceItem; reason: string },
  person: Person,
  by: Actor,
): Promise<string> {
  const { evidenceId, name, sha256, voided, label } = item
  if (voided) throw new Problem('evidence-voided', `“${name}” was voided before: ${voided.reason}`)
  const { district } = person
  await addCustody(tx, [evidenceId], 'void-asked', person, reason)
  const payload: VoidQuestion = { reportId, evidenceId, name, sha256 }
  const object = evidenceObject({ district, reportId, evidenceId })
  const stream = reportStream(district, reportId)
  return askApproval(
    tx,
    { kind: 'evidence.void', object, stream, payload, reason, label },
    askerOf(person),
    by,
  )
}
