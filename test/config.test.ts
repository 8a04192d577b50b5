import { describe, expect, test } from 'vitest'
import { ConfigError, readConfig, readUsableConfig } from '../server/config.ts'
import { StartError } from '../server/db/errors.ts'

test('nothing needs to be set', () => {
  expect(readConfig({ PORT: '', DATABASE_URL: '' })).toMatchObject({
    host: '127.0.0.1',
    port: 8080,
    databaseUrl: undefined,
    logLevel: 'info',
  })
})

describe('a wrong value is refused with its name, its value and what would do', () => {
  test.each([
    ['PORT', 'http', 'from 0 to 65535, e.g. PORT=8080'],
    ['PORT', '65536', 'from 0 to 65535'],
    ['PORT', '80.5', 'whole number'],
    ['LOG_LEVEL', 'loud', 'one of trace, debug'],
    ['SESSION_HOURS', '0', 'from 1'],
    ['SESSION_HOURS', '9', 'from 1 to 8'],
    ['SESSION_PLATFORM_HOURS', '3', 'from 1 to 2'],
    ['SESSION_IDLE_MINUTES', '16', 'from 1 to 15'],
    ['SESSION_FIELD_IDLE_MINUTES', '31', 'from 1 to 30'],
    ['MFA_ROLES', 'analyst,everybody', 'MFA_ROLES=analyst,TW'],
    ['AUTH_MODE', 'saml', 'local, oidc, both'],
    ['AUTH_MODE', 'oidc', 'OIDC_ISSUER=https://'],
    ['AUDIT_PROFILE', 'md5', 'one of standard, gm'],
    ['RATE_LIMITS', 'writes=5', 'RATE_LIMITS=write=120'],
    ['RATE_LIMITS', 'write=0', 'RATE_LIMITS=write=120'],
    ['TRUST_PROXY', '*', 'TRUST_PROXY=127.0.0.1'],
    ['TRUST_PROXY', '10.1.2.3,true', 'TRUST_PROXY=127.0.0.1'],
    ['ADMIN_CIDR', '0.0.0.0/0', 'stands for everybody'],
    ['DATABASE_URL_FILE', '/nowhere/url', 'cannot be read (ENOENT)'],
  ])('%s=%s', (key, value, wayOut) => {
    const read = () => readConfig({ [key]: value })
    expect(read).toThrow(ConfigError)
    expect(read).toThrow(StartError)
    expect(read).toThrow(`${key}=${value}`)
    expect(read).toThrow(wayOut)
  })

  test.each(['mysql://tuban:secret@localhost/tuban', 'tuban:secret@localhost', 'postgres://a:p#secret@h:x/'])(
    'DATABASE_URL=%s, without the password',
    (value) => {
      const read = () => readConfig({ DATABASE_URL: value })
      expect(read).toThrow(/DATABASE_URL.*postgres:\/\/user:password@host/)
      expect(read).not.toThrow('secret')
    },
  )
})

describe('sign-in', () => {
  const provider = { OIDC_CLIENT_ID: 'tuban', OIDC_CLIENT_SECRET_FILE: 'package.json' }

  test('the longest sessions, local passwords and the posts of the design are the usual ones', () => {
    expect(readConfig({ MFA_ROLES: 'analyst, TW' })).toMatchObject({
      sessionTimes: {
        idleMs: 900_000,
        fieldIdleMs: 1_800_000,
        absoluteMs: 28_800_000,
        platformMs: 7_200_000,
      },
      factorPosts: ['sysadmin', 'secadmin', 'auditor', 'office', 'SV', 'PS', 'CT', 'PR', 'analyst', 'TW'],
      authMode: 'local',
      provider: null,
    })
  })

  test.each([
    ['https://id.example/realm', true],
    ['http://127.0.0.1:9000', true],
    ['http://id.example', false],
    ['id.example', false],
  ])('an issuer %s: %s', (issuer, isTaken) => {
    const read = () => readConfig({ AUTH_MODE: 'both', OIDC_ISSUER: issuer, ...provider })
    if (isTaken) expect(read().provider).toMatchObject({ issuer, clientId: 'tuban' })
    else expect(read).toThrow(/OIDC_ISSUER.*https/)
  })

  test('all that is wrong with a provider is told, and none is used', () => {
    const { config, faults } = readUsableConfig({ AUTH_MODE: 'oidc', OIDC_ISSUER: 'x', ...provider })
    expect(faults.map(({ key }) => key)).toEqual(['OIDC_ISSUER', 'AUTH_MODE'])
    expect(config).toMatchObject({ authMode: 'local', provider: null })
  })
})

test('rate limits that are named are changed, the others stay', () => {
  const { rates } = readConfig({ RATE_LIMITS: 'write=120, tile=1200' })
  expect(rates.write).toEqual({ requests: 120, seconds: 60 })
  expect(rates.tile).toEqual({ requests: 1200, seconds: 60 })
  expect(rates.export).toEqual({ requests: 10, seconds: 3600 })
})

test('all that cannot be used is told at once, and the rest is read', () => {
  const { config, faults } = readUsableConfig({ PORT: 'http', LOG_LEVEL: 'loud', HOST: '10.1.2.3' })
  expect(faults.map(({ key }) => key)).toEqual(['PORT', 'LOG_LEVEL'])
  expect(config).toMatchObject({ port: 8080, logLevel: 'info', host: '10.1.2.3' })
})
