import type { Organisation } from '../../domain/api.ts'
import type { OrganisationKind } from '../../domain/person.ts'
import type { Db } from '../db/database.ts'

/** The units of a district in the order of the notice, townships by code. */
export async function organisationsOf(db: Db, district: string): Promise<Organisation[]> {
  const { rows } = await db.query<Organisation>(
    `select o.org_id "orgId", o.code, o.kind, o.name_zh "nameZh", o.name_en "nameEn", o.township, o.version,
            case when l.person_id is not null then
              jsonb_build_object('personId', l.person_id::text, 'nameZh', l.name_zh, 'nameEn', l.name_en) end liaison,
            case when h.person_id is not null then
              jsonb_build_object('personId', h.person_id::text, 'nameZh', h.name_zh, 'nameEn', h.name_en) end head,
            (select count(distinct t.person_id)::int from work.post t
              where t.org_id = o.org_id and t.revoked_at is null
                and work.today() between t.valid_from and coalesce(t.valid_to, 'infinity')) people
       from work.organisation o
       left join rules.member_unit u on u.code = left(o.code, 2)
       left join work.person l on l.person_id = o.liaison_id
       left join work.person h on h.person_id = o.head_id
      where o.district = $1
      order by u.place, o.code`,
    [district],
  )
  return rows
}

export interface OrganisationChange {
  nameZh: string
  nameEn: string
  liaisonId: string | null
  headId: string | null
}

/** Changes a unit. People of other districts are none. */
export async function changeOrganisation(
  db: Db,
  district: string,
  orgId: string,
  { nameZh, nameEn, liaisonId, headId }: OrganisationChange,
): Promise<void> {
  await db.query(
    `update work.organisation o
        set name_zh = $3, name_en = $4, version = version + 1,
            liaison_id = (select person_id from work.person where person_id = $5 and district = $1),
            head_id = (select person_id from work.person where person_id = $6 and district = $1)
      where o.district = $1 and o.org_id = $2`,
    [district, orgId, nameZh, nameEn, liaisonId, headId],
  )
}

export async function organisationById(
  db: Db,
  district: string,
  orgId: string,
): Promise<{ code: string; kind: OrganisationKind; version: number } | null> {
  const { rows } = await db.query<{ code: string; kind: OrganisationKind; version: number }>(
    'select code, kind, version from work.organisation where district = $1 and org_id = $2',
    [district, orgId],
  )
  return rows[0] ?? null
}

/** Makes the units of the notice, and one for each township, where they are missing. */
export async function ensureOrganisations(db: Db, district: string): Promise<void> {
  await db.query('select work.ensure_organisations($1)', [district])
}

/** Names the head of a district's leading office. */
export async function nameOfficeHead(db: Db, district: string, login: string): Promise<void> {
  await db.query(
    `update work.organisation set head_id = (select person_id from work.person where login = $2)
      where district = $1 and kind = 'office'`,
    [district, login],
  )
}
