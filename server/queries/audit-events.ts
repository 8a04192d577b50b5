import type { AuditEventItem, Input } from '../../domain/api.ts'
import type { AuditAction } from '../../domain/audit.ts'
import type { EventFields } from '../audit/format.ts'
import type { Db } from '../db/database.ts'
import { Binder } from './binder.ts'

export type AuditFilter = Omit<Input<'GET /audit/events'>['query'], 'cursor'>

export const EVENTS_A_PAGE = 200

interface EventRow extends EventFields {
  hash: string
  seal: number | null
}

const COLUMNS = `e.stream, e.seq::float8 as seq, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
  e.actor, e.actor_org, e.session, e.ip, e.action, e.object, e.outcome, e.reason, encode(e.before_hash, 'hex') as before_hash,
  encode(e.after_hash, 'hex') as after_hash, e.detail, e.request_id, encode(e.prev_hash, 'hex') as prev_hash,
  encode(e.hash, 'hex') as hash, e.alg, p.seal::float8 as seal`

const itemOf = (row: EventRow): AuditEventItem => ({
  stream: row.stream,
  seq: row.seq,
  at: row.at,
  actor: row.actor,
  org: row.actor_org,
  session: row.session,
  ip: row.ip,
  action: row.action,
  object: row.object,
  outcome: row.outcome,
  reason: row.reason,
  beforeHash: row.before_hash,
  afterHash: row.after_hash,
  detail: row.detail,
  requestId: row.request_id,
  prevHash: row.prev_hash,
  hash: row.hash,
  alg: row.alg,
  seal: row.seal,
})

/** Where the next page begins: behind the last event of this one. */
const cursorOf = ({ at, stream, seq }: EventRow) =>
  Buffer.from(JSON.stringify([at, stream, seq])).toString('base64url')

/** Null for what is none of ours. */
function placeOf(cursor: string): [at: string, stream: string, seq: number] | null {
  try {
    const place = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown
    if (!Array.isArray(place)) return null
    const [at, stream, seq] = place as unknown[]
    const isPlace =
      typeof at === 'string' &&
      /^\d{4}-[\d-]+T[\d:.]+Z$/.test(at) &&
      typeof stream === 'string' &&
      Number.isSafeInteger(seq)
    return isPlace ? [at, stream, seq as number] : null
  } catch {
    return null
  }
}

export const isCursor = (cursor: string): boolean => placeOf(cursor) !== null

/** A page of the events that match, newest first. */
export async function auditEvents(
  db: Db,
  filter: AuditFilter,
  cursor?: string,
): Promise<{ events: AuditEventItem[]; next: string | null }> {
  const binder = new Binder()
  const conditions = [conditionsOf(binder, filter)]
  const place = cursor === undefined ? null : placeOf(cursor)
  if (place) {
    const [at, stream, seq] = place.map((value) => binder.bind(value)) as [string, string, string]
    conditions.push(`(e.at, e.stream, e.seq) < (${at}::timestamptz, ${stream}, ${seq}::bigint)`)
  }
  const { rows } = await db.query<EventRow>(
    `select ${COLUMNS} from audit.event e join audit.place p using (stream, seq, at)
      where ${conditions.join(' and ')}
      order by e.at desc, e.stream desc, e.seq desc limit ${EVENTS_A_PAGE + 1}`,
    binder.values,
  )
  const page = rows.slice(0, EVENTS_A_PAGE)
  return { events: page.map(itemOf), next: rows.length > EVENTS_A_PAGE ? cursorOf(page.at(-1)!) : null }
}

/** How many events match, by action; the filter's own actions are left out, so that others can be chosen. */
export async function auditCounts(db: Db, filter: AuditFilter): Promise<{ action: string; count: number }[]> {
  const binder = new Binder()
  const { action: _, ...other } = filter
  const { rows } = await db.query<{ action: string; count: number }>(
    `select action, count(*)::float8 as count from audit.event e where ${conditionsOf(binder, other)}
      group by action order by count desc, action`,
    binder.values,
  )
  return rows
}

/** What administrators did since an instant, newest first, at most a page. */
export async function administratorsActs(db: Db, since: string | null): Promise<AuditEventItem[]> {
  const { rows } = await db.query<EventRow>(
    `select ${COLUMNS} from audit.event e join audit.place p using (stream, seq, at)
      where e.stream = 'admin' and e.at >= coalesce($1::timestamptz, '-infinity')
      order by e.at desc, e.seq desc limit ${EVENTS_A_PAGE}`,
    [since],
  )
  return rows.map(itemOf)
}

/** When somebody signed in before the session that he has now. */
export async function visitBefore(db: Db, login: string, session: string | null): Promise<string | null> {
  const action: AuditAction = 'session.open'
  const { rows } = await db.query<{ at: string | null }>(
    `select max(at) as at from audit.event
      where actor = $1 and action = $2 and outcome = 'done' and session is distinct from $3`,
    [login, action, session],
  )
  return rows[0]!.at
}

function conditionsOf(binder: Binder, filter: AuditFilter): string {
  const { from, to, actor, org, action, stream, object, outcome, ip, text } = filter
  const conditions = ['true']
  const add = (value: unknown, condition: (placeholder: string) => string) => {
    if (value !== undefined && value !== '') conditions.push(condition(binder.bind(value)))
  }
  add(from, (at) => `e.at >= ${at}::timestamptz`)
  add(to, (at) => `e.at < ${at}::timestamptz`)
  add(actor, (login) => `e.actor = ${login}`)
  // <district>/<unit>/<role>, and for whom where a deputy acts.
  add(org, (unit) => `split_part(e.actor_org, '/', 2) = ${unit}`)
  add(action, (words) => `e.action = any (${words}::text[])`)
  add(stream, (name) => `e.stream = ${name}`)
  add(object, (name) => `e.object = ${name}`)
  add(outcome, (word) => `e.outcome = ${word}`)
  add(ip, (address) => `e.ip = ${address}`)
  add(text && likePattern(text), (pattern) => {
    const fields = ['actor', 'actor_org', 'object', 'reason', 'detail', 'request_id', 'ip']
    return `(${fields.map((field) => `e.${field} ilike ${pattern}`).join(' or ')})`
  })
  return conditions.join(' and ')
}

const likePattern = (text: string) => `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
