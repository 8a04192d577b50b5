import type { Person } from '../../domain/api.ts'
import type { PersonRole } from '../../domain/person.ts'

export type Permission = readonly PersonRole[] | 'anyone' | 'signed-in'

export type Admission = 'admitted' | 'not-signed-in' | 'forbidden'

/** Whether an endpoint's permission lets this caller in. What he sees inside is the scope's business. */
export function admit(permission: Permission, person: Pick<Person, 'role'> | null): Admission {
  if (permission === 'anyone') return 'admitted'
  if (person === null) return 'not-signed-in'
  return permission === 'signed-in' || permission.includes(person.role) ? 'admitted' : 'forbidden'
}
