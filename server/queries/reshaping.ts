import type { Person, ReshapingItem } from '../../domain/api.ts'
import type { MultiPolygon } from '../../domain/geojson.ts'
import type { MergeWay, SplitWay } from '../../domain/reshaping.ts'
import type { Db } from '../db/database.ts'
import type { ActingPerson } from './decisions.ts'
import { partnersOf } from './partners.ts'
import type { NewReport } from './reports-write.ts'

type InheritedFields = Omit<NewReport, 'reportNo' | 'geometry'>

export interface Reshaping {
  actId: string
  kind: 'merge' | 'split'
  reportId: string
  others: string[]
  way: MergeWay | SplitWay
}

interface NewReshaping extends Omit<Reshaping, 'actId'> {
  reason: string
  by: ActingPerson
}

interface ReshapingRow extends Omit<ReshapingItem, 'lead' | 'others' | 'hidden'> {
  reportId: string
  otherIds: string[]
}

/** Mergers and splits in which a report took part, the newest first; of other reports what the person sees. */
export async function reshapingsOf(
  db: Db,
  person: Person,
  district: string,
  reportId: string,
): Promise<ReshapingItem[]> {
  const { rows } = await db.query<ReshapingRow>(
    `select x.act_id as "actId", x.kind, x.way, x.report_id as "reportId", x.others::text[] as "otherIds", x.reason,
            work.named(p.name_zh, pf.name_zh) as "actedBy", x.acted_at as "actedAt",
            work.named(u.name_zh, uf.name_zh) as "undoneBy", x.undone_at as "undoneAt", x.undo_reason as "undoReason",
            x.report_id = $2 and x.undone_at is null
              and x.act_id = (select max(y.act_id) from land.reshaping y
                               where y.district = $1 and y.report_id = $2 and y.undone_at is null) as "isNewest"
       from land.reshaping x
       join work.person p on p.person_id = x.acted_by
       left join work.person pf on pf.person_id = x.acted_for
       left join work.person u on u.person_id = x.undone_by
       left join work.person uf on uf.person_id = x.undone_for
      where x.district = $1 and (x.report_id = $2 or x.others @> array[$2::bigint])
      order by x.act_id desc`,
    [district, reportId],
  )
  const ids = rows.flatMap((row) => [row.reportId, ...row.otherIds])
  const partners = await partnersOf(db, person, district, [...new Set(ids)])
  return rows.map(({ reportId: leadId, otherIds, ...act }) => {
    const others = otherIds.flatMap((id) => partners.get(id) ?? [])
    return { ...act, lead: partners.get(leadId) ?? null, others, hidden: otherIds.length - others.length }
  })
}

/** Keeps who merged or split what; answers the act. */
export async function addReshaping(tx: Db, district: string, act: NewReshaping): Promise<string> {
  const { kind, reportId, others, way, reason, by } = act
  const { rows } = await tx.query<{ act_id: string }>(
    `insert into land.reshaping (district, kind, report_id, others, way, reason, acted_by, acted_for)
     values ($1, $2, $3, $4::bigint[], $5, $6, $7, $8) returning act_id`,
    [district, kind, reportId, others, way, reason, by.personId, by.actsFor?.personId ?? null],
  )
  return rows[0]!.act_id
}

/** The newest act on a report as lead or whole that nobody took back; null where there is none. */
export async function newestReshaping(db: Db, district: string, reportId: string): Promise<Reshaping | null> {
  const { rows } = await db.query<Reshaping>(
    `select act_id as "actId", kind, report_id as "reportId", others::text[] as others, way from land.reshaping
      where district = $1 and report_id = $2 and undone_at is null order by act_id desc limit 1`,
    [district, reportId],
  )
  return rows[0] ?? null
}

export async function undoReshaping(
  tx: Db,
  district: string,
  actId: string,
  { reason, by }: { reason: string; by: ActingPerson },
): Promise<void> {
  await tx.query(
    `update land.reshaping set undone_by = $3, undone_for = $4, undone_at = clock_timestamp(), undo_reason = $5
      where district = $1 and act_id = $2`,
    [district, actId, by.personId, by.actsFor?.personId ?? null, reason],
  )
}

