import type { PostToday } from '../../domain/api.ts'
import { usualClearance, type Label } from '../../domain/label.ts'
import type { Day } from '../../domain/units.ts'
import type { Db } from '../db/database.ts'
import { genuineOnly, GRANTS_OF_A, signDeputy, signPost, type GrantedRow } from './grants.ts'

export interface PostRow {
  post_id: string
  deputy_id: string | null
  role: PostToday['role']
  org_id: string
  org_code: string
  org_name_zh: string
  org_name_en: string
  district: string
  township: string | null
  clearance: Label
  for_id: string | null
  for_name_zh: string | null
  for_name_en: string | null
}

export const postFrom = (row: PostRow): PostToday => ({
  postId: row.post_id,
  deputyId: row.deputy_id,
  role: row.role,
  org: { orgId: row.org_id, code: row.org_code, nameZh: row.org_name_zh, nameEn: row.org_name_en },
  district: row.district,
  township: row.township,
  clearance: row.clearance,
  actsFor:
    row.for_id === null
      ? null
      : { personId: row.for_id, nameZh: row.for_name_zh ?? '', nameEn: row.for_name_en ?? '' },
})

/** Posts in which a person may act today, his own first; only those that an administrator gave. */
export async function postsToday(db: Db, personId: string): Promise<PostToday[]> {
  const { rows } = await db.query<PostRow & GrantedRow>(
    `select a.*, post_grant, deputy_grant from work.posts_today($1) a ${GRANTS_OF_A}
      order by a.deputy_id nulls first, a.post_id`,
    [personId],
  )
  return genuineOnly(rows).map(postFrom)
}

export interface NewPost {
  personId: string
  orgId: string
  role: PostToday['role']
  /** What is usual for the role where it is not said. */
  clearance?: Label | undefined
  validFrom: Day
  validTo: Day | null
  grantedBy: string | null
}

export async function grantPost(db: Db, post: NewPost): Promise<void> {
  await db.query('update work.person set version = version + 1 where person_id = $1', [post.personId])
  const { rows } = await db.query<{ post_id: string }>(
    `insert into work.post (person_id, org_id, role, valid_from, valid_to, granted_by, clearance) values ($1, $2, $3, $4, $5, $6, $7)
     returning post_id`,
    [
      post.personId,
      post.orgId,
      post.role,
      post.validFrom,
      post.validTo,
      post.grantedBy,
      post.clearance ?? usualClearance(post.role),
    ],
  )
  await signPost(db, rows[0]!.post_id)
}

/** False where there is no such post in force in the district. */
export async function revokePost(db: Db, district: string, postId: string, by: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `update work.post p set revoked_by = $3, revoked_at = now(), mac = null, version = p.version + 1
       from work.organisation o
      where o.org_id = p.org_id and o.district = $1 and p.post_id = $2 and p.revoked_at is null`,
    [district, postId, by],
  )
  return rowCount === 1
}

export interface NewDeputy {
  postId: string
  personId: string
  validFrom: Day
  validTo: Day
  reason: string
  madeBy: string
}

/** False where there is no such post of somebody else in the district. */
export async function addDeputy(db: Db, district: string, deputy: NewDeputy): Promise<boolean> {
  await db.query('update work.post set version = version + 1 where post_id = $1', [deputy.postId])
  const { rows } = await db.query<{ deputy_id: string }>(
    `insert into work.deputy (post_id, person_id, valid_from, valid_to, reason, made_by)
     select p.post_id, d.person_id, $4, $5, $6, $7
       from work.post p
       join work.organisation o on o.org_id = p.org_id and o.district = $1
       join work.person d on d.person_id = $3 and d.district = $1
      where p.post_id = $2 and p.revoked_at is null and p.person_id <> d.person_id
     returning deputy_id`,
    [
      district,
      deputy.postId,
      deputy.personId,
      deputy.validFrom,
      deputy.validTo,
      deputy.reason,
      deputy.madeBy,
    ],
  )
  if (!rows[0]) return false
  await signDeputy(db, rows[0].deputy_id)
  return true
}

export async function endDeputy(db: Db, district: string, deputyId: string, by: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `update work.deputy d set ended_by = $3, ended_at = now(), mac = null, version = d.version + 1
       from work.post p, work.organisation o
      where p.post_id = d.post_id and o.org_id = p.org_id and o.district = $1 and d.deputy_id = $2 and d.ended_at is null`,
    [district, deputyId, by],
  )
  return rowCount === 1
}
