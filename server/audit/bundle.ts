import { createHash } from 'node:crypto'
import type { Database, Db } from '../db/database.ts'
import type { Anchor } from './anchors.ts'
import { canonicalJson, type Json } from './canonical-json.ts'
import { EVENT_FIELDS } from './format.ts'

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

const EVENT_COLUMNS = written([...EVENT_FIELDS, 'sums', 'hash'])
const SEAL_COLUMNS = written(['alg', 'n', 'at', 'range', 'merkle_root', 'prev', 'key_id', 'hmac', 'hash'])

/** What of the trail is wanted: events between two instants, of some streams. */
export interface Excerpt {
  from: string | null
  to: string | null
  streams: readonly string[] | null
}

export interface BundleOptions {
  anchors: readonly Anchor[]
  /** Waited for between queries, not within a transaction: whoever reads slowly holds up nobody. */
  write: (text: string) => Promise<void>
  /** Without it the whole trail. */
  excerpt?: Excerpt
  onProgress?: (events: number, total: number) => void
}

interface StreamEnd extends Record<string, Json> {
  stream: string
  next_seq: number
  head: string | null
}

export interface Checkpoint extends Record<string, Json> {
  stream: string
  seq: number
  hash: string
}

/** What a bundle will hold: the trail only grows, so what was found at one moment can be read page by page afterwards. */
interface Extent {
  checkpoints: readonly Checkpoint[]
  ends: readonly StreamEnd[]
  /** In which months its events lie. */
  firstAt: string | null
  lastAt: string | null
  firstSeal: number
  lastSeal: number
}

/** Writes the trail as of one moment as JSON lines that can be verified elsewhere (docs/audit-format.md); answers their hash. */
export async function writeBundle(db: Database, options: BundleOptions): Promise<string> {
  const { anchors, write, excerpt, onProgress } = options
  const sha256 = createHash('sha256')
  let lines = 0
  const writeRows = async (type: string, rows: readonly Record<string, Json>[]) => {
    const text = rows.map((row) => `${canonicalJson({ ...row, type })}\n`).join('')
    sha256.update(text)
    lines += rows.length
    await write(text)
  }
  const extent = await db.transaction((tx) => (excerpt ? extentOf(tx, excerpt) : wholeExtent(tx)), {
    readOnly: true,
  })
  const { checkpoints, ends, firstSeal, lastSeal } = extent
  await writeRows('header', [headerOf(excerpt, checkpoints)])
  await writeRows('checkpoint', checkpoints)
  const begins = new Map(checkpoints.map(({ stream, seq }) => [stream, seq]))
  const total = ends.reduce((sum, { stream, next_seq }) => sum + next_seq - 1 - (begins.get(stream) ?? 0), 0)
  let events = 0
  for await (const rows of eventPages(db, extent, excerpt)) {
    await writeRows('event', rows)
    events += rows.length
    onProgress?.(events, total)
  }
  await writeRows('stream', ends)
  for await (const rows of sealPages(db, firstSeal, lastSeal)) await writeRows('seal', rows)
  const held = anchors.filter(({ n }) => !excerpt || (n >= firstSeal && n <= lastSeal))
  await writeRows(
    'anchor',
    held.map(({ n, root, at }) => ({ n, root, at })),
  )
  await write(`${canonicalJson({ type: 'footer', lines, sha256: sha256.copy().digest('hex') })}\n`)
  return sha256.digest('hex')
}

/** The first version of the format has neither checkpoints nor excerpts, and is read by older verifiers. */
const headerOf = (excerpt: Excerpt | undefined, checkpoints: readonly Checkpoint[]): Record<string, Json> =>
  excerpt || checkpoints.length > 0
    ? { format: 'gis-audit-bundle/2', excerpt: excerpt ? canonicalJson({ ...excerpt }) : null }
    : { format: 'gis-audit-bundle/1' }

export const checkpointsOf = async (db: Db): Promise<Checkpoint[]> =>
  (
    await db.query<Checkpoint>(
      `select ${written(['stream', 'seq', 'hash'])} from audit.checkpoint c order by c.stream`,
    )
  ).rows

async function wholeExtent(tx: Db): Promise<Extent> {
  const { rows: ends } = await tx.query<StreamEnd>(
    `select ${written(['stream', 'next_seq', 'head'])} from audit.stream s order by s.stream collate "C"`,
  )
  const { rows } = await tx.query<{ n: number }>('select coalesce(max(n), 0)::float8 as n from audit.seal')
  return {
    checkpoints: await checkpointsOf(tx),
    ends,
    firstAt: null,
    lastAt: null,
    firstSeal: 1,
    lastSeal: rows[0]!.n,
  }
}

