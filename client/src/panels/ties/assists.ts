import type { ReportRow } from '../../../../domain/api.ts'
import { person } from '../../session.ts'

/** Whether the reader's township only assists with a patch (协办): another has it in hand. */
export function assists({ township, assistedBy, assignedTo }: ReportRow): boolean {
  const ours = person.value?.township ?? null
  if (ours === null || assignedTo === null || assignedTo.code === ours) return false
  return township?.code === ours || assistedBy.some(({ code }) => code === ours)
}
