import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { localActor } from '../../server/audit/record.ts'
import type { Database } from '../../server/db/database.ts'
import { newKey } from '../../server/key-file.ts'
import { FieldError } from '../../server/keys/field-cipher.ts'
import { installKeys } from '../../server/keys/installed.ts'
import { KeyRing, keySetOf } from '../../server/keys/ring.ts'
import { rotateKeys } from '../../server/keys/rotate.ts'
import { SEALED_COLUMNS } from '../../server/keys/sealed-columns.ts'
import { knownKeyIds, noteKeyId } from '../../server/queries/data-keys.ts'
import { openWorkPhone, setWorkPhone } from '../../server/queries/accounts.ts'
import { addParties, openParty, partiesOf, reportsNaming } from '../../server/queries/parties.ts'
import { postsToday } from '../../server/queries/posts.ts'
import { DISTRICT, givenDistrict, givenPerson, givenReport } from '../api/given.ts'
import { freshDatabase } from '../support/database.ts'

const BY = localActor('root')
const PARTY = { role: 'party', name: '王五六', phone: '13812341234', idNo: '11010519491231002X' } as const
/** More than a batch. */
const PARTIES = 450

let db: Database
let reportId: string
let person: Awaited<ReturnType<typeof givenPerson>>
let keys: Buffer[]

/** What this process works with: the first makes, all read. */
function use(...some: Buffer[]) {
  keys = some
  installKeys({ ring: new KeyRing(() => keys), profile: 'standard' })
}
const idOf = (key: Buffer) => keySetOf(key).id

beforeAll(async () => {
  db = await freshDatabase()
  await givenDistrict(db)
  reportId = await givenReport(db)
})
afterAll(() => db.close())

beforeEach(async () => {
  use(newKey())
  await db.query('delete from work.party')
  await db.query('delete from work.data_key')
  await db.query('delete from work.person')
  await noteKeyId(db, idOf(keys[0]!))
  person = await givenPerson(db, 'fenxi', { role: 'analyst' })
  await setWorkPhone(db, person.personId, '0355-8012345')
  await addParties(
    db,
    DISTRICT,
    'test',
    Array.from({ length: PARTIES }, () => ({ reportId, party: PARTY })),
  )
})

const openAll = async () => {
  const opened = await Promise.all(
    (await partiesOf(db, DISTRICT, reportId)).map(({ partyId }) =>
      openParty(db, DISTRICT, reportId, partyId),
    ),
  )
  expect(opened).toHaveLength(PARTIES)
  for (const one of opened) expect(one).toEqual(PARTY)
  expect(await openWorkPhone(db, DISTRICT, person.personId)).toBe('0355-8012345')
  expect(await postsToday(db, person.personId)).toHaveLength(1)
  expect(await reportsNaming(db, person, DISTRICT, 'phone', PARTY.phone)).toHaveLength(PARTIES)
}

describe('a change of the master key', () => {
  test('encrypts everything anew, after which the old key is needed no more', async () => {
    const [older, newer] = [keys[0]!, newKey()]
    use(newer, older)
    await openAll()
    expect(await rotateKeys(db, BY)).toEqual({ values: 3 * PARTIES + 1, grants: 1, left: 0 })
    expect(await knownKeyIds(db)).toEqual([idOf(newer)])
    use(newer)
    await openAll()
    use(older)
    await expect(openWorkPhone(db, DISTRICT, person.personId)).rejects.toThrow(FieldError)
    expect(await postsToday(db, person.personId)).toEqual([])
  })

  test('done again does nothing, and stands in the trail once', async () => {
    use(newKey(), ...keys)
    await rotateKeys(db, BY)
    expect(await rotateKeys(db, BY)).toEqual({ values: 0, grants: 0, left: 0 })
    const { rowCount } = await db.query(
      `select from audit.event where action = 'keys.rotate' and object = $1`,
      [`key:${idOf(keys[0]!)}`],
    )
    expect(rowCount).toBe(1)
  })

  test('that was killed halfway reads by both keys, and goes on', async () => {
    use(newKey(), ...keys)
    const killed = rotateKeys(db, BY, {
      onProgress: () => {
        throw new Error('killed')
      },
    })
    await expect(killed).rejects.toThrow('killed')
    await openAll()
    expect(await rotateKeys(db, BY)).toMatchObject({ values: 3 * PARTIES + 1 - 200, left: 0 })
    use(keys[0]!)
    await openAll()
  })

  test('stops at a value that was changed, and keeps the old key known', async () => {
    const older = keys[0]!
    await db.query(
      'update work.person set phone_sealed = set_bit(phone_sealed, 200, 1 - get_bit(phone_sealed, 200))',
    )
    use(newKey(), older)
    await expect(rotateKeys(db, BY)).rejects.toThrow(/work\.person\.phone_sealed of row \d+ was changed/)
    expect(await knownKeyIds(db)).toContain(idOf(older))
  })

  test('signs no post that nobody gave', async () => {
    await db.query(`update work.post set role = 'agriculture'`)
    use(newKey(), ...keys)
    expect(await rotateKeys(db, BY)).toMatchObject({ grants: 0, left: 1 })
    expect(await postsToday(db, person.personId)).toEqual([])
  })

  test('knows every column that holds what is sealed', async () => {
    // A nonce, a tag and the id of a key: no bytea of another kind is called so.
    const { rows } = await db.query<{ name: string }>(
      `select format('%s.%s.%s', table_schema, table_name, column_name) as name from information_schema.columns
        where data_type = 'bytea' and table_schema = 'work' and column_name !~ '(_index|^mac|sha256|^sm3)$' order by 1`,
    )
    const known = SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`)
    // Serves for a quarter of an hour.
    expect(rows.map(({ name }) => name)).toEqual([...known, 'work.second_factor.pending'].sort())
  })
})
