import { createHash, randomBytes } from 'node:crypto'
import type { Account } from '../../domain/api.ts'
import type { AccountStatus } from '../../domain/person.ts'
import { afterFailure, type FailureCount } from '../access/lockout.ts'
import { maskPhone } from '../../domain/party.ts'
import type { Db } from '../db/database.ts'
import { seal, unseal } from '../keys/installed.ts'

const hashOf = (token: string) => createHash('sha256').update(token).digest()

/** Accounts of a district with their posts in force or to come, by login. */
export async function accountsOf(db: Db, district: string): Promise<Account[]> {
  const { rows } = await db.query<Account>(
    `select p.person_id "personId", p.login, p.name_zh "nameZh", p.name_en "nameEn", p.phone_masked phone, p.status, p.version,
            case when p.locked_until > now() then p.locked_until end "lockedUntil",
            (select f.enrolled_at from work.second_factor f where f.person_id = p.person_id) "factorSince",
            (select count(*)::int from work.recovery_code c where c.person_id = p.person_id and c.used_at is null) "recoveryLeft",
            coalesce((select jsonb_agg(jsonb_build_object('issuer', i.issuer, 'subject', i.subject) order by i.issuer)
                        from work.identity i where i.person_id = p.person_id), '[]') identities,
            case when p.status = 'invited' then null else p.last_used_at end "lastUsedAt",
            coalesce((
              select jsonb_agg(jsonb_build_object(
                       'postId', t.post_id::text, 'version', t.version, 'role', t.role, 'clearance', t.clearance, 'validFrom', t.valid_from, 'validTo', t.valid_to,
                       'org', jsonb_build_object('orgId', o.org_id::text, 'code', o.code, 'nameZh', o.name_zh, 'nameEn', o.name_en),
                       'deputies', coalesce((
                         select jsonb_agg(jsonb_build_object(
                                  'deputyId', d.deputy_id::text, 'version', d.version, 'validFrom', d.valid_from, 'validTo', d.valid_to, 'reason', d.reason,
                                  'person', jsonb_build_object('personId', q.person_id::text, 'nameZh', q.name_zh, 'nameEn', q.name_en))
                                  order by d.deputy_id)
                           from work.deputy d join work.person q on q.person_id = d.person_id
                          where d.post_id = t.post_id and d.ended_at is null and d.valid_to >= work.today()), '[]'))
                       order by t.post_id)
                from work.post t join work.organisation o on o.org_id = t.org_id
               where t.person_id = p.person_id and t.revoked_at is null
                 and coalesce(t.valid_to, 'infinity') >= work.today()), '[]') posts
       from work.person p where p.district = $1 order by p.login`,
    [district],
  )
  return rows
}

export interface NewAccount {
  district: string
  login: string
  nameZh: string
  nameEn: string
  phone: string | null
  createdBy: string | null
}

/** An account without a password and without a post; null where the login is taken. */
export async function inviteAccount(db: Db, account: NewAccount): Promise<string | null> {
  const { rows } = await db.query<{ person_id: string }>(
    `insert into work.person (login, name_zh, name_en, district, status, created_by)
     values ($1, $2, $3, $4, 'invited', $5) on conflict (login) do nothing returning person_id`,
    [account.login, account.nameZh, account.nameEn, account.district, account.createdBy],
  )
  const personId = rows[0]?.person_id ?? null
  if (personId !== null && account.phone !== null) await setWorkPhone(db, personId, account.phone)
  return personId
}

const phonePlace = (personId: string) => ({
  table: 'work.person',
  column: 'phone_sealed',
  row: personId,
})

/** The phone of the office, encrypted; what an earlier release kept in the open goes. */
export async function setWorkPhone(db: Db, personId: string, phone: string | null): Promise<void> {
  await db.query(
    `update work.person set phone = null, phone_sealed = $2, phone_masked = $3, version = version + 1
      where person_id = $1`,
    [personId, phone && seal(phonePlace(personId), phone), phone && maskPhone(phone)],
  )
}

/** In plain text; undefined where there is no such account in the district. Whoever calls this leaves an event. */
export async function openWorkPhone(
  db: Db,
  district: string,
  personId: string,
): Promise<string | null | undefined> {
  const { rows } = await db.query<{ phone_sealed: Buffer | null }>(
    'select phone_sealed from work.person where district = $1 and person_id = $2',
    [district, personId],
  )
  const sealed = rows[0]?.phone_sealed
  return sealed && unseal(phonePlace(personId), sealed)
}

/** A link's token, shown once: those before no longer serve. */
export async function newActivation(
  db: Db,
  personId: string,
  madeBy: string | null,
): Promise<{ token: string; expiresAt: string }> {
  const token = randomBytes(32).toString('base64url')
  await db.query('update work.activation set used_at = now() where person_id = $1 and used_at is null', [
    personId,
  ])
  const { rows } = await db.query<{ expires_at: string }>(
    `insert into work.activation (token_sha256, person_id, made_by, expires_at)
     values ($1, $2, $3, now() + interval '24 hours') returning expires_at`,
    [hashOf(token), personId, madeBy],
  )
  return { token, expiresAt: rows[0]!.expires_at }
}

const SERVES = `a.token_sha256 = $1 and a.used_at is null and a.expires_at > now()
                and p.person_id = a.person_id and p.status <> 'disabled'`

