import type { SchemaState } from '../db/migrate.ts'
import type { Config } from '../config.ts'

/** What a key file is like; `default` is one that nobody drew by lot. */
export type SecretState = 'absent' | 'unreadable' | 'open' | 'malformed' | 'default' | 'repeated' | 'good'

export interface DatabaseFacts {
  role: string
  isSuperuser: boolean
  bypassesRowSecurity: boolean
  /** It owns the database or tables of the platform, or is a member of a role that does. */
  isOwner: boolean
  mayMakeRolesOrDatabases: boolean
  /** Roles that requests run in and that it is no member of. */
  missingRoles: readonly string[]
  fsync: string
  fullPageWrites: string
  synchronousCommit: string
  dataChecksums: string
  /** Invented data that the database holds or held. */
  marks: readonly string[]
  schema: SchemaState
}

/** All that decides whether a server may start in production. */
export interface ProductionState {
  config: Pick<Config, 'host' | 'databaseUrl' | 'trustProxy' | 'adminCidr' | 'logLevel'>
  /** By setting. */
  secrets: Readonly<Record<string, SecretState>>
  /** Secrets that stand in the environment itself, where every program of the user can read them. */
  spelledOut: readonly string[]
  /** Settings whose file holds a secret that is no key, and that others may read. */
  openFiles: readonly string[]
  /** Settings that only the acceptance profile may have. */
  testSettings: readonly string[]
  /** Null where it could not be asked: there is none, or it does not answer. */
  database: DatabaseFacts | null
}

/** Key files by setting. One that is required must be there; others are looked at where they are named. */
export const SECRETS: Readonly<Record<string, { isRequired: boolean; zh: string; en: string }>> = {
  KEK_FILE: { isRequired: true, zh: '主密钥', en: 'the master key' },
  AUDIT_KEY_FILE: { isRequired: true, zh: '审计签封密钥', en: 'the key that seals the audit trail' },
  BACKUP_KEY_FILE: { isRequired: false, zh: '备份加密密钥', en: 'the key that encrypts backups' },
}

/** Files that hold passwords. */
export const SECRET_FILES = ['DATABASE_URL_FILE', 'OIDC_CLIENT_SECRET_FILE'] as const

export const TEST_SETTINGS = ['LOCKOUT_SECONDS', 'IDLE_SECONDS', 'TEST_CLOCK'] as const

/** Why production refuses: what to set, what is wrong with it, and what would do. */
export interface Fault {
  key: string
  zh: string
  en: string
  wayOut: string
}

interface Check extends Fault {
  isAtFault: (state: ProductionState) => boolean
}

const isLoopback = (host: string) => host === 'localhost' || host === '::1' || host.startsWith('127.')

/** A check of the database, which holds where there is none to ask: that is another fault. */
const ofDatabase =
  (isAtFault: (database: DatabaseFacts) => boolean) =>
  ({ database }: ProductionState): boolean =>
    database !== null && isAtFault(database)

const MAKE_KEY = '(umask 077; openssl rand -hex 32 > FILE)'

const SECRET_FAULTS: Readonly<Record<Exclude<SecretState, 'good'>, Omit<Fault, 'key'>>> = {
  absent: { zh: '未设置', en: 'is not set', wayOut: `name a key file: ${MAKE_KEY}` },
  unreadable: {
    zh: '无法读取',
    en: 'cannot be read',
    wayOut: 'let it belong to the user that runs the server',
  },
  open: {
    zh: '权限过宽',
    en: 'may be read by others',
    wayOut: 'chmod 600 the file (or 400), and let it belong to the user that runs the server',
  },
  malformed: { zh: '不是密钥', en: 'holds no key of 32 bytes', wayOut: `make one: ${MAKE_KEY}` },
  default: {
    zh: '为示例或默认值',
    en: 'holds a default, not a key drawn by lot',
    wayOut: `make one: ${MAKE_KEY}`,
  },
  repeated: {
    zh: '与另一密钥相同',
    en: 'holds the same key as another setting',
    wayOut: `make one for each purpose: ${MAKE_KEY}`,
  },
}

