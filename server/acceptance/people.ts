import { randomFrom } from '../../fixtures/district/random.ts'
import type { PersonRole } from '../../domain/person.ts'
import { personName } from './names.ts'

/** Whether a principal can sign in, and if not, why. */
export type PrincipalState =
  | 'active'
  | 'disabled'
  | 'expired' // his post ended last month
  | 'revoked' // his post was taken back
  | 'early' // his post begins next month
  | 'invited' // no password yet
  | 'locked' // after failures
  | 'no-post'

export interface Principal {
  login: string
  nameZh: string
  nameEn: string
  /** Of the unit: as in the notice, or TW- and the township's code. */
  org: string
  role: PersonRole
  state: PrincipalState
  /** The login of the officer for whom he stands in. */
  deputyOf: string | null
}

/** Member units with officers: all of the notice but the two bureaus that judge reports. */
const MEMBERS = ['SV', 'PS', 'CT', 'PR', 'FN', 'UE', 'DR', 'HC', 'EE', 'AP', 'PW', 'EN', 'TR', 'SA']

const EACH: readonly [org: string, role: PersonRole, count: number][] = [
  ['LO', 'office', 3],
  ['NR', 'analyst', 4],
  ['AG', 'agriculture', 3],
  ...MEMBERS.map((org): [string, PersonRole, number] => [org, 'officer', 2]),
]

const PLATFORM: readonly PersonRole[] = ['sysadmin', 'secadmin', 'auditor']

/** Those whom the platform must keep out, or let in for somebody else only. */
const SPECIAL: readonly Omit<Principal, 'nameZh' | 'nameEn'>[] = [
  { login: 'disabled', org: 'NR', role: 'analyst', state: 'disabled', deputyOf: null },
  { login: 'expired', org: 'NR', role: 'analyst', state: 'expired', deputyOf: null },
  { login: 'revoked', org: 'AG', role: 'agriculture', state: 'revoked', deputyOf: null },
  { login: 'early', org: 'NR', role: 'analyst', state: 'early', deputyOf: null },
  { login: 'invited', org: 'FN', role: 'officer', state: 'invited', deputyOf: null },
  { login: 'locked', org: 'NR', role: 'analyst', state: 'locked', deputyOf: null },
  { login: 'no-post', org: 'NR', role: 'analyst', state: 'no-post', deputyOf: null },
  { login: 'deputy-nr', org: 'FN', role: 'officer', state: 'active', deputyOf: 'nr-1' },
  { login: 'deputy-lo', org: 'DR', role: 'officer', state: 'active', deputyOf: 'lo-1' },
]

/** Who works in an acceptance district; the same seed gives the same people. */
export function principals(seed: number, townships: readonly string[]): Principal[] {
  const random = randomFrom(seed + 1)
  const people: Omit<Principal, 'nameZh' | 'nameEn'>[] = [
    ...EACH.flatMap(([org, role, count]) =>
      Array.from({ length: count }, (_, at) => ordinary(`${org.toLowerCase()}-${at + 1}`, org, role)),
    ),
    ...townships.map((code, at) => ordinary(`tw-${at + 1}`, `TW-${code}`, 'township')),
    ...PLATFORM.flatMap((role) => [1, 2].map((at) => ordinary(`${role}-${at}`, 'PL', role))),
    ...SPECIAL,
  ]
  return people.map((one) => ({ ...one, nameZh: personName(random), nameEn: one.login }))
}

const ordinary = (login: string, org: string, role: PersonRole) => ({
  login,
  org,
  role,
  state: 'active' as const,
  deputyOf: null,
})
