import type { Person } from '../../domain/api.ts'
import type { PartyRole } from '../../domain/party.ts'

/** Who reported is kept from the townships (举报人保密): they know the people whom he reported. */
export const mayKnowOf = ({ role }: Pick<Person, 'role'>, party: PartyRole): boolean =>
  !(role === 'township' && party === 'reporter')
