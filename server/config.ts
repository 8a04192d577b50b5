import { readFileSync } from 'node:fs'
import path from 'node:path'
import { isNetwork } from './http/networks.ts'
import { FACTOR_POSTS, isFactorPost } from './access/factor-policy.ts'
import { LONGEST, type SessionTimes } from './access/session-limits.ts'
import { AUTH_MODES, type AuthMode } from '../domain/session.ts'
import type { KernelSetting } from './kernel/kernel.ts'
import type { ProviderOptions } from './sign-in/provider.ts'
import { PASSWORD_PROFILE_NAMES, type PasswordProfile } from './password-policy.ts'
import { RATES, type Rates } from './http/rate-limit.ts'
import { LIMITS } from './http/request-class.ts'
import { errorCode, StartError } from './db/errors.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

export type LogLevel = (typeof LOG_LEVELS)[number]

const AUDIT_PROFILES = ['standard', 'gm'] as const

const SWITCH = ['on', 'off'] as const

export type AuditProfile = (typeof AUDIT_PROFILES)[number]

export interface Config {
  /** NODE_ENV=production: the server starts only where nothing in server/production/checks.ts is at fault. */
  isProduction: boolean
  host: string
  /** 0 lets the system choose. */
  port: number
  /** Native PostgreSQL; without it the embedded engine serves from `dataDir`. */
  databaseUrl: string | undefined
  /** The embedded database, uploads, and what else must survive a restart. */
  dataDir: string
  /** What can be made again: the embedded engine's template. */
  cacheDir: string
  logLevel: LogLevel
  /** When sessions end. */
  sessionTimes: SessionTimes
  /** Posts that demand a second factor: roles, or codes of units. */
  factorPosts: readonly string[]
  /** By what people sign in, … */
  authMode: AuthMode
  /** … and at whom, where not only here. */
  provider: ProviderOptions | null
  /** Holds the 32 bytes that seal the audit trail; without it a key is made in `dataDir`. */
  auditKeyFile: string | undefined
  /** Where the newest seal is noted each hour, outside the database. */
  anchorFile: string
  /** What the audit trail is hashed with: `gm` is SM3. */
  auditProfile: AuditProfile
  /** Holds the master keys, the one in use first; outside production one is made in `dataDir`. */
  kekFile: string | undefined
  /** What personal data is encrypted with: `gm` is SM4-CTR and HMAC-SM3. */
  cipherProfile: AuditProfile
  /** After so many years the audit trail lets its oldest months go; null keeps all. */
  auditRetentionYears: number | null
  /** What passwords must be. */
  passwordProfile: PasswordProfile
  /** Where a second person is wanted. Unset for layers: everywhere but on the demo, which one person looks around in. */
  twoPersonLayers: boolean | undefined
  /** Exports of more rows than these wait for a second person. */
  exportSecondPersonRows: number
  /** Shapes of layers kept in memory for tiles, MB; 0 keeps none. */
  tileMemoryMb: number
  /** How often one account may ask for what. */
  rates: Rates
  /** Addresses and networks of the proxies whose X-Forwarded-* headers count; of all others they are dropped. */
  trustProxy: readonly string[]
  /** Networks from which those who run the platform (三员) may work; empty: from anywhere. */
  adminCidr: readonly string[]
  /** The second engine (docs/adr/0027). */
  kernel: KernelSetting
  /** For tests alone: they do something only in a database of the acceptance profile. */
  testSettings: TestSettings
  /** Files of evidence, by their hash. */
  evidenceDir: string
  /** Of clamd, which then looks at each file that is uploaded; without it the operator has no scanner. */
  clamdSocket: string | undefined
  /** Where `npm run backup` puts backups. */
  backupDir: string
  /** Holds the 32 bytes that encrypt backups; without it a key is made in `dataDir`. */
  backupKeyFile: string | undefined
}

export interface TestSettings {
  /** LOCKOUT_SECONDS: how long the first lock lasts. */
  lockoutSeconds: number | undefined
  /** IDLE_SECONDS: a session ends when unused for so long. */
  idleSeconds: number | undefined
  /** TEST_CLOCK: the moment that the server's start counts as, for the days of posts and deadlines. */
  clock: Date | undefined
}

/** A setting that cannot be used; the message names it, its value and what would do. */
export class ConfigError extends StartError {
  override name = 'ConfigError'
  readonly key: string

  constructor(key: string, value: string, wayOut: string) {
    super(`设置有误 · ${key}=${value} cannot be used: ${wayOut}.`)
    this.key = key
  }
}

export type Environment = Readonly<Record<string, string | undefined>>

