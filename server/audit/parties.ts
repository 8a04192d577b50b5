import { PARTY_FIELDS, type NewParty } from '../../domain/party.ts'
import type { Actor, AuditEvent } from './record.ts'

/** People who came with a report: how many, and what of them; never who. */
export const partiesEvent = (stream: string, by: Actor, parties: readonly NewParty[]): AuditEvent => ({
  stream,
  by,
  action: 'party.add',
  object: stream,
  detail: {
    parties: parties.map((party) => ({
      role: party.role,
      fields: PARTY_FIELDS.filter((field) => party[field] !== null),
    })),
  },
})
