import pg from 'pg'
import {
  EVENT_FIELDS,
  SEAL_FIELDS,
  type AnchorRow,
  type CheckpointRow,
  type EventRow,
  type SealRow,
  type StreamRow,
} from './format.ts'
import type { Report } from './report.ts'
import { TrailCheck } from './trail.ts'

const PAGE = 2_000

const HEX = ['before_hash', 'after_hash', 'prev_hash', 'sums', 'hash', 'head', 'merkle_root', 'prev', 'hmac']
const NUMBERS = ['seq', 'n', 'next_seq']

/** Columns as the format has them: hashes in hex, times in UTC with six decimals. */
const columns = (names: readonly string[]) =>
  names
    .map((name) => {
      if (HEX.includes(name)) return `encode(${name}, 'hex') as ${name}`
      if (NUMBERS.includes(name)) return `${name}::float8 as ${name}`
      return name === 'at' ? `to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at` : name
    })
    .join(', ')

/** Checks the trail as it is in a database now, on one snapshot. */
export async function verifyDatabase(
  url: string,
  keys: readonly Buffer[],
  anchors: readonly AnchorRow[],
): Promise<Report> {
  const client = new pg.Client({ connectionString: url, application_name: 'audit-verify' })
  await client.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    const check = new TrailCheck()
    const checkpoints = `select ${columns(['stream', 'seq', 'hash'])} from audit.checkpoint c order by c.stream`
    for await (const row of rowsOf<CheckpointRow>(client, checkpoints)) check.checkpoint(row)
    const events = `select ${columns([...EVENT_FIELDS, 'sums', 'hash'])} from audit.event order by stream collate "C", seq`
    for await (const row of rowsOf<EventRow>(client, events)) check.event(row)
    const streams = `select ${columns(['stream', 'next_seq', 'head'])} from audit.stream`
    for await (const row of rowsOf<StreamRow>(client, streams)) check.stream(row)
    const seals = `select ${columns([...SEAL_FIELDS, 'hmac', 'hash'])} from audit.seal s order by s.n`
    for await (const row of rowsOf<SealRow>(client, seals)) check.seal(row)
    for (const anchor of anchors) check.anchor(anchor)
    return check.finish(keys)
  } finally {
    await client.end()
  }
}

async function* rowsOf<R extends object>(client: pg.Client, select: string): AsyncGenerator<R> {
  await client.query(`declare page no scroll cursor for ${select}`)
  for (;;) {
    const { rows } = await client.query<R>(`fetch ${PAGE} from page`)
    if (rows.length === 0) break
    yield* rows
  }
  await client.query('close page')
}