/** The settings, all from the environment and all optional. An empty value counts as none. */
export function readConfig(env: Environment): Config {
  const dataDir = path.resolve(text(env, 'DATA_DIR', 'data'))
  return {
    isProduction: text(env, 'NODE_ENV', 'development') === 'production',
    host: text(env, 'HOST', '127.0.0.1'),
    port: wholeNumber(env, 'PORT', { otherwise: 8080, from: 0, to: 65_535 }),
    databaseUrl: readDatabaseUrl(env),
    dataDir,
    cacheDir: path.resolve(text(env, 'CACHE_DIR', '.cache')),
    logLevel: oneOf(env, 'LOG_LEVEL', LOG_LEVELS, 'info'),
    sessionTimes: readSessionTimes(env),
    factorPosts: [...FACTOR_POSTS, ...readFactorPosts(env)],
    ...readProvider(env),
    auditKeyFile: given(env, 'AUDIT_KEY_FILE'),
    anchorFile: path.resolve(text(env, 'ANCHOR_FILE', path.join(dataDir, 'audit-anchors.jsonl'))),
    auditProfile: oneOf(env, 'AUDIT_PROFILE', AUDIT_PROFILES, 'standard'),
    kekFile: given(env, 'KEK_FILE'),
    cipherProfile: oneOf(env, 'CIPHER_PROFILE', AUDIT_PROFILES, 'standard'),
    auditRetentionYears: retentionYears(env),
    passwordProfile: oneOf(env, 'PASSWORD_PROFILE', PASSWORD_PROFILE_NAMES, 'mlps3'),
    twoPersonLayers: given(env, 'TWO_PERSON_LAYERS')
      ? oneOf(env, 'TWO_PERSON_LAYERS', SWITCH, 'on') === 'on'
      : undefined,
    tileMemoryMb: wholeNumber(env, 'TILE_MEMORY_MB', { otherwise: 256, from: 0, to: 65_536 }),
    exportSecondPersonRows: wholeNumber(env, 'EXPORT_SECOND_PERSON_ROWS', {
      otherwise: 2_000,
      from: 0,
      to: 1_000_000,
    }),
    rates: readRates(env),
    trustProxy: networks(env, 'TRUST_PROXY'),
    adminCidr: networks(env, 'ADMIN_CIDR'),
    kernel: {
      isOn: oneOf(env, 'KERNEL', SWITCH, 'on') === 'on',
      memoryMb: wholeNumber(env, 'KERNEL_MEMORY_MB', { otherwise: 1_024, from: 16, to: 1_048_576 }),
    },
    testSettings: {
      lockoutSeconds: secondsOf(env, 'LOCKOUT_SECONDS'),
      idleSeconds: secondsOf(env, 'IDLE_SECONDS'),
      clock: instant(env, 'TEST_CLOCK'),
    },
    evidenceDir: path.resolve(text(env, 'EVIDENCE_DIR', path.join(dataDir, 'evidence'))),
    clamdSocket: given(env, 'CLAMD_SOCKET'),
    backupDir: path.resolve(text(env, 'BACKUP_DIR', path.join(dataDir, 'backups'))),
    backupKeyFile: given(env, 'BACKUP_KEY_FILE'),
  }
}

/** The settings without those that cannot be used, and what is wrong with each of these. */
export function readUsableConfig(env: Environment): { config: Config; faults: ConfigError[] } {
  let usable = env
  const faults: ConfigError[] = []
  for (;;)
    try {
      return { config: readConfig(usable), faults }
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      faults.push(error)
      usable = { ...usable, [error.key]: undefined }
    }
}
/** Nothing is let go unless somebody says so, and never before three years; the law (网络安全法) asks for six months. */
const retentionYears = (env: Environment) =>
  given(env, 'AUDIT_RETENTION_YEARS') === undefined
    ? null
    : wholeNumber(env, 'AUDIT_RETENTION_YEARS', { otherwise: 3, from: 3, to: 100 })

const given = (env: Environment, key: string) => env[key]?.trim() || undefined

const text = (env: Environment, key: string, otherwise: string) => given(env, key) ?? otherwise

interface Range {
  otherwise: number
  from: number
  to: number
}

function wholeNumber(env: Environment, key: string, { otherwise, from, to }: Range): number {
  const value = given(env, key)
  if (value === undefined) return otherwise
  const number = Number(value)
  if (!/^\d+$/.test(value) || number < from || number > to)
    throw new ConfigError(key, value, `give a whole number from ${from} to ${to}, e.g. ${key}=${otherwise}`)
  return number
}

const secondsOf = (env: Environment, key: string) =>
  given(env, key) === undefined ? undefined : wholeNumber(env, key, { otherwise: 60, from: 1, to: 86_400 })

function instant(env: Environment, key: string): Date | undefined {
  const value = given(env, key)
  if (value === undefined) return undefined
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?Z)?$/.test(value) || Number.isNaN(Date.parse(value)))
    throw new ConfigError(key, value, `give a day or a moment in UTC, e.g. ${key}=2026-12-01T00:00:00Z`)
  return new Date(value)
}

function oneOf<T extends string>(env: Environment, key: string, names: readonly T[], otherwise: T): T {
  const value = text(env, key, otherwise)
  const found = names.find((name) => name === value)
  if (found === undefined) throw new ConfigError(key, value, `give one of ${names.join(', ')}`)
  return found
}

