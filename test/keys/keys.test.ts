import { statSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { auditKey } from '../../server/audit/key.ts'
import { readConfig } from '../../server/config.ts'
import { StartError } from '../../server/db/errors.ts'
import { blindIndex, blindIndexes, type IndexedKind } from '../../server/keys/blind-index.ts'
import { FieldError, openField, sealField, type CipherProfile } from '../../server/keys/field-cipher.ts'
import { installKeys, masterKeyFile, openKeys, requireKeysOf } from '../../server/keys/installed.ts'
import { newKey, readKeys, replaceKeys } from '../../server/key-file.ts'
import { KeyRing, keySetOf } from '../../server/keys/ring.ts'
import { knownKeyIds } from '../../server/queries/data-keys.ts'
import { freshDatabase } from '../support/database.ts'

// Made by another implementation (the Python package cryptography), of the master key 00 01 … 1f and nonces of 07.
const KEK = Buffer.from(Array.from({ length: 32 }, (_, at) => at))
const SEALED = {
  standard: '01dac72fda070707070707070707070707bbff6cf13e6709238f8221badeb1299fe007151dc3bf725a8e5a4e',
  gm: '02dac72fda070707070707070707070707070707070adf8f109ead88cf25cce1ce2e1f40fb4efa786513559bcab0c1347621d89540bb23be44394c395dd9256c',
} as const
const PROFILES = [
  ['standard', 12],
  ['gm', 16],
] as const satisfies [CipherProfile, number][]
const PROFILE_NAMES = PROFILES.map(([profile]) => profile)
const PLACE = { table: 'work.party', column: 'phone', row: '42' }

const ring = new KeyRing(() => [KEK])

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tuban-keys-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('from one master key', () => {
  test.each([
    ['sessionPepper', 'c95e80253ae1dcd74b50b647e2762e658d08af59621771dc000bb42b19fd34e5'],
    ['audit', '0659e3eb46f5467f851abb5f5829adb22730b45299d6ccede24fe24f355225a2'],
    ['aes', '0fac37cf9cddab149f7cdc40e859a9d0a1c6219a63c222dc5d98072be353dd5e'],
    ['sm4', 'df75db93567a1eaf228680a5a5a56121'],
    ['sm3', '276d8f14f5a4e9b28fc2df29ed277cb78ae6485c0d8f3b388ffa45f5601dfb9c'],
    ['blindIndex', 'dbec23385ef19ce2a476bb9940442f230e065a64485b681195f9f612ddfd950f'],
    ['grant', '90ef1ea6b6290c703c8e5388941f5b4fed0176891629b2690d5c316bba4c5048'],
  ] as const)('%s is derived as HKDF says', (use, hex) => {
    expect(keySetOf(KEK)[use].toString('hex')).toBe(hex)
  })

  test('the id tells the key without telling it', () => {
    expect(keySetOf(KEK).id).toBe('dac72fda')
  })
})

describe('a sealed field', () => {
  test.each(PROFILES)('%s is what the other implementation makes of it', (profile, nonceBytes) => {
    const sealed = sealField({ ring, profile }, PLACE, '13800138000', Buffer.alloc(nonceBytes, 7))
    expect(sealed.toString('hex')).toBe(SEALED[profile])
    expect(openField(ring, PLACE, Buffer.from(SEALED[profile], 'hex'))).toBe('13800138000')
  })

  test.each(
    PROFILE_NAMES.flatMap((profile) => ['', '张三', '🏠'.repeat(50)].map((text) => [profile, text] as const)),
  )('%s opens to what was sealed: “%s”, and no two are alike', (profile, text) => {
    const keys = { ring, profile }
    const [one, two] = [sealField(keys, PLACE, text), sealField(keys, PLACE, text)]
    expect(openField(ring, PLACE, one)).toBe(text)
    expect(one.equals(two)).toBe(false)
  })

  test.each(PROFILE_NAMES)('%s does not open with any one bit turned', (profile) => {
    const sealed = Buffer.from(SEALED[profile], 'hex')
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const turned = Buffer.from(sealed)
      turned[bit >> 3]! ^= 1 << (bit & 7)
      expect(() => openField(ring, PLACE, turned), `bit ${bit}`).toThrow(FieldError)
    }
  })

  test.each(
    PROFILE_NAMES.flatMap((profile) =>
      (
        [
          ['another row', { row: '43' }],
          ['another column', { column: 'name' }],
          ['another table', { table: 'work.person' }],
          ['a place that reads the same run together', { column: 'phone4', row: '2' }],
        ] as const
      ).map(([name, over]) => [profile, name, over] as const),
    ),
  )('%s does not open in %s', (profile, _name, over) => {
    const sealed = Buffer.from(SEALED[profile], 'hex')
    expect(() => openField(ring, { ...PLACE, ...over }, sealed)).toThrow(/belongs to another row/)
  })

  test.each(PROFILE_NAMES)('%s does not open cut short', (profile) => {
    const sealed = Buffer.from(SEALED[profile], 'hex')
    for (const length of [0, 1, 5, 20, sealed.length - 1])
      expect(() => openField(ring, PLACE, sealed.subarray(0, length))).toThrow(FieldError)
  })

  test('names the key that is missing, and not the value', () => {
    const other = new KeyRing(() => [newKey()])
    const open = () => openField(other, PLACE, Buffer.from(SEALED.standard, 'hex'))
    expect(open).toThrow(/work\.party\.phone of row 42 .* dac72fda/)
    expect(open).not.toThrow('13800138000')
  })
})

