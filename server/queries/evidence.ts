import type { Answer, EvidenceItem, Person } from '../../domain/api.ts'
import type { EvidenceType } from '../../domain/evidence.ts'
import { labelsUpTo } from '../../domain/label.ts'
import type { Db } from '../db/database.ts'
import type { NewEvidence } from '../evidence/receive.ts'
import type { Hashes } from '../evidence/store.ts'
import { Binder } from './binder.ts'
import { inHandSql } from './relation-sql.ts'
import type { ActingPerson } from './decisions.ts'

type CustodyItem = Answer<'GET /reports/:district/:reportId/evidence/:evidenceId'>['custody'][number]
export type CustodyAct = CustodyItem['act']

interface EvidenceRow {
  evidence_id: string
  name: string
  type: EvidenceType
  size: string
  sha256: string
  sm3: string
  width: number | null
  height: number | null
  taken_at: string | null
  taken_zone_known: boolean | null
  received_at: string
  clock_offset_s: number | null
  collector: string
  witness: string | null
  device: string | null
  lon: number | null
  lat: number | null
  position_error_m: number | null
  label: EvidenceItem['label']
  voided_at: string | null
  voided_by: string | null
  void_approved_by: string | null
  void_reason: string | null
  void_asked_at: string | null
  void_asked_by: string | null
  void_asked_reason: string | null
  checked_at: string
  is_sound: boolean
}

const ITEMS = `select e.evidence_id, e.name, e.type, e.size, encode(e.sha256, 'hex') as sha256, encode(e.sm3, 'hex') as sm3,
         e.width, e.height, e.taken_at, e.taken_zone_known, e.received_at, e.clock_offset_s,
         work.named(c.name_zh, cf.name_zh) as collector, e.witness, e.device, e.lon, e.lat, e.position_error_m, e.label,
         e.voided_at, v.name_zh as voided_by, a.name_zh as void_approved_by, e.void_reason, e.checked_at, e.is_sound,
         q.asked_at as void_asked_at, qp.name_zh as void_asked_by, q.reason as void_asked_reason
    from work.evidence e
    join work.person c on c.person_id = e.collector
    left join work.person cf on cf.person_id = e.collector_for
    left join work.person v on v.person_id = e.voided_by
    left join work.person a on a.person_id = e.void_approved_by
    left join work.approval q
      on q.district = e.district and q.kind = 'evidence.void' and q.state = 'asked' and q.expires_at > now()
     and q.object = 'evidence:' || e.district || '/' || e.report_id || '/' || e.evidence_id
    left join work.person qp on qp.person_id = q.asked_by`

const itemFrom = (row: EvidenceRow): EvidenceItem => ({
  evidenceId: row.evidence_id,
  name: row.name,
  type: row.type,
  size: Number(row.size),
  sha256: row.sha256,
  sm3: row.sm3,
  width: row.width,
  height: row.height,
  takenAt: row.taken_at,
  takenZoneKnown: row.taken_zone_known,
  receivedAt: row.received_at,
  clockOffsetS: row.clock_offset_s,
  collector: row.collector,
  witness: row.witness,
  device: row.device,
  position:
    row.lon === null || row.lat === null
      ? null
      : { lon: row.lon, lat: row.lat, errorM: row.position_error_m },
  label: row.label,
  voided:
    row.voided_at === null
      ? null
      : {
          at: row.voided_at,
          askedBy: row.voided_by ?? '',
          approvedBy: row.void_approved_by ?? '',
          reason: row.void_reason ?? '',
        },
  voidAsked:
    row.void_asked_at === null
      ? null
      : { at: row.void_asked_at, by: row.void_asked_by ?? '', reason: row.void_asked_reason ?? '' },
  checkedAt: row.checked_at,
  isSound: row.is_sound,
})

/**
 * Whether a person sees `work.evidence e` of a report that he sees: within his clearance, or brought by him, or while his unit has the
 * report in hand. A township must go on working with its own photos, which are sensitive.
 */
function sightOf(binder: Binder, person: Person | null): string {
  if (person === null) return 'true'
  const me = binder.bind(person.personId)
  return `(e.label = any (${binder.bind(labelsUpTo(person.clearance))}::text[]) or ${me}::bigint in (e.collector, e.collector_for)
           or e.collector_for = ${binder.bind(person.actsFor?.personId ?? null)}::bigint
           or exists (select from land.report r
                       where r.district = e.district and r.report_id = e.report_id and ${inHandSql(binder, person)}))`
}

/** Everything of a report that the person sees, in the order in which it came, voided items too; up to a moment, as it stood then. */
export async function evidenceOf(
  db: Db,
  district: string,
  reportId: string,
  { person, until }: { person: Person | null; until: string | null },
): Promise<EvidenceItem[]> {
  const binder = new Binder()
  const { rows } = await db.query<EvidenceRow>(
    `${ITEMS} where e.district = ${binder.bind(district)} and e.report_id = ${binder.bind(reportId)}
        and ${byThen(binder, until)} and ${sightOf(binder, person)} order by e.evidence_id`,
    binder.values,
  )
  return rows.map((row) => asOf(until, itemFrom(row)))
}

