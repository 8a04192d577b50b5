import type { Person } from '../../domain/api.ts'
import { Problem } from '../../domain/problem.ts'

/** Another district answers as one that does not exist. */
export function requireOwnDistrict(person: Pick<Person, 'district'>, district: string): void {
  if (person.district !== district)
    throw new Problem('unknown-district', `There is no district ${district} that you work in.`, {
      errors: [{ pointer: '/district', detail: `not ${person.district}` }],
    })
}