/** Whose link it is; null where it serves no more. */
export async function activationOwner(
  db: Db,
  token: string,
): Promise<{ personId: string; login: string } | null> {
  const { rows } = await db.query<{ personId: string; login: string }>(
    `select p.person_id "personId", p.login from work.activation a, work.person p where ${SERVES}`,
    [hashOf(token)],
  )
  return rows[0] ?? null
}

/** Uses a link up; false where it serves no more, since it was used meanwhile. */
export async function useActivation(db: Db, token: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `update work.activation a set used_at = now() from work.person p where ${SERVES}`,
    [hashOf(token)],
  )
  return rowCount === 1
}

/** Takes the password away until a link sets a new one; false where there is no such account in the district. */
export async function resetAccount(db: Db, district: string, personId: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `update work.person set status = 'invited', version = version + 1
      where district = $1 and person_id = $2 and status <> 'disabled'`,
    [district, personId],
  )
  return rowCount === 1
}

/** Disables an account, or gives it back the state that its password allows. */
export async function setDisabled(
  db: Db,
  district: string,
  personId: string,
  isDisabled: boolean,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update work.person
        set status = case when $3 then 'disabled' when not has_password then 'invited' else 'active' end,
            last_used_at = case when $3 then last_used_at else now() end, version = version + 1
      where district = $1 and person_id = $2`,
    [district, personId, isDisabled],
  )
  return rowCount === 1
}

export async function unlockAccount(db: Db, district: string, personId: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `update work.person set failures = 0, failures_since = null, lockouts = 0, locked_until = null, version = version + 1
      where district = $1 and person_id = $2`,
    [district, personId],
  )
  return rowCount === 1
}

export interface Credentials extends FailureCount {
  personId: string
  login: string
  status: AccountStatus
  passwordHash: string | null
  passwordSetAt: Date
  lastUsedAt: Date
  isDemo: boolean
}

interface CredentialsRow {
  person_id: string
  login: string
  status: AccountStatus
  password_hash: string | null
  password_set_at: string
  last_used_at: string
  failures: number
  failures_since: string | null
  lockouts: number
  locked_until: string | null
  is_demo: boolean
}

const dateOf = (text: string | null) => (text === null ? null : new Date(text))

export async function credentialsOf(db: Db, login: string): Promise<Credentials | null> {
  const { rows } = await db.query<CredentialsRow>(
    `select person_id, login, status, password_hash, password_set_at, last_used_at, failures, failures_since, lockouts,
            locked_until, is_demo
       from work.person where login = lower($1)`,
    [login],
  )
  const row = rows[0]
  if (!row) return null
  return {
    personId: row.person_id,
    login: row.login,
    status: row.status,
    passwordHash: row.password_hash,
    passwordSetAt: new Date(row.password_set_at),
    lastUsedAt: new Date(row.last_used_at),
    failures: row.failures,
    since: dateOf(row.failures_since),
    lockouts: row.lockouts,
    lockedUntil: dateOf(row.locked_until),
    isDemo: row.is_demo,
  }
}

/**
 * Counts a wrong password, on the row as it stands: of many at once each counts. `firstLockMs` is another than usual only
 * in the acceptance profile.
 */
export async function countFailure(tx: Db, personId: string, firstLockMs?: number): Promise<FailureCount> {
  const { rows } = await tx.query<CredentialsRow>(
    'select failures, failures_since, lockouts, locked_until from work.person where person_id = $1 for update',
    [personId],
  )
  const row = rows[0]!
  const before = {
    failures: row.failures,
    since: dateOf(row.failures_since),
    lockouts: row.lockouts,
    lockedUntil: dateOf(row.locked_until),
  }
  const count = afterFailure(before, new Date(), firstLockMs)
  await tx.query(
    'update work.person set failures = $2, failures_since = $3, lockouts = $4, locked_until = $5 where person_id = $1',
    [personId, count.failures, count.since, count.lockouts, count.lockedUntil],
  )
  return count
}

/** The same password under today's cost; nothing where it was changed meanwhile. */
export async function renewHash(db: Db, personId: string, before: string, hash: string): Promise<void> {
  await db.query('update work.person set password_hash = $3 where person_id = $1 and password_hash = $2', [
    personId,
    before,
    hash,
  ])
}

export async function noteSuccess(db: Db, personId: string): Promise<void> {
  await db.query(
    `update work.person set failures = 0, failures_since = null, lockouts = 0, locked_until = null, last_used_at = now()
      where person_id = $1`,
    [personId],
  )
}

/** The hashes that a new password must not match: the one in use and the last ones before it. */
export async function pastHashes(db: Db, personId: string, count: number): Promise<string[]> {
  const { rows } = await db.query<{ password_hash: string }>(
    `(select password_hash from work.person where person_id = $1 and password_hash is not null)
     union all
     (select password_hash from work.old_password where person_id = $1 order by replaced_at desc limit $2)`,
    [personId, count],
  )
  return rows.map((row) => row.password_hash)
}

/** Sets a password; the one before goes to the old ones. */
export async function setPassword(tx: Db, personId: string, hash: string): Promise<void> {
  await tx.query(
    `insert into work.old_password (person_id, password_hash)
     select person_id, password_hash from work.person where person_id = $1 and password_hash is not null`,
    [personId],
  )
  await tx.query(
    `update work.person
        set password_hash = $2, password_set_at = now(), status = 'active', failures = 0, failures_since = null, lockouts = 0,
            locked_until = null, last_used_at = now(), version = version + 1
      where person_id = $1`,
    [personId, hash],
  )
}