const secretChecks: Check[] = Object.entries(SECRETS).flatMap(([key, { isRequired, zh, en }]) =>
  Object.entries(SECRET_FAULTS)
    .filter(([state]) => isRequired || state !== 'absent')
    .map(([state, fault]) => ({
      key,
      zh: `${zh}${fault.zh}`,
      en: `${en} ${fault.en}`,
      wayOut: fault.wayOut,
      isAtFault: ({ secrets }) => secrets[key] === state,
    })),
)

/** Every reason not to start, in the order in which an operator mends them. */
export const CHECKS: readonly Check[] = [
  {
    key: 'DATABASE_URL',
    zh: '未设置数据库；内嵌数据库不用于生产',
    en: 'is not set, and the embedded database is not for production: it survives no power cut and has one all-powerful role',
    wayOut: 'set DATABASE_URL to PostgreSQL 15+ with PostGIS 3.3+',
    isAtFault: ({ config }) => config.databaseUrl === undefined,
  },
  ...secretChecks,
  {
    key: 'secrets in the environment',
    zh: '口令或密钥直接写在环境变量里',
    en: 'passwords or keys stand in the environment itself',
    wayOut:
      'give AUDIT_KEY_FILE, BACKUP_KEY_FILE, DATABASE_URL_FILE or PGPASSFILE instead, each naming a file of mode 600',
    isAtFault: ({ spelledOut }) => spelledOut.length > 0,
  },
  ...SECRET_FILES.map((key): Check => ({
    key,
    zh: `含口令的文件${SECRET_FAULTS.open.zh}`,
    en: `names a file with a password that ${SECRET_FAULTS.open.en}`,
    wayOut: SECRET_FAULTS.open.wayOut,
    isAtFault: ({ openFiles }) => openFiles.includes(key),
  })),
  {
    key: 'TRUST_PROXY',
    zh: '未列出前置代理',
    en: 'names no proxy: without one that speaks TLS the session cookie is not Secure, and every caller has the address of the proxy',
    wayOut:
      'put a TLS proxy before the server (deploy/nginx.conf) and list its address, e.g. TRUST_PROXY=127.0.0.1',
    isAtFault: ({ config }) => config.trustProxy.length === 0,
  },
  {
    key: 'HOST',
    zh: '监听非本机地址，且没有 TLS 代理',
    en: 'listens beyond this machine without a TLS proxy before it',
    wayOut: 'set HOST=127.0.0.1, or TRUST_PROXY to the proxy on the other machine',
    isAtFault: ({ config }) => !isLoopback(config.host) && config.trustProxy.length === 0,
  },
  {
    key: 'ADMIN_CIDR',
    zh: '未限定管理员网段',
    en: 'does not say from where administrators work',
    wayOut: 'list their networks, e.g. ADMIN_CIDR=10.1.2.0/24',
    isAtFault: ({ config }) => config.adminCidr.length === 0,
  },
  {
    key: 'LOG_LEVEL',
    zh: '日志级别 trace 会写出内部细节',
    en: 'trace writes what logs must not keep',
    wayOut: 'set LOG_LEVEL=info',
    isAtFault: ({ config }) => config.logLevel === 'trace',
  },
  ...TEST_SETTINGS.map((key): Check => ({
    key,
    zh: '仅限验收环境',
    en: 'is for the acceptance profile alone',
    wayOut: `unset ${key}`,
    isAtFault: ({ testSettings }) => testSettings.includes(key),
  })),
  {
    key: 'DATABASE_URL',
    zh: '数据库账号是超级用户',
    en: 'signs in as a superuser, whom no row level security stops',
    wayOut: 'sign in as a plain role: deploy/roles.sql makes tuban_app',
    isAtFault: ofDatabase(({ isSuperuser }) => isSuperuser),
  },
  {
    key: 'DATABASE_URL',
    zh: '数据库账号可绕过行级安全',
    en: 'signs in as a role with BYPASSRLS',
    wayOut: 'alter role … nobypassrls, or sign in as tuban_app of deploy/roles.sql',
    isAtFault: ofDatabase(({ bypassesRowSecurity, isSuperuser }) => bypassesRowSecurity && !isSuperuser),
  },
  {
    key: 'DATABASE_URL',
    zh: '数据库账号拥有库或表',
    en: 'signs in as the owner of the database or its tables, who may change the audit trail',
    wayOut:
      'keep the owner for npm run db:migrate, and let the server sign in as tuban_app of deploy/roles.sql',
    isAtFault: ofDatabase(({ isOwner, isSuperuser }) => isOwner && !isSuperuser),
  },
  {
    key: 'DATABASE_URL',
    zh: '数据库账号可建角色或库',
    en: 'signs in as a role that may make roles or databases, or replicate',
    wayOut: 'alter role … nocreaterole nocreatedb noreplication',
    isAtFault: ofDatabase(
      ({ mayMakeRolesOrDatabases, isSuperuser }) => mayMakeRolesOrDatabases && !isSuperuser,
    ),
  },
  {
    key: 'DATABASE_URL',
    zh: '数据库账号不在 tuban_request、tuban_service 中',
    en: 'signs in as a role that is no member of tuban_request and tuban_service, in which requests run',
    wayOut: 'migrate first, then: grant tuban_request, tuban_service to …',
    isAtFault: ofDatabase(
      ({ missingRoles, schema }) => missingRoles.length > 0 && schema.pending.length === 0,
    ),
  },
  {
    key: 'npm run db:migrate',
    zh: '数据库结构未更新',
    en: 'the schema is older than this release, and a server in production does not migrate itself',
    wayOut:
      'run npm run db:migrate as the owner of the tables (npm run db:migrate -- --plan shows what it would do)',
    isAtFault: ofDatabase(({ schema }) => schema.pending.length > 0),
  },
  {
    key: 'schema',
    zh: '数据库版本比程序新',
    en: 'the database has migrations of a newer release',
    wayOut: 'start the newer release, or restore a backup of before',
    isAtFault: ofDatabase(({ schema }) => schema.unknown.length > 0),
  },
  {
    key: 'schema',
    zh: '迁移文件被改动',
    en: 'a migration was edited after it ran here',
    wayOut: 'put the release back as it was published',
    isAtFault: ofDatabase(({ schema }) => schema.edited.length > 0),
  },
  {
    key: 'demo data',
    zh: '数据库装过示例或验收数据',
    en: 'the database holds or held invented data of the demo or the acceptance profile',
    wayOut: 'start on a new database; the mark cannot be taken off',
    isAtFault: ofDatabase(({ marks }) => marks.length > 0),
  },
  ...(
    [
      ['fsync', ({ fsync }) => fsync !== 'on'],
      ['full_page_writes', ({ fullPageWrites }) => fullPageWrites !== 'on'],
      [
        'synchronous_commit',
        ({ synchronousCommit }) =>
          !['on', 'remote_apply', 'remote_write', 'local'].includes(synchronousCommit),
      ],
    ] as [string, (database: DatabaseFacts) => boolean][]
  ).map(([key, isAtFault]): Check => ({
    key,
    zh: '断电会丢失已确认的数据',
    en: 'is off: a power cut loses what was confirmed',
    wayOut: `alter system set ${key} = on; select pg_reload_conf()`,
    isAtFault: ofDatabase(isAtFault),
  })),
  {
    key: 'data_checksums',
    zh: '未启用数据页校验',
    en: 'are off: a disk that forgets is not noticed',
    wayOut: 'stop PostgreSQL, run pg_checksums --enable -D ITS_DATA_DIRECTORY, start it',
    isAtFault: ofDatabase(({ dataChecksums }) => dataChecksums !== 'on'),
  },
]

/** All faults at once. */
export const productionFaults = (state: ProductionState): Fault[] =>
  CHECKS.filter(({ isAtFault }) => isAtFault(state)).map(({ key, zh, en, wayOut }) => ({
    key,
    zh,
    en,
    wayOut,
  }))

export const faultLine = ({ key, zh, en, wayOut }: Fault): string => `  ${key}: ${zh} · ${en}. ${wayOut}.`
