import type { Person } from '../../domain/api.ts'
import { usualClearance, type Label } from '../../domain/label.ts'
import type { PersonRole } from '../../domain/person.ts'
import type { Db } from '../db/database.ts'
import { signPost } from './grants.ts'
import { postsToday } from './posts.ts'

/** Who a person is and the one post that he holds, for those whom a program makes: the demo's, the first administrators. */
export interface NewPerson {
  login: string
  nameZh: string
  nameEn: string
  role: PersonRole
  district: string
  township: string | null
  /** What is usual for the role where it is not said. */
  clearance?: Label
  /** An officer's unit, which his role does not tell. */
  unit?: string
  passwordHash: string
  isDemo: boolean
}

/** Code of the unit in which a role is at home. */
function unitOf({ role, township, unit }: Pick<NewPerson, 'role' | 'township' | 'unit'>): string {
  switch (role) {
    case 'analyst':
      return 'NR'
    case 'agriculture':
      return 'AG'
    case 'office':
      return 'LO'
    case 'township':
      return `TW-${township}`
    case 'officer':
      if (unit === undefined) throw new Error('An officer’s unit is not told by his role.')
      return unit
    default:
      return 'PL'
  }
}

/** Adds a person with his post, and the post's unit where it is missing; one with the same login gets the new name and password. */
export async function savePerson(db: Db, person: NewPerson): Promise<Person> {
  const { login, nameZh, nameEn, role, district, township, passwordHash, isDemo } = person
  const { rows } = await db.query<{ person_id: string }>(
    `insert into work.person (login, name_zh, name_en, district, password_hash, is_demo)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (login) do update
       set name_zh = excluded.name_zh, name_en = excluded.name_en, district = excluded.district,
           password_hash = excluded.password_hash, password_set_at = now(), is_demo = excluded.is_demo
     returning person_id`,
    [login, nameZh, nameEn, district, passwordHash, isDemo],
  )
  const personId = rows[0]!.person_id
  const { rows: posts } = await db.query<{ post_id: string }>(
    `with org as (
       insert into work.organisation (district, code, kind, name_zh, name_en, township)
       select $1, $2, u.kind, coalesce($3, u.name_zh), coalesce($3, u.name_en), $3
         from rules.member_unit u where u.code = left($2, 2)
       on conflict (district, code) do update set code = excluded.code
       returning org_id)
     insert into work.post (person_id, org_id, role, clearance, valid_from)
     select $4, org_id, $5, $6, work.today() from org
     on conflict (person_id, org_id, role) where revoked_at is null do nothing
     returning post_id`,
    [district, unitOf(person), township, personId, role, person.clearance ?? usualClearance(role)],
  )
  if (posts[0]) await signPost(db, posts[0].post_id)
  const [post] = (await postsToday(db, personId)).filter((one) => one.role === role)
  return { personId, login, nameZh, nameEn, ...post! }
}

export async function demoLogins(db: Db): Promise<string[]> {
  const { rows } = await db.query<{ login: string }>(
    'select login from work.person where is_demo order by person_id',
  )
  return rows.map((row) => row.login)
}

/** Where an account is; null where there is none of that login. */
export async function accountPlace(
  db: Db,
  login: string,
): Promise<{ personId: string; district: string } | null> {
  const { rows } = await db.query<{ personId: string; district: string }>(
    'select person_id as "personId", district from work.person where login = lower($1)',
    [login],
  )
  return rows[0] ?? null
}
