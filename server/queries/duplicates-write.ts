import type { LinkState } from '../../domain/ties.ts'
import type { Db } from '../db/database.ts'
import type { Link, Overlap } from '../groups/duplicates.ts'
import type { ActingPerson } from './decisions.ts'

/** Reports that share ground, of which at least one is given. */
export async function overlapsOf(db: Db, district: string, reportIds: readonly string[]): Promise<Overlap[]> {
  const { rows } = await db.query<Overlap>(
    `select later_id as "laterId", later_on as "laterOn", later_m2 as "laterM2", earlier_id as "earlierId",
            earlier_on as "earlierOn", earlier_m2 as "earlierM2", shared_m2 as "sharedM2"
       from land.overlaps_of($1, $2::bigint[])`,
    [district, reportIds],
  )
  return rows
}

/**
 * Keeps the links of reports as they were found: what nobody looked at is put in or taken away; what a person confirmed or
 * broke keeps his word, with the areas of today.
 */
export async function storeLinks(
  tx: Db,
  district: string,
  reportIds: readonly string[],
  found: readonly Overlap[],
): Promise<void> {
  const rows = found.map(({ laterId, earlierId, sharedM2, laterM2, earlierM2 }) => ({
    laterId,
    earlierId,
    sharedM2,
    shareOfLater: sharedM2 === null ? null : sharedM2 / laterM2,
    shareOfEarlier: sharedM2 === null ? null : sharedM2 / earlierM2,
  }))
  await tx.query(
    `with found as materialized (
       select * from jsonb_to_recordset($3::jsonb)
         f ("laterId" bigint, "earlierId" bigint, "sharedM2" float8, "shareOfLater" float8, "shareOfEarlier" float8)),
     gone as (
       delete from land.duplicate_link l
        where l.district = $1 and l.state = 'found' and (l.later_id = any ($2::bigint[]) or l.earlier_id = any ($2::bigint[]))
          -- Hashed; a join might run through all pairs of them where the tables have no statistics yet.
          and (l.later_id, l.earlier_id) not in (select f."laterId", f."earlierId" from found f))
     insert into land.duplicate_link (district, later_id, earlier_id, shared_m2, share_of_later, share_of_earlier)
     select $1, "laterId", "earlierId", "sharedM2", "shareOfLater", "shareOfEarlier" from found
     on conflict (district, later_id, earlier_id) do update
       set shared_m2 = excluded.shared_m2, share_of_later = excluded.share_of_later, share_of_earlier = excluded.share_of_earlier`,
    [district, reportIds, JSON.stringify(rows)],
  )
}

/** The given reports, and all that hang together with them by links. */
export async function linkedWith(db: Db, district: string, reportIds: readonly string[]): Promise<string[]> {
  const { rows } = await db.query<{ report_id: string }>(
    'select report_id from land.linked_with($1, $2::bigint[]) c (report_id)',
    [district, reportIds],
  )
  return rows.map((row) => row.report_id)
}

/** Reports that hang together with the given ones by links, the first reported first; and those links. */
export async function chainOf(
  db: Db,
  district: string,
  reportIds: readonly string[],
): Promise<{ order: string[]; links: Link[] }> {
  const { rows } = await db.query<{ order: string[]; links: Link[] }>(
    `with chain as materialized (select report_id from land.linked_with($1, $2::bigint[]) c (report_id))
     select (select coalesce(array_agg(r.report_id::text order by coalesce(r.origin_id, r.report_id), r.report_id), '{}')
               from land.report r where r.district = $1 and r.report_id in (select report_id from chain)) as order,
            (select coalesce(jsonb_agg(jsonb_build_object('laterId', l.later_id::text, 'earlierId', l.earlier_id::text,
                                                          'shareOfLater', l.share_of_later, 'state', l.state)), '[]')
               from land.duplicate_link l
              where l.district = $1 and l.state <> 'broken' and l.later_id in (select report_id from chain)) as links`,
    [district, reportIds],
  )
  return rows[0]!
}

/** Keeps which of these reports are counted in others; what was merged or split stays what it is. */
export async function storeDuplicates(
  tx: Db,
  district: string,
  reportIds: readonly string[],
  counted: ReadonlyMap<string, string>,
): Promise<void> {
  await tx.query(
    `delete from land.standing where district = $1 and report_id = any ($2::bigint[]) and standing = 'duplicate'`,
    [district, reportIds],
  )
  await tx.query(
    `insert into land.standing (district, report_id, standing, counted_as)
     select $1, d.report_id, 'duplicate', d.counted_as from unnest($2::bigint[], $3::bigint[]) d (report_id, counted_as)
     on conflict (district, report_id) do nothing`,
    [district, [...counted.keys()], [...counted.values()]],
  )
}

/** What a person makes of a link; false where there is none between the two. */
export async function decideLink(
  tx: Db,
  district: string,
  [one, other]: readonly [string, string],
  { state, reason, by }: { state: Exclude<LinkState, 'found'>; reason: string; by: ActingPerson },
): Promise<{ before: LinkState } | null> {
  const { rows } = await tx.query<{ before: LinkState }>(
    `update land.duplicate_link l
        set state = $4, reason = $5, decided_by = $6, decided_for = $7, decided_at = clock_timestamp()
       from (select later_id, earlier_id, state as before from land.duplicate_link
              where district = $1 and (later_id, earlier_id) in (($2::bigint, $3::bigint), ($3::bigint, $2::bigint))
                for update) was
      where l.district = $1 and l.later_id = was.later_id and l.earlier_id = was.earlier_id
      returning was.before`,
    [district, one, other, state, reason, by.personId, by.actsFor?.personId ?? null],
  )
  return rows[0] ?? null
}
