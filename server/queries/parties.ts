import { randomUUID } from 'node:crypto'
import type { Operation } from '../../domain/access.ts'
import type { PartyItem, Person } from '../../domain/api.ts'
import {
  MASKS,
  type NewParty,
  type PartyField,
  type PartyRole,
  type PartyValues,
} from '../../domain/party.ts'
import type { Db } from '../db/database.ts'
import type { IndexedKind } from '../keys/blind-index.ts'
import { indexesOf, indexOf, seal, unseal } from '../keys/installed.ts'
import { Binder } from './binder.ts'
import { allowedSql } from './relation-sql.ts'
import { visibleReports } from './report-predicate.ts'

/** The column of a field, and what it is to the blind index. */
export const PARTY_COLUMN_OF = {
  name: { column: 'name', kind: 'name' },
  phone: { column: 'phone', kind: 'phone' },
  idNo: { column: 'id_no', kind: 'id-no' },
} as const satisfies Record<PartyField, { column: string; kind: IndexedKind }>

const FIELDS = Object.keys(PARTY_COLUMN_OF) as PartyField[]

export const partyPlace = (field: PartyField, partyId: string) => ({
  table: 'work.party',
  column: PARTY_COLUMN_OF[field].column,
  row: partyId,
})

interface OfReport {
  reportId: string
  party: NewParty
}

/** Adds people to reports of a district, encrypted each for its row. Answers their ids, in order. */
export async function addParties(
  db: Db,
  district: string,
  createdBy: string,
  given: readonly OfReport[],
): Promise<string[]> {
  if (given.length === 0) return []
  const ids = given.map(() => randomUUID())
  const columns = FIELDS.flatMap((field) => {
    const { kind } = PARTY_COLUMN_OF[field]
    const map = <T>(make: (text: string, id: string) => T) =>
      given.map(({ party }, at) => (party[field] === null ? null : make(party[field], ids[at]!)))
    return [
      map((text, id) => seal(partyPlace(field, id), text)),
      map((text) => indexOf(kind, text)),
      map((text) => MASKS[field](text)),
    ]
  })
  await db.query(
    `insert into work.party (district, created_by, party_id, report_id, role, name, name_index, name_masked,
                             phone, phone_index, phone_masked, id_no, id_no_index, id_no_masked)
     select $1, $2, * from unnest($3::uuid[], $4::bigint[], $5::text[], $6::bytea[], $7::bytea[], $8::text[],
                                  $9::bytea[], $10::bytea[], $11::text[], $12::bytea[], $13::bytea[], $14::text[])`,
    [
      district,
      createdBy,
      ids,
      given.map(({ reportId }) => reportId),
      given.map(({ party }) => party.role),
      ...columns,
    ],
  )
  return ids
}

interface PartyRow {
  party_id: string
  role: PartyRole
  name_masked: string | null
  phone_masked: string | null
  id_no_masked: string | null
  pseudonym: string | null
  created_by: string
  created_at: string
}

const itemOf = (row: PartyRow): PartyItem => ({
  partyId: row.party_id,
  role: row.role,
  name: row.name_masked,
  phone: row.phone_masked,
  idNo: row.id_no_masked,
  pseudonym: row.pseudonym,
  createdBy: row.created_by,
  createdAt: row.created_at,
})

const ITEM_COLUMNS =
  'p.party_id, p.role, p.name_masked, p.phone_masked, p.id_no_masked, p.pseudonym, p.created_by, p.created_at'

/** People of a report, masked. */
export async function partiesOf(db: Db, district: string, reportId: string): Promise<PartyItem[]> {
  const { rows } = await db.query<PartyRow>(
    `select ${ITEM_COLUMNS} from work.party p where p.district = $1 and p.report_id = $2 order by p.role, p.created_at, p.party_id`,
    [district, reportId],
  )
  return rows.map(itemOf)
}

interface SealedRow {
  party_id: string
  role: PartyRole
  name: Buffer | null
  phone: Buffer | null
  id_no: Buffer | null
}

const valuesOf = (row: SealedRow): PartyValues => {
  const open = (field: PartyField) => {
    const value = row[PARTY_COLUMN_OF[field].column]
    return value === null ? null : unseal(partyPlace(field, row.party_id), value)
  }
  return { name: open('name'), phone: open('phone'), idNo: open('idNo') }
}

export interface OpenParty extends PartyValues {
  role: PartyRole
}

/** One person of a report in plain text; null where there is none. Whoever calls this leaves an event. */
export async function openParty(
  db: Db,
  district: string,
  reportId: string,
  partyId: string,
): Promise<OpenParty | null> {
  const { rows } = await db.query<SealedRow>(
    `select party_id, role, name, phone, id_no from work.party where district = $1 and report_id = $2 and party_id = $3`,
    [district, reportId, partyId],
  )
  return rows[0] ? { role: rows[0].role, ...valuesOf(rows[0]) } : null
}

/** All whom a report names, in plain text, to be sealed anew for another row; those that a period took are left out. */
export async function openParties(db: Db, district: string, reportId: string): Promise<OpenParty[]> {
  const { rows } = await db.query<SealedRow>(
    `select party_id, role, name, phone, id_no from work.party
      where district = $1 and report_id = $2 and pseudonym is null order by created_at, party_id`,
    [district, reportId],
  )
  return rows.map((row) => ({ role: row.role, ...valuesOf(row) }))
}

/** False where there is no such person at the report. */
export async function removeParty(
  db: Db,
  district: string,
  reportId: string,
  partyId: string,
): Promise<boolean> {
  const { rowCount } = await db.query(
    'delete from work.party where district = $1 and report_id = $2 and party_id = $3',
    [district, reportId, partyId],
  )
  return rowCount === 1
}

/** Reports within a person's sight that name somebody of exactly this phone or ID number, newest first. */
export async function reportsNaming(
  db: Db,
  person: Person,
  district: string,
  field: 'phone' | 'idNo',
  text: string,
): Promise<{ reportId: string; reportNo: string; party: PartyItem }[]> {
  const { column, kind } = PARTY_COLUMN_OF[field]
  const binder = new Binder()
  const { rows } = await db.query<PartyRow & { report_id: string; report_no: string }>(
    `select r.report_id, r.report_no, ${ITEM_COLUMNS}
       from work.party p
       join land.report r on r.district = p.district and r.report_id = p.report_id
      where ${visibleReports(binder, person, district, 'party.unmask')}
        and p.${column}_index = any (${binder.bind(indexesOf(kind, text))}::bytea[])
      order by p.report_id desc, p.party_id`,
    binder.values,
  )
  return rows.map((row) => ({ reportId: row.report_id, reportNo: row.report_no, party: itemOf(row) }))
}

/** Whether a person may do this with the people of a report; null where the report does not exist for him. */
export async function mayWithParties(
  db: Db,
  person: Person,
  district: string,
  reportId: string,
  operation: Operation,
): Promise<boolean | null> {
  const binder = new Binder()
  const { rows } = await db.query<{ may: boolean }>(
    `select ${allowedSql(binder, person, operation)} as may from land.report r
      where ${visibleReports(binder, person, district, 'report.read')} and r.report_id = ${binder.bind(reportId)}`,
    binder.values,
  )
  return rows[0]?.may ?? null
}
