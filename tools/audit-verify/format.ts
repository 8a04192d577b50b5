import { createHash, createHmac } from 'node:crypto'

// docs/audit-format.md, written a second time: the verifier shares no code with the program that it checks.

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
] as const
export const SEAL_FIELDS = ['alg', 'n', 'at', 'range', 'merkle_root', 'prev', 'key_id'] as const

export type EventField = (typeof EVENT_FIELDS)[number]
type Value = string | number | null

export type EventRow = Record<EventField, Value> & {
  alg: string
  stream: string
  seq: number
  prev_hash: string | null
  sums: string
  hash: string
}
export interface SealRow {
  alg: string
  n: number
  at: string
  range: string
  merkle_root: string
  prev: string | null
  key_id: string
  hmac: string
  hash: string
}
export interface StreamRow {
  stream: string
  next_seq: number
  head: string | null
}
export interface CheckpointRow {
  stream: string
  seq: number
  hash: string
}
export interface AnchorRow {
  n: number
  root: string
  at: string
}

/** Of the checkpoints that the platform made when it let old events go: what its event about it tells. */
export const checkpointsHash = (rows: readonly CheckpointRow[]): string =>
  digest(
    'sha256',
    Buffer.from(rows.map(({ stream, seq, hash }) => `${canonical({ stream, seq, hash })}\n`).join('')),
  )

export const isAlgorithm = (alg: string) => alg === 'sha256' || alg === 'sm3'

const digest = (alg: string, ...parts: Buffer[]) => {
  const sum = createHash(alg)
  for (const part of parts) sum.update(part)
  return sum.digest('hex')
}

function field(value: Value): Buffer {
  if (value === null) return Buffer.from('ffffffff', 'hex')
  const text = Buffer.from(`${value}`)
  const bytes = Buffer.alloc(4 + text.length)
  bytes.writeUInt32BE(text.length)
  text.copy(bytes, 4)
  return bytes
}

const SUM = 8

export const sumsOf = (row: EventRow): string =>
  EVENT_FIELDS.map((name) => digest(row.alg, field(row[name])).slice(0, SUM)).join('')

export const sumOf = (sums: string, at: number): string => sums.slice(at * SUM, (at + 1) * SUM)

export const eventHash = (row: EventRow): string =>
  digest(
    row.alg,
    Buffer.from('gis-audit/1'),
    ...EVENT_FIELDS.map((name) => field(row[name])),
    field(row.sums),
  )

const sealBytes = (seal: SealRow) =>
  Buffer.concat([Buffer.from('gis-audit-seal/1'), ...SEAL_FIELDS.map((name) => field(seal[name]))])

export const sealHash = (seal: SealRow): string => digest(seal.alg, sealBytes(seal), field(seal.hmac))

export const sealHmac = (seal: SealRow, key: Buffer): string =>
  createHmac(seal.alg, key).update(sealBytes(seal)).digest('hex')

export const keyId = (key: Buffer): string =>
  digest('sha256', Buffer.from('gis-audit-key/1'), key).slice(0, 16)

export function merkleRoot(alg: string, leaves: readonly string[]): string {
  if (leaves.length === 1) return digest(alg, Buffer.from([0]), Buffer.from(leaves[0]!, 'hex'))
  const left = 2 ** Math.floor(Math.log2(leaves.length - 1))
  const [a, b] = [merkleRoot(alg, leaves.slice(0, left)), merkleRoot(alg, leaves.slice(left))]
  return digest(alg, Buffer.from([1]), Buffer.from(a, 'hex'), Buffer.from(b, 'hex'))
}

/** RFC 8785. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const of = value as Record<string, unknown>
  const members = Object.keys(of)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(of[key])}`)
  return `{${members.join(',')}}`
}
