import type { Db } from '../db/database.ts'
import { tellForged } from '../keys/forged-grants.ts'
import {
  deputyMac,
  isDeputyGenuine,
  isPostGenuine,
  postMac,
  type DeputyGrant,
  type PostGrant,
} from '../keys/grant-mac.ts'
import { keyRing } from '../keys/installed.ts'

// Rows that give power bear an HMAC, which is made where an administrator gives it and looked at whenever it is used.

type Sealed<T> = T & { mac: string | null }
type SealedPost = Sealed<PostGrant>
type SealedDeputy = Sealed<DeputyGrant>

/** Of `work.post t` and its unit `work.organisation o`. */
const POST_GRANT = `jsonb_build_object('postId', t.post_id::text, 'personId', t.person_id::text, 'role', t.role, 'clearance', t.clearance,
  'district', o.district, 'orgId', o.org_id::text, 'orgCode', o.code, 'township', o.township,
  'validFrom', t.valid_from, 'validTo', t.valid_to, 'mac', encode(t.mac, 'hex'))`

/** Of `work.deputy d`. */
const DEPUTY_GRANT = `jsonb_build_object('deputyId', d.deputy_id::text, 'postId', d.post_id::text,
  'personId', d.person_id::text, 'validFrom', d.valid_from, 'validTo', d.valid_to, 'mac', encode(d.mac, 'hex'))`

/** What `a`, of work.posts_today, rests upon: columns of GrantedRow. */
export const GRANTS_OF_A = `
  cross join lateral (
    select ${POST_GRANT} as post_grant from work.post t join work.organisation o on o.org_id = t.org_id
     where t.post_id = a.post_id) granted
  left join lateral (
    select ${DEPUTY_GRANT} as deputy_grant from work.deputy d where d.deputy_id = a.deputy_id) standing_in on true`

export interface GrantedRow {
  deputy_id: string | null
  post_grant: SealedPost
  deputy_grant: SealedDeputy | null
}

/** Of posts in which somebody might act, those that an administrator gave; of the others the alarm is raised. */
export const genuineOnly = <T extends GrantedRow>(rows: readonly T[]): T[] =>
  rows.filter(
    ({ deputy_id, post_grant, deputy_grant }) =>
      checkedPost(post_grant) &&
      (deputy_id === null || (deputy_grant !== null && checkedDeputy(deputy_grant))),
  )

function checkedPost({ mac, ...post }: SealedPost): boolean {
  const isGenuine = isPostGenuine(keyRing(), post, bytesOf(mac))
  if (!isGenuine) tellForged({ table: 'work.post', row: post.postId, personId: post.personId })
  return isGenuine
}

function checkedDeputy({ mac, ...deputy }: SealedDeputy): boolean {
  const isGenuine = isDeputyGenuine(keyRing(), deputy, bytesOf(mac))
  if (!isGenuine) tellForged({ table: 'work.deputy', row: deputy.deputyId, personId: deputy.personId })
  return isGenuine
}

const bytesOf = (mac: string | null) => (mac === null ? null : Buffer.from(mac, 'hex'))

async function postGrants(db: Db, where: string, values: readonly unknown[] = []): Promise<SealedPost[]> {
  const { rows } = await db.query<{ post: SealedPost }>(
    `select ${POST_GRANT} as post from work.post t join work.organisation o on o.org_id = t.org_id
      where ${where} order by t.post_id`,
    values,
  )
  return rows.map(({ post }) => post)
}

async function deputyGrants(db: Db, where: string, values: readonly unknown[] = []): Promise<SealedDeputy[]> {
  const { rows } = await db.query<{ deputy: SealedDeputy }>(
    `select ${DEPUTY_GRANT} as deputy from work.deputy d where ${where} order by d.deputy_id`,
    values,
  )
  return rows.map(({ deputy }) => deputy)
}

const signPostRow = (db: Db, grant: PostGrant) =>
  db.query('update work.post set mac = $2 where post_id = $1', [grant.postId, postMac(keyRing(), grant)])

const signDeputyRow = (db: Db, grant: DeputyGrant) =>
  db.query('update work.deputy set mac = $2 where deputy_id = $1', [
    grant.deputyId,
    deputyMac(keyRing(), grant),
  ])

/** Puts the HMAC to a post that was given in this transaction. */
export async function signPost(tx: Db, postId: string): Promise<void> {
  for (const grant of await postGrants(tx, 't.post_id = $1', [postId])) await signPostRow(tx, grant)
}

export async function signDeputy(tx: Db, deputyId: string): Promise<void> {
  for (const grant of await deputyGrants(tx, 'd.deputy_id = $1', [deputyId])) await signDeputyRow(tx, grant)
}

/** Signs every row in force that has no HMAC: once, for what releases before this one made. Answers how many. */
export async function signAllGrants(tx: Db): Promise<{ posts: number; deputies: number }> {
  const posts = await postGrants(tx, 't.mac is null and t.revoked_at is null')
  for (const grant of posts) await signPostRow(tx, grant)
  const deputies = await deputyGrants(tx, 'd.mac is null and d.ended_at is null')
  for (const grant of deputies) await signDeputyRow(tx, grant)
  return { posts: posts.length, deputies: deputies.length }
}

/** Signs what a former key signed, by the one in use; rows that are not genuine stay as they are. Answers how many of each. */
export async function signGrantsAnew(tx: Db): Promise<{ signed: number; forged: number }> {
  const current = Buffer.from(keyRing().current.id, 'hex')
  const count = { signed: 0, forged: 0 }
  for (const grant of await postGrants(tx, 'substring(t.mac from 1 for 4) <> $1', [current]))
    if (!checkedPost(grant)) count.forged++
    else {
      await signPostRow(tx, grant)
      count.signed++
    }
  for (const grant of await deputyGrants(tx, 'substring(d.mac from 1 for 4) <> $1', [current]))
    if (!checkedDeputy(grant)) count.forged++
    else {
      await signDeputyRow(tx, grant)
      count.signed++
    }
  return count
}
