import { describe, expect, test } from 'vitest'
import {
  CHECKS,
  productionFaults,
  type DatabaseFacts,
  type ProductionState,
} from '../../server/production/checks.ts'

const GOOD_DATABASE: DatabaseFacts = {
  role: 'tuban_app',
  isSuperuser: false,
  bypassesRowSecurity: false,
  isOwner: false,
  mayMakeRolesOrDatabases: false,
  missingRoles: [],
  fsync: 'on',
  fullPageWrites: 'on',
  synchronousCommit: 'on',
  dataChecksums: 'on',
  marks: [],
  schema: { pending: [], unknown: [], edited: [] },
}

const GOOD: ProductionState = {
  config: {
    host: '127.0.0.1',
    databaseUrl: 'postgres://tuban_app@localhost/tuban',
    trustProxy: ['127.0.0.1'],
    adminCidr: ['10.1.2.0/24'],
    logLevel: 'info',
  },
  secrets: { KEK_FILE: 'good', AUDIT_KEY_FILE: 'good', BACKUP_KEY_FILE: 'absent' },
  spelledOut: [],
  openFiles: [],
  testSettings: [],
  database: GOOD_DATABASE,
}

const config = (over: Partial<ProductionState['config']>): ProductionState => ({
  ...GOOD,
  config: { ...GOOD.config, ...over },
})
const database = (over: Partial<DatabaseFacts>): ProductionState => ({
  ...GOOD,
  database: { ...GOOD_DATABASE, ...over },
})
const kek = (state: string) => ({ ...GOOD, secrets: { ...GOOD.secrets, KEK_FILE: state } }) as ProductionState
const audit = (state: string) =>
  ({ ...GOOD, secrets: { ...GOOD.secrets, AUDIT_KEY_FILE: state } }) as ProductionState
const backup = (state: string) =>
  ({ ...GOOD, secrets: { ...GOOD.secrets, BACKUP_KEY_FILE: state } }) as ProductionState
const migrations = (over: Partial<DatabaseFacts['schema']>) =>
  database({ schema: { ...GOOD_DATABASE.schema, ...over } })

