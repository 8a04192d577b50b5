import type { Db } from '../db/database.ts'

/** Everything that the platform keeps of somebody who works with it; undefined where there is no such login. */
export async function dataOfLogin(db: Db, login: string): Promise<Record<string, unknown> | undefined> {
  const { rows } = await db.query<{ data: Record<string, unknown> }>(
    `select jsonb_build_object(
              'account', to_jsonb(a) - 'personId',
              'personId', a."personId",
              'posts', coalesce((select jsonb_agg(jsonb_build_object('role', t.role, 'unit', o.name_zh, 'validFrom', t.valid_from,
                         'validTo', t.valid_to, 'revokedAt', t.revoked_at) order by t.post_id)
                         from work.post t join work.organisation o on o.org_id = t.org_id where t.person_id = a."personId"), '[]'),
              'sessions', coalesce((select jsonb_agg(jsonb_build_object('from', s.created_at, 'lastSeen', s.last_seen_at,
                         'endedAt', s.ended_at) order by s.created_at) from work.session s where s.person_id = a."personId"), '[]'),
              'decisions', (select count(*) from work.decision d where d.decided_by = a."personId"),
              'assignments', (select count(*) from work.assignment d where d.assigned_by = a."personId"),
              'events', coalesce((select jsonb_object_agg(action, count) from (
                         select e.action, count(*) from audit.event e where e.actor = a.login group by e.action) e), '{}')) as data
       from (select p.person_id "personId", p.login, p.name_zh "nameZh", p.name_en "nameEn", p.district, p.status,
                    p.created_at "createdAt", p.last_used_at "lastUsedAt"
               from work.person p where p.login = $1) a`,
    [login],
  )
  return rows[0]?.data
}

/** Reports that name whoever has this blind index, in any of its columns. */
export async function partiesOfIndex(
  db: Db,
  index: readonly Buffer[],
): Promise<{ district: string; reportId: string; reportNo: string; partyId: string; createdAt: string }[]> {
  const { rows } = await db.query<{
    district: string
    reportId: string
    reportNo: string
    partyId: string
    createdAt: string
  }>(
    `select p.district, p.report_id::text "reportId", r.report_no "reportNo", p.party_id::text "partyId", p.created_at "createdAt"
       from work.party p join land.report r using (district, report_id)
      where p.phone_index = any ($1::bytea[]) or p.id_no_index = any ($1::bytea[])
      order by p.report_id`,
    [index],
  )
  return rows
}
