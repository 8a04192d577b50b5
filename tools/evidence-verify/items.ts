import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import pg from 'pg'

/** What the records say of one file. */
export interface Item {
  /** `<district>/<report>/<evidence>`, and the name of the file as it was sent. */
  what: string
  sha256: string
  sm3: string
  size: number
}

const FORMAT = 'tuban-evidence-list/1'
const PAGE = 2_000

/** Every item of a database, on one snapshot. */
export async function* itemsOfDatabase(url: string): AsyncGenerator<Item> {
  const client = new pg.Client({ connectionString: url, application_name: 'evidence-verify' })
  await client.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    await client.query(
      `declare page no scroll cursor for
       select district || '/' || report_id || '/' || evidence_id || ' ' || name as what, encode(sha256, 'hex') as sha256,
              encode(sm3, 'hex') as sm3, size::float8 as size
         from work.evidence order by evidence_id`,
    )
    for (;;) {
      const { rows } = await client.query<Item>(`fetch ${PAGE} from page`)
      if (rows.length === 0) return
      yield* rows
    }
  } finally {
    await client.end()
  }
}

interface Line {
  format?: string
  district: string
  report: string
  evidence: string
  name: string
  sha256: string
  sm3: string
  size: number
}

/** Every item of a list (npm run evidence:export), whose last line says how many there are. */
export async function* itemsOfList(input: Readable | string): AsyncGenerator<Item> {
  const stream = typeof input === 'string' ? createReadStream(input) : input
  let isFirst = true
  let items = 0
  let told: number | null = null
  for await (const text of createInterface({ input: stream, crlfDelay: Infinity })) {
    const line = JSON.parse(text) as Line & { items?: number }
    if (isFirst && line.format !== FORMAT) throw new Error(`this is no list of the format ${FORMAT}`)
    if (line.items !== undefined) told = line.items
    else if (!isFirst) {
      const { district, report, evidence, name, sha256, sm3, size } = line
      yield { what: `${district}/${report}/${evidence} ${name}`, sha256, sm3, size }
      items += 1
    }
    isFirst = false
  }
  if (told !== items) throw new Error(`the list breaks off: ${items} items of ${told ?? 'an unknown number'}`)
}