/** One state for each row of the table, in its order: its key, and a word of what is wrong and of the way out. */
const ROWS: readonly [string, ProductionState, RegExp, RegExp][] = [
  ['DATABASE_URL', { ...config({ databaseUrl: undefined }), database: null }, /embedded/, /PostgreSQL 15/],
  ['KEK_FILE', kek('absent'), /not set/, /openssl/],
  ['KEK_FILE', kek('unreadable'), /cannot be read/, /belong/],
  ['KEK_FILE', kek('open'), /by others/, /chmod 600/],
  ['KEK_FILE', kek('malformed'), /no key/, /openssl/],
  ['KEK_FILE', kek('default'), /default/, /openssl/],
  ['KEK_FILE', kek('repeated'), /same key/, /each purpose/],
  ['AUDIT_KEY_FILE', audit('absent'), /not set/, /openssl/],
  ['AUDIT_KEY_FILE', audit('unreadable'), /cannot be read/, /belong/],
  ['AUDIT_KEY_FILE', audit('open'), /by others/, /chmod 600/],
  ['AUDIT_KEY_FILE', audit('malformed'), /no key/, /openssl/],
  ['AUDIT_KEY_FILE', audit('default'), /default/, /openssl/],
  ['AUDIT_KEY_FILE', audit('repeated'), /same key/, /each purpose/],
  ['BACKUP_KEY_FILE', backup('unreadable'), /cannot be read/, /belong/],
  ['BACKUP_KEY_FILE', backup('open'), /by others/, /chmod 600/],
  ['BACKUP_KEY_FILE', backup('malformed'), /no key/, /openssl/],
  ['BACKUP_KEY_FILE', backup('default'), /default/, /openssl/],
  ['BACKUP_KEY_FILE', backup('repeated'), /same key/, /each purpose/],
  ['secrets in the environment', { ...GOOD, spelledOut: ['PGPASSWORD'] }, /environment/, /PGPASSFILE/],
  ['DATABASE_URL_FILE', { ...GOOD, openFiles: ['DATABASE_URL_FILE'] }, /password/, /chmod 600/],
  ['OIDC_CLIENT_SECRET_FILE', { ...GOOD, openFiles: ['OIDC_CLIENT_SECRET_FILE'] }, /password/, /chmod 600/],
  ['TRUST_PROXY', config({ trustProxy: [] }), /no proxy/, /nginx/],
  ['HOST', config({ host: '0.0.0.0', trustProxy: [] }), /beyond/, /HOST=127/],
  ['ADMIN_CIDR', config({ adminCidr: [] }), /administrators/, /ADMIN_CIDR=/],
  ['LOG_LEVEL', config({ logLevel: 'trace' }), /trace/, /LOG_LEVEL=info/],
  ['LOCKOUT_SECONDS', { ...GOOD, testSettings: ['LOCKOUT_SECONDS'] }, /acceptance/, /unset/],
  ['IDLE_SECONDS', { ...GOOD, testSettings: ['IDLE_SECONDS'] }, /acceptance/, /unset/],
  ['TEST_CLOCK', { ...GOOD, testSettings: ['TEST_CLOCK'] }, /acceptance/, /unset/],
  ['DATABASE_URL', database({ isSuperuser: true }), /superuser/, /roles\.sql/],
  ['DATABASE_URL', database({ bypassesRowSecurity: true }), /BYPASSRLS/, /nobypassrls/],
  ['DATABASE_URL', database({ isOwner: true }), /owner/, /tuban_app/],
  ['DATABASE_URL', database({ mayMakeRolesOrDatabases: true }), /make roles/, /nocreaterole/],
  ['DATABASE_URL', database({ missingRoles: ['tuban_request'] }), /no member/, /grant/],
  ['npm run db:migrate', migrations({ pending: ['0099_x.sql'] }), /older/, /owner/],
  ['schema', migrations({ unknown: ['0100_y.sql'] }), /newer/, /restore/],
  ['schema', migrations({ edited: ['0001_land.sql'] }), /edited/, /put the release back/],
  ['demo data', database({ marks: ['demo'] }), /invented/, /new database/],
  ['fsync', database({ fsync: 'off' }), /power cut/, /fsync = on/],
  ['full_page_writes', database({ fullPageWrites: 'off' }), /power cut/, /full_page_writes = on/],
  ['synchronous_commit', database({ synchronousCommit: 'off' }), /power cut/, /synchronous_commit = on/],
  ['data_checksums', database({ dataChecksums: 'off' }), /disk/, /pg_checksums/],
]

describe('what keeps a server from starting in production', () => {
  test('nothing, where all is as it should be', () => {
    expect(productionFaults(GOOD)).toEqual([])
  })

  test('this table has every row of the other', () => {
    expect(ROWS.map(([key]) => key)).toEqual(CHECKS.map(({ key }) => key))
  })

  test.each(ROWS.map(([key, state, en, wayOut], row) => ({ key, state, en, wayOut, row })))(
    '$key: $en',
    ({ state, en, wayOut, row }) => {
      expect(CHECKS[row]!.isAtFault(state)).toBe(true)
      const told = productionFaults(state)
      expect(told).toContainEqual(expect.objectContaining({ key: CHECKS[row]!.key, en: CHECKS[row]!.en }))
      expect(CHECKS[row]!.en).toMatch(en)
      expect(CHECKS[row]!.wayOut).toMatch(wayOut)
      expect(CHECKS[row]!.zh).not.toBe('')
    },
  )

  test('all at once', () => {
    const all = {
      ...config({ trustProxy: [], adminCidr: [] }),
      database: database({ fsync: 'off' }).database,
    }
    expect(productionFaults(all).map(({ key }) => key)).toEqual(['TRUST_PROXY', 'ADMIN_CIDR', 'fsync'])
  })

  test.each(['127.0.0.1', 'localhost', '::1'])('%s is this machine', (host) => {
    expect(productionFaults(config({ host, trustProxy: [] })).map(({ key }) => key)).toEqual(['TRUST_PROXY'])
  })

  test.each(['on', 'remote_apply', 'local'])('synchronous_commit = %s does', (synchronousCommit) => {
    expect(productionFaults(database({ synchronousCommit }))).toEqual([])
  })
})
