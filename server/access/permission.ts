import type { Person } from '../../domain/api.ts'
import { CASE_ROLES, type PersonRole } from '../../domain/person.ts'

export type Permission = readonly PersonRole[] | 'anyone' | 'signed-in' | 'casework'

export type Admission = 'admitted' | 'not-signed-in' | 'forbidden'

/** Whether an endpoint's permission lets this caller in. What he sees inside is the scope's business. */
export function admit(permission: Permission, person: Pick<Person, 'role'> | null): Admission {
  if (permission === 'anyone') return 'admitted'
  if (person === null) return 'not-signed-in'
  if (permission === 'signed-in') return 'admitted'
  const roles: readonly PersonRole[] = permission === 'casework' ? CASE_ROLES : permission
  return roles.includes(person.role) ? 'admitted' : 'forbidden'
}