describe('the blind index', () => {
  const same = (kind: IndexedKind, a: string, b: string) =>
    blindIndex(ring, kind, a).equals(blindIndex(ring, kind, b))

  test('is what the other implementation makes of it', () => {
    expect(blindIndex(ring, 'phone', '13800138000').toString('hex')).toBe(
      'dac72fda87e1b5954ef5b8fab0998bde0d2bb8b4',
    )
  })

  test.each([
    ['phone', '13800138000', '138 0013 8000', true],
    ['phone', '13800138000', '+86-138-0013-8000', true],
    ['phone', '13800138000', '１３８００１３８０００', true],
    ['phone', '13800138000', '13800138001', false],
    ['phone', '03558012345', '0355-8012345', true],
    ['id-no', '11010519491231002X', '110105 19491231 002x', true],
    ['id-no', '11010519491231002X', '110105194912310021', false],
    ['name', '张三', ' 张 三 ', true],
    ['name', '张三', '张三丰', false],
  ] as const)('%s: %s and %s', (kind, a, b, isSame) => {
    expect(same(kind, a, b)).toBe(isSame)
  })

  test('of the same digits as phone and as number is not the same', () => {
    expect(blindIndex(ring, 'phone', '13800138000').equals(blindIndex(ring, 'id-no', '13800138000'))).toBe(
      false,
    )
  })
})

describe('with two keys', () => {
  const [older, newer] = [newKey(), newKey()]

  test('both read, the first one makes', () => {
    const before = sealField({ ring: new KeyRing(() => [older]), profile: 'standard' }, PLACE, '张三')
    const both = new KeyRing(() => [newer, older])
    expect(openField(both, PLACE, before)).toBe('张三')
    const after = sealField({ ring: both, profile: 'standard' }, PLACE, '张三')
    expect(openField(new KeyRing(() => [newer]), PLACE, after)).toBe('张三')
    expect(() => openField(new KeyRing(() => [older]), PLACE, after)).toThrow(FieldError)
  })

  test('a value is looked for by both', () => {
    const before = blindIndex(new KeyRing(() => [older]), 'phone', '13800138000')
    const found = blindIndexes(new KeyRing(() => [newer, older]), 'phone', '13800138000')
    expect(found.map((one) => one.equals(before))).toEqual([false, true])
  })

  test('one that was added to the file while the process runs is read from it', async () => {
    const file = path.join(folder, 'growing')
    await replaceKeys(file, [older])
    const running = new KeyRing(() => readKeys('KEK_FILE', file))
    await replaceKeys(file, [newer, older])
    const value = sealField({ ring: new KeyRing(() => [newer]), profile: 'gm' }, PLACE, '张三')
    expect(openField(running, PLACE, value)).toBe('张三')
  })
})

