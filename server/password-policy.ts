import { dictionary } from '@zxcvbn-ts/language-common'

/**
 * What a password must be. `mlps3`: GB/T 22239-2019 level 3 (8.1.4.1.a), composition and rotation; `asvs`: OWASP ASVS 5 V6,
 * length alone. Where the two disagree, the law of the place is the first (docs/adr/0015-accounts.md).
 */
export const PASSWORD_PROFILES = {
  mlps3: { minLength: 12, classes: 3, history: 5, maxAgeDays: 90 },
  asvs: { minLength: 15, classes: 0, history: 0, maxAgeDays: null },
} as const
export type PasswordProfile = keyof typeof PASSWORD_PROFILES
export const PASSWORD_PROFILE_NAMES = ['mlps3', 'asvs'] as const satisfies readonly PasswordProfile[]

export const MAX_LENGTH = 128

const CLASSES = [/\p{Lu}/u, /\p{Ll}/u, /\p{Nd}/u, /[^\p{L}\p{Nd}]/u]

/** Words that an outsider tries first: the place, and the platform's own name. */
const PLACE_WORDS = ['上党', 'shangdang', 'changzhi', '图斑', 'tuban']

/** About 49,000 passwords that many people use. */
const COMMON = new Set(dictionary['passwords-common'] as Iterable<string>)

export interface PasswordOwner {
  login: string
  /** Of the units in which the person works. */
  organisations: readonly string[]
}

/** Why a password does not do, in words of the closed list of client/src/text; empty where it does. Compared as typed. */
export function passwordFaults(
  password: string,
  profile: PasswordProfile,
  { login, organisations }: PasswordOwner,
): string[] {
  const { minLength, classes } = PASSWORD_PROFILES[profile]
  const length = [...password].length
  const lower = password.toLowerCase()
  const telling = [login, ...PLACE_WORDS, ...organisations].map((word) => word.toLowerCase())
  return [
    ...(length < minLength ? ['too-short'] : []),
    ...(length > MAX_LENGTH ? ['too-long'] : []),
    ...(CLASSES.filter((one) => one.test(password)).length < classes ? ['too-plain'] : []),
    ...(telling.some((word) => word.length > 1 && lower.includes(word)) ? ['names-us'] : []),
    ...(COMMON.has(lower) ? ['common'] : []),
  ]
}

const DAY_MS = 86_400_000

/** Whether a password must be changed before anything else. */
export function isPasswordOld(setAt: Date, profile: PasswordProfile, now = new Date()): boolean {
  const { maxAgeDays } = PASSWORD_PROFILES[profile]
  return maxAgeDays !== null && now.getTime() - setAt.getTime() > maxAgeDays * DAY_MS
}