/** Gives the lead of a merger the ground of all; the shape that it had is kept with the act. */
export async function takeUnion(
  tx: Db,
  district: string,
  { actId, reportId, others }: Pick<Reshaping, 'actId' | 'reportId' | 'others'>,
): Promise<void> {
  await tx.query(
    `insert into land.report_shape (district, report_id, act_id, geom, area_m2, sha256)
     select district, report_id, $3, geom, area_m2, sha256 from land.report where district = $1 and report_id = $2`,
    [district, reportId, actId],
  )
  await tx.query(
    `update land.report r
        set geom = u.geom, area_m2 = land.area_of_record(u.geom, d.plane_srid),
            sha256 = encode(sha256(ST_AsBinary(ST_Normalize(u.geom), 'NDR')), 'hex')
       from land.district d cross join lateral land.union_of($1, $3::bigint[]) u (geom)
      where d.district = $1 and r.district = $1 and r.report_id = $2`,
    [district, reportId, [reportId, ...others]],
  )
}

/** Puts the shape back that a report had before an act. */
export async function putShapeBack(tx: Db, district: string, reportId: string, actId: string): Promise<void> {
  await tx.query(
    `update land.report r set geom = s.geom, area_m2 = s.area_m2, sha256 = s.sha256
       from land.report_shape s
      where s.district = $1 and s.report_id = $2 and s.act_id = $3 and r.district = $1 and r.report_id = $2`,
    [district, reportId, actId],
  )
}

/** What reports are from now on, whatever they were; for whoever holds the lock of ties, as the platform. */
export async function setStanding(
  tx: Db,
  district: string,
  reportIds: readonly string[],
  standing: { is: 'merged'; countedAs: string } | { is: 'split' | 'undone' } | { is: 'own' },
): Promise<void> {
  await tx.query('delete from land.standing where district = $1 and report_id = any ($2::bigint[])', [
    district,
    reportIds,
  ])
  if (standing.is === 'own') return
  await tx.query(
    `insert into land.standing (district, report_id, standing, counted_as)
     select $1, unnest($2::bigint[]), $3, $4::bigint`,
    [district, reportIds, standing.is, standing.is === 'merged' ? standing.countedAs : null],
  )
}

export interface SplitPart {
  /** A township's code, a land group, inside or outside; null: in no township. */
  label: string | null
  areaM2: number
  geometry: MultiPolygon
}

/** A report cut along a kind of border; one part where it crosses none. */
export async function partsBy(
  db: Db,
  district: string,
  reportId: string,
  { by, drawn, leastM2 }: { by: SplitWay; drawn: MultiPolygon | null; leastM2: number },
): Promise<SplitPart[]> {
  const { rows } = await db.query<SplitPart>(
    `select label, area_m2 as "areaM2", ST_AsGeoJSON(geom, 15)::json as geometry
       from land.parts_by($1, $2, $3, ST_SetSRID(ST_GeomFromGeoJSON($4), 4490), $5)
      order by area_m2 desc, label`,
    [district, reportId, by, drawn === null ? null : JSON.stringify(drawn), leastM2],
  )
  return rows
}

interface Whole {
  reportNo: string
  originId: string
  /** The number that the next part gets. */
  next: number
}

/** What parts take over from the whole, and how they are numbered: `X_1`, `X_2` … on from what is there. */
export async function wholeOf(db: Db, district: string, reportId: string): Promise<Whole> {
  const { rows } = await db.query<Whole>(
    `select r.report_no as "reportNo", coalesce(r.origin_id, r.report_id)::text as "originId",
            (select coalesce(max(substring(p.report_no from length(r.report_no) + 2)::int), 0) + 1 from land.report p
              where p.district = r.district and starts_with(p.report_no, r.report_no || '_')
                and substring(p.report_no from length(r.report_no) + 2) ~ '^[0-9]{1,6}$') as next
       from land.report r where r.district = $1 and r.report_id = $2`,
    [district, reportId],
  )
  return rows[0]!
}

/** What all parts of a report have from it. */
export async function inherited(db: Db, district: string, reportId: string): Promise<InheritedFields> {
  const { rows } = await db.query<InheritedFields>(
    `select source, type, reported_on as "reportedOn", act_on as "actOn", image_before as "imageBefore",
            image_after as "imageAfter", attributes
       from land.report where district = $1 and report_id = $2`,
    [district, reportId],
  )
  return rows[0]!
}

export const setOrigin = (tx: Db, district: string, reportIds: readonly string[], originId: string) =>
  tx.query('update land.report set origin_id = $3 where district = $1 and report_id = any ($2::bigint[])', [
    district,
    reportIds,
    originId,
  ])