const byThen = (binder: Binder, until: string | null) =>
  `e.received_at <= coalesce(${binder.bind(until)}::timestamptz, 'infinity')`

/** What stood then: nothing that was asked or done since. */
const asOf = (until: string | null, item: EvidenceItem): EvidenceItem =>
  until === null
    ? item
    : { ...item, voidAsked: null, voided: item.voided && item.voided.at <= until ? item.voided : null }

export interface EvidencePlace {
  district: string
  reportId: string
  evidenceId: string
}

/** As the audit trail calls it. */
export const evidenceObject = ({ district, reportId, evidenceId }: EvidencePlace) =>
  `evidence:${district}/${reportId}/${evidenceId}`

export async function evidenceItem(
  db: Db,
  { district, reportId, evidenceId }: EvidencePlace,
  { person, until }: { person: Person | null; until: string | null },
): Promise<EvidenceItem | null> {
  const binder = new Binder()
  const { rows } = await db.query<EvidenceRow>(
    `${ITEMS} where e.district = ${binder.bind(district)} and e.report_id = ${binder.bind(reportId)}
        and e.evidence_id = ${binder.bind(evidenceId)} and ${byThen(binder, until)} and ${sightOf(binder, person)}`,
    binder.values,
  )
  return rows[0] ? asOf(until, itemFrom(rows[0])) : null
}

/** How the picture of an item has to be turned, as in EXIF. */
export async function orientationOf(db: Db, evidenceId: string): Promise<number> {
  const { rows } = await db.query<{ orientation: number }>(
    'select orientation from work.evidence where evidence_id = $1',
    [evidenceId],
  )
  return rows[0]?.orientation ?? 1
}

/** What a person sent before under this UUID, to whichever report. */
export async function sentBefore(
  db: Db,
  personId: string,
  clientUuid: string,
): Promise<(EvidencePlace & { sha256: string }) | null> {
  const { rows } = await db.query<{
    district: string
    report_id: string
    evidence_id: string
    sha256: string
  }>(
    `select district, report_id, evidence_id, encode(sha256, 'hex') as sha256 from work.evidence
      where collector = $1 and client_uuid = $2`,
    [personId, clientUuid],
  )
  const row = rows[0]
  return row
    ? { district: row.district, reportId: row.report_id, evidenceId: row.evidence_id, sha256: row.sha256 }
    : null
}

/** What a person sent within a day, in bytes. */
export async function bytesOfDay(db: Db, personId: string): Promise<number> {
  const { rows } = await db.query<{ bytes: string }>(
    `select coalesce(sum(size), 0) as bytes from work.evidence
      where collector = $1 and received_at > now() - interval '1 day'`,
    [personId],
  )
  return Number(rows[0]!.bytes)
}

export interface EvidenceReceipt {
  clientUuid: string
  clockOffsetS: number | null
  witness: string | null
  by: ActingPerson
}

/** Adds an item whose file has its place; answers its id. */
export async function addEvidence(
  tx: Db,
  district: string,
  reportId: string,
  evidence: NewEvidence,
  { clientUuid, clockOffsetS, witness, by }: EvidenceReceipt,
): Promise<string> {
  const { camera } = evidence
  const { rows } = await tx.query<{ evidence_id: string }>(
    `insert into work.evidence (district, report_id, client_uuid, sha256, sm3, size, type, name, width, height, orientation,
                                taken_at, taken_zone_known, lon, lat, position_error_m, device, clock_offset_s, collector,
                                collector_for, witness)
     values ($1, $2, $3, decode($4, 'hex'), decode($5, 'hex'), $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
     returning evidence_id`,
    [
      district,
      reportId,
      clientUuid,
      evidence.sha256,
      evidence.sm3,
      evidence.size,
      evidence.type,
      evidence.name,
      evidence.width,
      evidence.height,
      camera.orientation,
      camera.takenAt,
      camera.takenZoneKnown,
      camera.lon,
      camera.lat,
      camera.positionErrorM,
      camera.device,
      clockOffsetS,
      by.personId,
      by.actsFor?.personId ?? null,
      witness,
    ],
  )
  return rows[0]!.evidence_id
}

/** Whose hands an item went through. */
interface Hand {
  personId: string
  actsFor: { personId: string } | null
}

/** Notes who did what with items; `by` null is the platform itself. */
export async function addCustody(
  tx: Db,
  evidenceIds: readonly string[],
  act: CustodyAct,
  by: Hand | null,
  detail: string | null = null,
): Promise<void> {
  await tx.query(
    `insert into work.evidence_custody (evidence_id, act, person_id, acting_for, detail)
     select id, $2, $3, $4, $5 from unnest($1::bigint[]) as given (id) order by id`,
    [evidenceIds, act, by?.personId ?? null, by?.actsFor?.personId ?? null, detail],
  )
}

