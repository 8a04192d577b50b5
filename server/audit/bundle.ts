import { createHash } from 'node:crypto'
import type { Database, Db } from '../db/database.ts'
import type { Anchor } from './anchors.ts'
import { canonicalJson, type Json } from './canonical-json.ts'
import { EVENT_FIELDS } from './format.ts'

const HEADER = { type: 'header', format: 'gis-audit-bundle/1' }

const PAGE = 1_000

/** Columns as they are hashed and written: times with six decimals, hashes in hex, numbers as numbers. */
const WRITTEN: Readonly<Record<string, string>> = {
  seq: 'seq::float8 as seq',
  n: 'n::float8 as n',
  next_seq: 'next_seq::float8 as next_seq',
  at: `to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at`,
  ...Object.fromEntries(
    ['before_hash', 'after_hash', 'prev_hash', 'sums', 'hash', 'head', 'merkle_root', 'prev', 'hmac'].map(
      (name) => [name, `encode(${name}, 'hex') as ${name}`],
    ),
  ),
}

const written = (columns: readonly string[]) => columns.map((name) => WRITTEN[name] ?? name).join(', ')

const TABLES = [
  {
    type: 'event',
    select: `select ${written([...EVENT_FIELDS, 'sums', 'hash'])} from audit.event order by stream collate "C", seq`,
  },
  {
    type: 'stream',
    select: `select ${written(['stream', 'next_seq', 'head'])} from audit.stream order by stream collate "C"`,
  },
  {
    type: 'seal',
    select: `select ${written(['alg', 'n', 'at', 'range', 'merkle_root', 'prev', 'key_id', 'hmac', 'hash'])}
               from audit.seal s order by s.n`,
  },
]

/**
 * Writes the whole trail as of one moment, as JSON lines that can be verified elsewhere. `write` is waited for within the
 * transaction: this is for a process that has the embedded engine to itself.
 */
export async function writeBundle(
  db: Database,
  anchors: readonly Anchor[],
  write: (text: string) => Promise<void>,
): Promise<void> {
  const sha256 = createHash('sha256')
  let lines = 0
  const writeLines = async (rows: readonly Json[]) => {
    const text = rows.map((row) => `${canonicalJson(row)}\n`).join('')
    sha256.update(text)
    lines += rows.length
    await write(text)
  }
  await writeLines([HEADER])
  await db.transaction(
    async (tx) => {
      for (const { type, select } of TABLES)
        for await (const rows of pages(tx, select)) await writeLines(rows.map((row) => ({ ...row, type })))
    },
    { readOnly: true },
  )
  await writeLines(anchors.map((anchor) => ({ ...anchor, type: 'anchor' })))
  await write(`${canonicalJson({ type: 'footer', lines, sha256: sha256.digest('hex') })}\n`)
}

async function* pages(tx: Db, select: string): AsyncGenerator<Record<string, Json>[]> {
  await tx.query(`declare page cursor for ${select}`)
  for (;;) {
    const { rows } = await tx.query<Record<string, Json>>(`fetch ${PAGE} from page`)
    if (rows.length === 0) break
    yield rows
  }
  await tx.query('close page')
}