/** The longest that the security design allows are the usual ones: an installation may only be stricter. */
function readSessionTimes(env: Environment): SessionTimes {
  const upTo = (key: string, longestMs: number, unitMs: number) => {
    const longest = longestMs / unitMs
    return wholeNumber(env, key, { otherwise: longest, from: 1, to: longest }) * unitMs
  }
  return {
    idleMs: upTo('SESSION_IDLE_MINUTES', LONGEST.idleMs, MINUTE_MS),
    fieldIdleMs: upTo('SESSION_FIELD_IDLE_MINUTES', LONGEST.fieldIdleMs, MINUTE_MS),
    absoluteMs: upTo('SESSION_HOURS', LONGEST.absoluteMs, HOUR_MS),
    platformMs: upTo('SESSION_PLATFORM_HOURS', LONGEST.platformMs, HOUR_MS),
  }
}

/** The identity provider: all of its settings, or none. */
function readProvider(env: Environment): Pick<Config, 'authMode' | 'provider'> {
  const authMode = oneOf(env, 'AUTH_MODE', AUTH_MODES, 'local')
  if (authMode === 'local') return { authMode, provider: null }
  const needed = (key: string, example: string) => {
    const value = given(env, key)
    if (value === undefined)
      throw new ConfigError('AUTH_MODE', authMode, `it needs ${key} too, e.g. ${key}=${example}`)
    return value
  }
  const issuer = needed('OIDC_ISSUER', 'https://id.example.gov.cn/realms/shangdang')
  const { protocol, hostname } = URL.parse(issuer) ?? { protocol: '', hostname: '' }
  if (protocol !== 'https:' && !(protocol === 'http:' && ['localhost', '127.0.0.1'].includes(hostname)))
    throw new ConfigError('OIDC_ISSUER', issuer, 'give the https address that its tokens bear as iss')
  const clientId = needed('OIDC_CLIENT_ID', 'tuban')
  const file = needed('OIDC_CLIENT_SECRET_FILE', '/etc/tuban/oidc-secret')
  const clientSecret = contentOf('OIDC_CLIENT_SECRET_FILE', file)
  if (clientSecret === undefined) throw new ConfigError('OIDC_CLIENT_SECRET_FILE', file, 'the file is empty')
  return { authMode, provider: { issuer, clientId, clientSecret } }
}

/** Posts that demand a second factor here beside those that always do. */
function readFactorPosts(env: Environment): string[] {
  const value = text(env, 'MFA_ROLES', '')
  const words = value.split(',').flatMap((word) => word.trim() || [])
  if (!words.every(isFactorPost))
    throw new ConfigError('MFA_ROLES', value, 'give roles or codes of units, e.g. MFA_ROLES=analyst,TW')
  return words
}

/** `write=120,tile=1200`: other numbers of requests in the usual time. */
function readRates(env: Environment): Rates {
  const value = text(env, 'RATE_LIMITS', '')
  const rates = { ...RATES }
  for (const word of value.split(',').filter((part) => part !== '')) {
    const [, name, number] = /^\s*(\w+)=([1-9]\d{0,6})\s*$/.exec(word) ?? []
    const limit = LIMITS.find((one) => one === name)
    if (limit === undefined)
      throw new ConfigError(
        'RATE_LIMITS',
        value,
        `give ${LIMITS.join(', ')}, e.g. RATE_LIMITS=write=120,tile=1200`,
      )
    rates[limit] = { ...rates[limit], requests: Number(number) }
  }
  return rates
}

/** Addresses and networks with commas between. A name for all of them is none: whoever trusts everybody trusts nobody. */
function networks(env: Environment, key: string): string[] {
  const value = given(env, key)
  if (value === undefined) return []
  const list = value.split(',').map((one) => one.trim())
  const wrong = list.find((one) => !isNetwork(one))
  if (wrong !== undefined)
    throw new ConfigError(
      key,
      value,
      `“${wrong}” is no address or network, or stands for everybody: list them, e.g. ${key}=127.0.0.1,10.1.2.0/24`,
    )
  return list
}

/** The address in a file, since it may hold a password; else the one given. */
function readDatabaseUrl(env: Environment): string | undefined {
  const file = given(env, 'DATABASE_URL_FILE')
  const value = file === undefined ? given(env, 'DATABASE_URL') : contentOf('DATABASE_URL_FILE', file)
  if (value === undefined) return undefined
  const wayOut =
    'give postgres://user:password@host:5432/database with special characters of the password percent-encoded, or nothing for the embedded database'
  // The value may hold a password, and messages end up in logs: only what stands before it is shown.
  const key = file === undefined ? 'DATABASE_URL' : 'DATABASE_URL_FILE'
  if (!URL.canParse(value)) throw new ConfigError(key, '…', wayOut)
  const { protocol } = new URL(value)
  if (protocol !== 'postgres:' && protocol !== 'postgresql:')
    throw new ConfigError(key, `${protocol}//…`, wayOut)
  return value
}

function contentOf(key: string, file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim() || undefined
  } catch (error) {
    throw new ConfigError(key, file, `the file cannot be read (${errorCode(error)})`)
  }
}
