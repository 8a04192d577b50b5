import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { StartError } from '../../server/db/errors.ts'
import { isOlder } from '../../server/db/native.ts'
import { openDatabase } from '../../server/db/open.ts'
import { NATIVE_URL } from '../support/database.ts'

// Whoever starts the platform reads one line, and knows what to do.

async function refusal(url: string): Promise<string> {
  const error: unknown = await openDatabase({ url }).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(StartError)
  const { message } = error as StartError
  expect(message).not.toContain('\n')
  expect(message).not.toContain('secret')
  return message
}

test('nobody listens at the address', async () => {
  expect(await refusal('postgres://tuban:secret@127.0.0.1:1/tuban')).toMatch(
    /127\.0\.0\.1:1 cannot be reached \(ECONNREFUSED\)/,
  )
})

describe.runIf(NATIVE_URL)('on a native server', () => {
  const at = (change: (url: URL) => void) => {
    const url = new URL(NATIVE_URL!)
    change(url)
    return url.href
  }

  test('there is no such database', async () => {
    const url = at((address) => {
      address.pathname = 'no_such_database'
    })
    expect(await refusal(url)).toContain('there is no database “no_such_database”')
  })

  test('the user is unknown', async () => {
    const url = at((address) => {
      address.username = 'nobody_here'
      address.password = 'secret'
    })
    expect(await refusal(url)).toContain('refuses this user or password')
  })

  test('PostGIS is not enabled and the user may not enable it', async () => {
    const admin = new pg.Client({ connectionString: NATIVE_URL })
    await admin.connect()
    const name = `tuban_bare_${process.pid}`
    try {
      await admin.query(`create role ${name} login password 'secret'`)
      await admin.query(`create database ${name} template template0`)
      const url = at((address) => {
        address.pathname = name
        address.username = name
        address.password = 'secret'
      })
      expect(await refusal(url)).toContain('create extension postgis')
    } finally {
      await admin.query(`drop database if exists ${name} with (force)`)
      await admin.query(`drop role if exists ${name}`)
      await admin.end()
    }
  })
})

test.each([
  ['3.3.2', false],
  ['3.10.0', false],
  ['4.0', false],
  ['3.2.9', true],
  ['2.5.5', true],
])('PostGIS %s is too old: %s', (version, tooOld) => {
  expect(isOlder(version, [3, 3])).toBe(tooOld)
})