describe('the master key file', () => {
  const settings = (env: Record<string, string> = {}) =>
    readConfig({ DATA_DIR: path.join(folder, 'data'), ...env })

  test('is made once, for nobody else to read, outside production', async () => {
    await Promise.all([1, 2, 3].map(() => masterKeyFile(settings())))
    const file = path.join(folder, 'data', 'kek.key')
    expect(await readFile(file, 'latin1')).toMatch(/^[0-9a-f]{64}\n$/)
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  test('is asked for in production', async () => {
    const opened = openKeys(settings({ NODE_ENV: 'production', DATA_DIR: path.join(folder, 'none') }))
    await expect(opened).rejects.toThrow(/KEK_FILE.*openssl rand/)
    await expect(opened).rejects.toThrow(StartError)
  })

  test.each([
    ['32 bytes', KEK, [KEK]],
    ['digits', `${KEK.toString('hex')}\n`, [KEK]],
    ['several lines', `${KEK.toString('hex')}\r\n\r\n${'ab'.repeat(32)}`, [KEK, Buffer.alloc(32, 0xab)]],
  ])('is read as %s', async (_name, content, keys) => {
    const file = path.join(folder, 'given')
    await writeFile(file, content)
    expect(readKeys('KEK_FILE', file)).toEqual(keys)
  })

  test.each(['', 'secret', 'ab'.repeat(31), `${'ab'.repeat(32)}\nsecret`])(
    '“%s” is refused',
    async (content) => {
      const file = path.join(folder, 'wrong')
      await writeFile(file, content)
      const opened = openKeys(settings({ KEK_FILE: file }))
      await expect(opened).rejects.toThrow(/KEK_FILE.*openssl rand/)
    },
  )

  test('that does not belong to the database is refused', async () => {
    const db = await freshDatabase()
    try {
      const [mine, other] = [path.join(folder, 'mine'), path.join(folder, 'other')]
      await replaceKeys(mine, [KEK])
      await openKeys(settings({ KEK_FILE: mine }))
      await requireKeysOf(db)
      await requireKeysOf(db)
      expect(await knownKeyIds(db)).toEqual(['dac72fda'])

      await replaceKeys(other, [newKey()])
      await openKeys(settings({ KEK_FILE: other }))
      await expect(requireKeysOf(db)).rejects.toThrow(/dac72fda.*KEK_FILE holds [0-9a-f]{8}/)
      expect(await knownKeyIds(db)).toEqual(['dac72fda'])
    } finally {
      await db.close()
    }
  })
})

describe('the key of the audit trail', () => {
  const keyOf = (over: Partial<Parameters<typeof auditKey>[0]>) =>
    auditKey({ auditKeyFile: undefined, dataDir: path.join(folder, 'audit'), ...over })

  test('is derived once, and kept where the verifier finds it', async () => {
    installKeys({ ring, profile: 'standard' })
    const keys = await Promise.all([1, 2, 3].map(() => keyOf({})))
    expect(keys).toEqual(Array(3).fill(keySetOf(KEK).audit))
    const file = path.join(folder, 'audit', 'audit.key')
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  test('of an earlier release stays', async () => {
    await writeFile(path.join(folder, 'audit', 'audit.key'), Buffer.alloc(32, 8))
    expect(await keyOf({})).toEqual(Buffer.alloc(32, 8))
  })

  test('of the operator is taken as bytes or as digits, and nothing else is', async () => {
    const auditKeyFile = path.join(folder, 'named')
    const from = async (content: string | Buffer) => {
      await writeFile(auditKeyFile, content)
      return keyOf({ auditKeyFile })
    }
    expect(await from(KEK)).toEqual(KEK)
    expect(await from(`${KEK.toString('hex')}\n`)).toEqual(KEK)
    await expect(from('secret')).rejects.toThrow(/AUDIT_KEY_FILE.*openssl rand/)
    await expect(keyOf({ auditKeyFile: path.join(folder, 'nowhere') })).rejects.toThrow(/AUDIT_KEY_FILE/)
  })
})
