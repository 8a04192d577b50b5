import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keysFrom, newKey, replaceKeys } from '../../server/key-file.ts'
import { installKeys } from '../../server/keys/installed.ts'
import { KeyRing, keySetOf } from '../../server/keys/ring.ts'
import { indexOf } from '../../server/keys/installed.ts'
import { migrate } from '../../server/db/migrate.ts'
import { addParties } from '../../server/queries/parties.ts'
import { DISTRICT, givenDistrict, givenPerson, givenReport } from '../api/given.ts'
import { embeddedDatabase } from '../support/database.ts'
import { tuban } from './run.ts'

const PERSON = { name: '王五六', phone: '13812341234', idNo: '11010519491231002X' }

let dataDir: string
let index: string

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'tuban-personal-'))
  const key = newKey()
  await replaceKeys(path.join(dataDir, 'kek.key'), [key])
  installKeys({ ring: new KeyRing(() => [key]), profile: 'gm' })
  const db = await embeddedDatabase({ dataDir })
  await migrate(db)
  await givenDistrict(db)
  await givenPerson(db, 'fenxi', { role: 'analyst' })
  const reportId = await givenReport(db, { reportNo: 'P-0001', reportedOn: '2020-01-01' })
  await addParties(db, DISTRICT, 'test', [{ reportId, party: { role: 'reporter', ...PERSON } }])
  index = indexOf('phone', PERSON.phone).toString('hex')
  await db.close()
})
afterAll(() => rm(dataDir, { recursive: true, force: true }))

const keysOfFile = async () =>
  keysFrom(await readFile(path.join(dataDir, 'kek.key')))!.map((key) => keySetOf(key).id)

test('all about one person, the change of the key, and what is due', { timeout: 300_000 }, async () => {
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await tuban(args, { DATA_DIR: dataDir })
    expect(code, stderr).toBe(0)
    return stdout
  }
  const account = JSON.parse(await run('person-data', 'fenxi')) as Record<string, unknown>
  expect(account).toMatchObject({ account: { login: 'fenxi', phone: null }, posts: [{ role: 'analyst' }] })
  expect(JSON.stringify(account)).not.toContain('argon2')
  expect(JSON.parse(await run('person-data', index))).toMatchObject({
    reports: [{ reportNo: 'P-0001', ...PERSON }],
  })

  const [older] = await keysOfFile()
  expect(await run('keys-rotate')).toMatch(/anew 3, .*anew 1, .*left 0/)
  expect(await keysOfFile()).toEqual([expect.not.stringMatching(older!), older])
  expect(await run('keys-rotate', '--retire')).toMatch(/anew 0, .*out of the file/s)
  expect(await keysOfFile()).toEqual([expect.not.stringMatching(older!)])

  const listed = await run('retention')
  expect(listed).toMatch(/reporter +12 .*due +reporter +P-0001/s)
  expect(listed).not.toContain(PERSON.name)
  expect(await run('retention', '--set', 'reporter=1200')).not.toMatch(/due/)
  expect(await run('retention', '--set', 'reporter=12', '--purge')).toMatch(/pseudonymised: 1/)
  expect(JSON.parse(await run('person-data', index))).toEqual({ reports: [] })
  for (const wrong of ['reporter=0', 'nobody=12', 'reporter'])
    expect((await tuban(['retention', '--set', wrong], { DATA_DIR: dataDir })).code).toBe(2)
})