/** Of each stream what lies between the first and the last event that is wanted, and on to the end of the last one's seal. */
async function extentOf(tx: Db, { from, to, streams }: Excerpt): Promise<Extent> {
  const { rows } = await tx.query<{
    stream: string
    seq: number
    next_seq: number
    before: string | null
    head: string
    first_at: string
    last_at: string
    first_seal: number | null
  }>(
    `with wanted as (
       select stream, min(seq) as first, max(seq) as last from audit.place
        where at >= coalesce($1::timestamptz, '-infinity') and at < coalesce($2::timestamptz, 'infinity')
          and ($3::text[] is null or stream = any ($3))
        group by stream),
     extended as (
       select w.stream, w.first,
              coalesce((select max(p.seq) from audit.place p
                         where p.stream = w.stream and p.seal = (select l.seal from audit.place l where l.stream = w.stream and l.seq = w.last)
                           and p.seq >= w.last), w.last) as last
         from wanted w)
     select x.stream, x.first::float8 - 1 as seq, x.last::float8 + 1 as next_seq, encode(e.prev_hash, 'hex') as before,
            encode(f.hash, 'hex') as head,
            (select min(at)::text from audit.place p where p.stream = x.stream and p.seq between x.first and x.last) as first_at,
            (select max(at)::text from audit.place p where p.stream = x.stream and p.seq between x.first and x.last) as last_at,
            (select min(seal) from audit.place p where p.stream = x.stream and p.seq between x.first and x.last)::float8 as first_seal
       from extended x
       join audit.place a on a.stream = x.stream and a.seq = x.first
       join audit.event e on e.stream = a.stream and e.seq = a.seq and e.at = a.at
       join audit.place b on b.stream = x.stream and b.seq = x.last
       join audit.event f on f.stream = b.stream and f.seq = b.seq and f.at = b.at
      order by x.stream collate "C"`,
    [from, to, streams],
  )
  const { rows: seals } = await tx.query<{ n: number }>(
    'select coalesce(max(n), 0)::float8 as n from audit.seal',
  )
  const lastSeal = seals[0]!.n
  const times = rows.flatMap(({ first_at, last_at }) => [first_at, last_at]).sort()
  return {
    checkpoints: rows
      .filter(({ seq }) => seq > 0)
      .map(({ stream, seq, before }) => ({ stream, seq, hash: before! })),
    ends: rows.map(({ stream, next_seq, head }) => ({ stream, next_seq, head })),
    firstAt: times[0] ?? null,
    lastAt: times.at(-1) ?? null,
    firstSeal: Math.min(lastSeal + 1, ...rows.map(({ first_seal }) => first_seal ?? Infinity)),
    lastSeal,
  }
}

type Row = Record<string, Json>

/**
 * Events that came meanwhile are left out: their streams end where they ended at the beginning. What lies behind the end of
 * its stream came by no way of ours, and is told. The collation is that of the streams' index.
 */
async function* eventPages(
  db: Db,
  { checkpoints, ends, firstAt, lastAt }: Extent,
  excerpt: Excerpt | undefined,
): AsyncGenerator<Row[]> {
  const begins = new Map(checkpoints.map(({ stream, seq }) => [stream, seq]))
  const limits = new Map(ends.map(({ stream, next_seq }) => [stream, next_seq]))
  const isWanted = (stream: string, seq: number, isBehind: boolean) => {
    const isBeforeEnd = seq < (limits.get(stream) ?? 0)
    return excerpt ? isBeforeEnd && seq > (begins.get(stream) ?? 0) : isBeforeEnd || isBehind
  }
  let last: Row | undefined = { stream: '', seq: 0 }
  while (last) {
    const { rows }: { rows: (Row & { is_behind: boolean })[] } = await db.query(
      `select ${EVENT_COLUMNS},
              not exists (select from audit.stream s
                           where s.stream = e.stream collate "default" and s.next_seq > e.seq) as is_behind
         from audit.event e
        where (e.stream, e.seq) > ($1, $2::bigint)
          and e.at >= coalesce($3::timestamptz, '-infinity') and e.at <= coalesce($4::timestamptz, 'infinity')
          and ($5::text[] is null or e.stream = any ($5))
        order by e.stream, e.seq limit ${PAGE}`,
      [last['stream'], last['seq'], firstAt, lastAt, excerpt?.streams ?? null],
    )
    const wanted = rows.flatMap(({ is_behind, ...row }) =>
      isWanted(String(row['stream']), Number(row['seq']), is_behind) ? [row] : [],
    )
    if (wanted.length > 0) yield wanted
    last = rows.length === PAGE ? rows.at(-1) : undefined
  }
}

async function* sealPages(db: Db, first: number, last: number): AsyncGenerator<Row[]> {
  for (let from = first; from <= last; from += PAGE) {
    const { rows } = await db.query<Row>(
      `select ${SEAL_COLUMNS} from audit.seal s where s.n between $1 and $2 order by s.n`,
      [from, Math.min(last, from + PAGE - 1)],
    )
    yield rows
  }
}
