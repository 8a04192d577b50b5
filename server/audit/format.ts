import { createHmac, hash } from 'node:crypto'

// The format of docs/audit-format.md: pure. tools/audit-verify/ has its own, written from the document; a change to one
// without the other is what the tests of both are for.

export type Algorithm = 'sha256' | 'sm3'

/** A row of audit.event as it is hashed: hashes in lower-case hex, the time in UTC with six decimals. */
export interface EventFields {
  alg: Algorithm
  stream: string
  seq: number
  at: string
  actor: string | null
  actor_org: string | null
  session: string | null
  ip: string | null
  action: string
  object: string | null
  outcome: 'done' | 'refused'
  reason: string | null
  before_hash: string | null
  after_hash: string | null
  detail: string
  request_id: string | null
  prev_hash: string | null
}

/** The order in which fields are hashed and summed. */
export const EVENT_FIELDS = [
  'alg',
  'stream',
  'seq',
  'at',
  'actor',
  'actor_org',
  'session',
  'ip',
  'action',
  'object',
  'outcome',
  'reason',
  'before_hash',
  'after_hash',
  'detail',
  'request_id',
  'prev_hash',
] as const satisfies readonly (keyof EventFields)[]

export const SEAL_FIELDS = ['alg', 'n', 'at', 'range', 'merkle_root', 'prev', 'key_id'] as const

export type SealFields = Record<'at' | 'range' | 'merkle_root' | 'key_id', string> & {
  alg: Algorithm
  n: number
  prev: string | null
}

/** What a seal says of a stream: it covers these events, and this is the hash of the last. */
export interface SealedRange {
  stream: string
  from: number
  to: number
  hash: string
}

const EVENT_TAG = 'gis-audit/1'
const SEAL_TAG = 'gis-audit-seal/1'
const KEY_TAG = 'gis-audit-key/1'
const SUM_HEX = 8

type Value = string | number | null

/** Four bytes of length, then the value as UTF-8. Nothing is told from empty by a length that no value has. */
function encoded(value: Value): Buffer {
  if (value === null) return Buffer.from([0xff, 0xff, 0xff, 0xff])
  const text = Buffer.from(String(value), 'utf8')
  const length = Buffer.allocUnsafe(4)
  length.writeUInt32BE(text.length)
  return Buffer.concat([length, text])
}

const preimage = (tag: string, values: readonly Value[]) =>
  Buffer.concat([Buffer.from(tag, 'ascii'), ...values.map(encoded)])

export const textHash = (alg: Algorithm, text: string): string => hash(alg, Buffer.from(text, 'utf8'))

/** The hash of an event and, of each of its fields, the first four bytes of a hash: they tell which one was changed. */
export function hashEvent(event: EventFields): { hash: string; sums: string } {
  const values = EVENT_FIELDS.map((field) => event[field])
  const sums = values.map((value) => hash(event.alg, encoded(value)).slice(0, SUM_HEX)).join('')
  return { hash: hash(event.alg, preimage(EVENT_TAG, [...values, sums])), sums }
}

/** RFC 6962: leaves and nodes are told apart by their first byte, and the left half is the largest power of two. */
export function merkleRoot(alg: Algorithm, hashes: readonly string[]): string {
  if (hashes.length === 0) throw new RangeError('A tree has at least one leaf.')
  if (hashes.length === 1) return hash(alg, Buffer.from(`00${hashes[0]!}`, 'hex'))
  let left = 1
  while (left * 2 < hashes.length) left *= 2
  const halves = [hashes.slice(0, left), hashes.slice(left)].map((half) => merkleRoot(alg, half))
  return hash(alg, Buffer.from(`01${halves.join('')}`, 'hex'))
}

/** The HMAC that only the holder of the key can make, and the hash over all of the seal, which the next one names. */
export function hashSeal(seal: SealFields, key: Buffer): { hmac: string; hash: string } {
  const { alg } = seal
  const values = SEAL_FIELDS.map((field) => seal[field])
  const hmac = createHmac(alg, key).update(preimage(SEAL_TAG, values)).digest('hex')
  return { hmac, hash: hash(alg, preimage(SEAL_TAG, [...values, hmac])) }
}

/** Names a key without telling it. Always SHA-256, so that a key has one name. */
export const keyId = (key: Buffer): string =>
  hash('sha256', Buffer.concat([Buffer.from(KEY_TAG, 'ascii'), key])).slice(0, 16)
