import type { AuditAction } from '../../domain/audit.ts'
import type { Db } from '../db/database.ts'
import { storableJson } from '../queries/storable-json.ts'
import { canonicalJson, type Json } from './canonical-json.ts'
import { EVENT_FIELDS, hashEvent, textHash, type Algorithm, type EventFields } from './format.ts'

export type { AuditAction }

/** Who acts, and from where. */
export interface Actor {
  actor: string | null
  org: string | null
  session: string | null
  ip: string | null
  requestId: string | null
}

export interface AuditEvent {
  stream: string
  by: Actor
  action: AuditAction
  /** What was acted on, e.g. `report:140404/12`. */
  object: string | null
  outcome?: 'done' | 'refused'
  reason?: string | null
  /** The object as it was and as it became, of which only hashes are kept. */
  before?: object
  after?: object
  detail?: object
}

export const reportStream = (district: string, reportId: string) => `report:${district}/${reportId}`
/** What those who run the platform do. */
export const ADMIN_STREAM = 'admin'
export const layerStream = (district: string) => `layer:${district}`
/** Numbers of law, and what their changes changed. */
export const ruleStream = (district: string) => `rule:${district}`
/** What is done with the trail itself: read, exported, verified, let go. */
export const AUDIT_STREAM = 'audit'
/** What is put to work, and called off. */
export const jobStream = (district: string) => `job:${district}`
/** By the month in UTC, like the times of its events. */
export const exportStream = (now = new Date()) => `export:${now.toISOString().slice(0, 7)}`

/** Somebody at the machine itself, or the platform in his name. */
export const localActor = (name: string): Actor => ({
  actor: name,
  org: null,
  session: null,
  ip: null,
  requestId: null,
})

/**
 * Adds an event to its stream, within the transaction of what it tells: both are committed, or neither. Call it last, since
 * the stream stays locked until the transaction ends.
 */
export const record = (tx: Db, event: AuditEvent): Promise<void> => recordAll(tx, [event])

interface LockedStream {
  stream: string
  next_seq: string
  head: string | null
  at: string
  alg: Algorithm
}

/** Events a statement: the time to hash them is short for whoever waits meanwhile. */
const CHUNK = 500

/** The same for many events. Streams are locked in one order, so that two callers never wait crosswise. */
export async function recordAll(tx: Db, events: readonly AuditEvent[]): Promise<void> {
  const sorted = events.toSorted((a, b) => (a.stream < b.stream ? -1 : a.stream > b.stream ? 1 : 0))
  for (let from = 0; from < sorted.length; from += CHUNK)
    await recordChunk(tx, sorted.slice(from, from + CHUNK))
}

async function recordChunk(tx: Db, events: readonly AuditEvent[]): Promise<void> {
  const counts = new Map<string, number>()
  for (const { stream } of events) counts.set(stream, (counts.get(stream) ?? 0) + 1)
  const { rows: locked } = await tx.query<LockedStream>(
    `insert into audit.stream as s (stream, next_seq)
     select stream, count + 1 from unnest($1::text[], $2::int[]) as added (stream, count) order by stream collate "C"
     on conflict (stream) do update set next_seq = s.next_seq + excluded.next_seq - 1
     returning stream, next_seq, encode(head, 'hex') as head, (select alg from audit.profile) as alg,
               to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at`,
    [[...counts.keys()], [...counts.values()]],
  )
  const heads = new Map(
    locked.map(({ stream, next_seq, head, at, alg }) => [
      stream,
      { seq: Number(next_seq) - counts.get(stream)!, head, at, alg },
    ]),
  )
  const rows = events.map((event) => {
    const head = heads.get(event.stream)!
    const { alg, at } = head
    const fields = fieldsOf(event, { alg, at, seq: head.seq++, prev_hash: head.head })
    const hashes = hashEvent(fields)
    head.head = hashes.hash
    return { ...fields, ...hashes }
  })
  await tx.query(INSERT, [
    ...COLUMNS.map((name) => rows.map((row) => row[name])),
    [...heads.keys()],
    [...heads.values()].map(({ head }) => head),
  ])
}

function fieldsOf(
  { stream, by, action, object, outcome = 'done', reason = null, before, after, detail = {} }: AuditEvent,
  place: Pick<EventFields, 'alg' | 'at' | 'seq' | 'prev_hash'>,
): EventFields {
  const stateHash = (state: object | undefined) =>
    state === undefined ? null : textHash(place.alg, canonicalText(state))
  return {
    ...place,
    stream,
    actor: storable(by.actor),
    actor_org: storable(by.org),
    session: by.session,
    ip: storable(by.ip),
    action,
    object: storable(object),
    outcome,
    reason: storable(reason),
    before_hash: stateHash(before),
    after_hash: stateHash(after),
    detail: canonicalText(detail),
    request_id: by.requestId,
  }
}

/** What is hashed must be what is stored: the database takes no NUL, and the driver no half of a surrogate pair. */
const storable = (text: string | null) => text && text.replaceAll('\0', '\uFFFD').toWellFormed()

const canonicalText = (value: object) => canonicalJson(JSON.parse(storableJson(value)) as Json)

type EventRow = EventFields & { hash: string; sums: string }

const COLUMNS = [...EVENT_FIELDS, 'sums', 'hash'] as const satisfies readonly (keyof EventRow)[]
const TYPES: Partial<Record<keyof EventRow, string>> = { seq: 'bigint', at: 'timestamptz' }
const HEX: readonly (keyof EventRow)[] = ['before_hash', 'after_hash', 'prev_hash', 'sums', 'hash']

const columnList = COLUMNS.join(', ')
const arrays = COLUMNS.map((name, at) => `$${at + 1}::${TYPES[name] ?? 'text'}[]`).join(', ')
const values = COLUMNS.map((name) => (HEX.includes(name) ? `decode(${name}, 'hex')` : name)).join(', ')

/**
 * The events, their places, which are the queue of the sealer, and the new heads of their streams; reads none of them back,
 * as few may.
 */
const INSERT = `with given as materialized (select ${columnList} from unnest(${arrays}) as e (${columnList})),
   placed as (insert into audit.place (stream, seq, at) select stream, seq, at from given),
   added as (insert into audit.event (${columnList}) select ${values} from given)
   update audit.stream s set head = decode(moved.head, 'hex')
     from unnest($${COLUMNS.length + 1}::text[], $${COLUMNS.length + 2}::text[]) as moved (stream, head)
    where s.stream = moved.stream`