export async function custodyOf(
  db: Db,
  evidenceId: string,
  until: string | null = null,
): Promise<CustodyItem[]> {
  const { rows } = await db.query<CustodyItem>(
    `select c.at, c.act, work.named(p.name_zh, f.name_zh) as who, c.detail
       from work.evidence_custody c
       left join work.person p on p.person_id = c.person_id
       left join work.person f on f.person_id = c.acting_for
      where c.evidence_id = $1 and c.at <= coalesce($2::timestamptz, 'infinity') order by c.custody_id`,
    [evidenceId, until],
  )
  return rows
}

/** Marks a report as 待补证; false where it was marked before. */
export async function wantEvidence(tx: Db, district: string, reportId: string): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into work.evidence_wanted (district, report_id) values ($1, $2) on conflict do nothing`,
    [district, reportId],
  )
  return rowCount === 1
}

export async function wantNoMore(tx: Db, district: string, reportId: string): Promise<void> {
  await tx.query('delete from work.evidence_wanted where district = $1 and report_id = $2', [
    district,
    reportId,
  ])
}

export async function isEvidenceWanted(
  db: Db,
  district: string,
  reportId: string,
  until: string | null,
): Promise<boolean> {
  const { rows } = await db.query(
    `select from work.evidence_wanted
      where district = $1 and report_id = $2 and since <= coalesce($3::timestamptz, 'infinity')`,
    [district, reportId, until],
  )
  return rows.length > 0
}

/** Voids an item; false where there is none, or it was voided before. */
export async function voidEvidence(
  tx: Db,
  { district, reportId, evidenceId }: EvidencePlace,
  { askedBy, approvedBy, reason }: { askedBy: string; approvedBy: string; reason: string },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update work.evidence set voided_at = now(), voided_by = $4, void_approved_by = $5, void_reason = $6
      where district = $1 and report_id = $2 and evidence_id = $3 and voided_at is null`,
    [district, reportId, evidenceId, askedBy, approvedBy, reason],
  )
  return rowCount === 1
}

export interface StoredItem extends Hashes, EvidencePlace {
  name: string
  isSound: boolean
}

/** The items that were looked at longest ago; of those that were not looked at since `before`. */
export async function longestUnchecked(db: Db, before: Date, limit: number): Promise<StoredItem[]> {
  const { rows } = await db.query<{
    district: string
    report_id: string
    evidence_id: string
    sha256: string
    sm3: string
    size: string
    name: string
    is_sound: boolean
  }>(
    `select district, report_id, evidence_id, encode(sha256, 'hex') as sha256, encode(sm3, 'hex') as sm3, size, name, is_sound
       from work.evidence where checked_at < $1 order by checked_at limit $2`,
    [before, limit],
  )
  return rows.map((row) => ({
    district: row.district,
    reportId: row.report_id,
    evidenceId: row.evidence_id,
    sha256: row.sha256,
    sm3: row.sm3,
    size: Number(row.size),
    name: row.name,
    isSound: row.is_sound,
  }))
}

export async function countEvidence(db: Db): Promise<number> {
  const { rows } = await db.query<{ count: string }>('select count(*) from work.evidence')
  return Number(rows[0]!.count)
}

export async function noteCheck(tx: Db, evidenceId: string, isSound: boolean): Promise<void> {
  await tx.query('update work.evidence set checked_at = now(), is_sound = $2 where evidence_id = $1', [
    evidenceId,
    isSound,
  ])
}

/** Of these hashes, those that some item has. */
export async function hashesOnFile(db: Db, hashes: readonly string[]): Promise<Set<string>> {
  const { rows } = await db.query<{ sha256: string }>(
    `select distinct encode(e.sha256, 'hex') as sha256
       from unnest($1::text[]) as given (hash) join work.evidence e on e.sha256 = decode(given.hash, 'hex')`,
    [hashes],
  )
  return new Set(rows.map((row) => row.sha256))
}

export interface RecordedFile {
  district: string
  report: string
  evidence: string
  name: string
  type: EvidenceType
  size: number
  sha256: string
  sm3: string
  voided: boolean
}

/** What is recorded of every file, page by page. */
export async function* recordedFiles(db: Db): AsyncGenerator<RecordedFile> {
  let after = '0'
  for (;;) {
    const { rows } = await db.query<RecordedFile>(
      `select district, report_id::text as report, evidence_id::text as evidence, name, type, size::float8 as size,
              encode(sha256, 'hex') as sha256, encode(sm3, 'hex') as sm3, voided_at is not null as voided
         from work.evidence where evidence_id > $1 order by evidence_id limit 2000`,
      [after],
    )
    yield* rows
    const last = rows.at(-1)
    if (!last) return
    after = last.evidence
  }
}
