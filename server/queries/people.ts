import type { Person } from '../../domain/api.ts'
import type { Db } from '../db/database.ts'

export interface PersonRow {
  person_id: string
  login: string
  name_zh: string
  name_en: string
  role: Person['role']
  district: string
  township: string | null
}

/** Columns of a Person over `work.person p`. */
export const PERSON_COLUMNS = 'p.person_id, p.login, p.name_zh, p.name_en, p.role, p.district, p.township'

export const personFrom = (row: PersonRow): Person => ({
  personId: row.person_id,
  login: row.login,
  nameZh: row.name_zh,
  nameEn: row.name_en,
  role: row.role,
  district: row.district,
  township: row.township,
})

export async function personByLogin(
  db: Db,
  login: string,
): Promise<{ person: Person; passwordHash: string } | null> {
  const { rows } = await db.query<PersonRow & { password_hash: string }>(
    `select ${PERSON_COLUMNS}, p.password_hash from work.person p where p.login = lower($1)`,
    [login],
  )
  const row = rows[0]
  return row ? { person: personFrom(row), passwordHash: row.password_hash } : null
}

export interface NewPerson extends Omit<Person, 'personId'> {
  passwordHash: string
  isDemo: boolean
}

/** Adds a person; one with the same login gets the new name, post and password. */
export async function savePerson(db: Db, person: NewPerson): Promise<Person> {
  const { rows } = await db.query<PersonRow>(
    `insert into work.person as p (login, name_zh, name_en, role, district, township, password_hash, is_demo)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (login) do update
       set name_zh = excluded.name_zh, name_en = excluded.name_en, role = excluded.role, district = excluded.district,
           township = excluded.township, password_hash = excluded.password_hash, is_demo = excluded.is_demo
     returning ${PERSON_COLUMNS}`,
    [
      person.login,
      person.nameZh,
      person.nameEn,
      person.role,
      person.district,
      person.township,
      person.passwordHash,
      person.isDemo,
    ],
  )
  return personFrom(rows[0]!)
}

export async function demoLogins(db: Db): Promise<string[]> {
  const { rows } = await db.query<{ login: string }>(
    'select login from work.person where is_demo order by person_id',
  )
  return rows.map((row) => row.login)
}
