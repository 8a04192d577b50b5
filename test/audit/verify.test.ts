import { beforeAll, describe, expect, test } from 'vitest'
import published from '../../docs/audit-vectors.json' with { type: 'json' }
import {
  hashEvent,
  hashSeal,
  merkleRoot,
  type EventFields,
  type SealFields,
} from '../../server/audit/format.ts'
import type { Database } from '../../server/db/database.ts'
import { verifyBundle } from '../../tools/audit-verify/bundle.ts'
import {
  eventHash,
  merkleRoot as secondMerkleRoot,
  sealHash,
  sealHmac,
  sumsOf,
  type AnchorRow,
} from '../../tools/audit-verify/format.ts'
import { temporaryFolder } from '../intake/files.ts'
import { freshDatabase } from '../support/database.ts'
import { bundled, bundleOf, CASE, givenTrail, KEY, OTHER_CASE, rowsOf, verify, type Row } from './trail.ts'

const folder = temporaryFolder()
const FLIPS = 10_000

let bundle: Buffer
let rows: Row[]

beforeAll(async () => {
  const db: Database = await freshDatabase()
  await givenTrail(db, folder.path('anchors.jsonl'))
  bundle = await bundleOf(db, folder.path('anchors.jsonl'))
  rows = rowsOf(bundle)
  await db.close()
})

/** What the verifier says of other rows in a bundle that is otherwise well made. */
const found = async (changed: readonly Row[], keys?: readonly Buffer[]) =>
  (await verify(bundled(changed), keys)).findings

const isEvent = (stream: string, seq: number) => (row: Row) =>
  row.type === 'event' && row['stream'] === stream && row['seq'] === seq
const at = (stream: string, seq: number) => rows.findIndex(isEvent(stream, seq))
const changed = (matches: (row: Row) => boolean, over: Record<string, string | number | null>) =>
  rows.map((row) => (matches(row) ? { ...row, ...over } : row))

describe.each(published.vectors)(
  'the verifier reads the published vectors, $seal.alg',
  ({ events, seal, merkle }) => {
    test('as the platform does', () => {
      for (const event of events) expect([sumsOf(event), eventHash(event)]).toEqual([event.sums, event.hash])
      const key = Buffer.from(published.key, 'hex')
      expect([sealHmac(seal, key), sealHash(seal)]).toEqual([seal.hmac, seal.hash])
      expect(secondMerkleRoot(seal.alg, merkle.leaves)).toBe(merkle.root)
    })
  },
)

test('what nobody touched is intact, and says what was checked', async () => {
  expect(await verify(bundle)).toEqual({
    intact: true,
    events: 10,
    streams: 3,
    seals: 2,
    anchors: 2,
    unsealed: 1,
    excerpt: null,
    checkpoints: 0,
    before: 0,
    hmac: 'verified',
    sealsHold: true,
    anchorsHold: true,
    findings: [],
  })
  expect((await verify(bundle, [])).hmac).toBe('not checked')
})

test(`${FLIPS} single flipped bits are all found, each at its line`, async () => {
  const lineStarts = [0, ...[...bundle.keys()].filter((n) => bundle[n] === 0x0a).map((n) => n + 1)]
  const lineOf = (byte: number) => lineStarts.findLastIndex((start) => start <= byte) + 1
  const bits = bundle.length * 8
  const step = 7919 // a prime, so that bytes and bits are mixed
  for (let n = 0; n < FLIPS; n++) {
    const bit = Math.floor((n * bits) / FLIPS + ((n * step) % (bits / FLIPS))) % bits
    const flipped = Buffer.from(bundle)
    flipped[bit >> 3]! ^= 1 << (bit & 7)
    const { intact, findings } = await verify(flipped, [])
    const line = lineOf(bit >> 3)
    const { stream, seq } = rows[line - 1]!
    const isLocated = findings.some(
      (one) => one.line === line || (one.stream === stream && one.seq !== undefined && one.seq === seq),
    )
    if (intact || !isLocated)
      expect.fail(
        `bit ${bit} of line ${line}: ${JSON.stringify(findings)} ${bundle.toString().split('\n')[line - 1]!}`,
      )
  }
})

describe('a field of an event', () => {
  test.each([
    ['actor', 'somebody'],
    ['at', '2020-01-01T00:00:00.000000Z'],
    ['actor', null],
    ['session', ''],
    ['reason', '合法'],
    ['outcome', 'refused'],
    ['detail', '{"decision":"legal"}'],
    ['before_hash', 'ab'.repeat(32)],
    ['alg', 'sm3'],
    ['hash', '00'.repeat(32)],
    ['prev_hash', '00'.repeat(32)],
    ['sums', '00'.repeat(68)],
  ])('%s, changed to %j, is named', async (field, value) => {
    const findings = await found(changed(isEvent(CASE, 2), { [field]: value }))
    expect(findings).toMatchObject([{ kind: 'changed', stream: CASE, seq: 2, field }])
  })

  test('of an event that is not sealed yet, too', async () => {
    const findings = await found(changed(isEvent(CASE, 6), { reason: null }))
    expect(findings).toMatchObject([{ kind: 'changed', stream: CASE, seq: 6, field: 'reason' }])
  })
})

describe('events', () => {
  test('that were removed are missing, wherever they stood', async () => {
    for (const [seq, toSeq] of [
      [1, 1],
      [2, 3],
      [5, 6],
      [6, 6],
    ] as const) {
      const left = rows.filter(
        (row) => !(row['stream'] === CASE && Number(row['seq']) >= seq && Number(row['seq']) <= toSeq),
      )
      expect(await found(left)).toMatchObject([{ kind: 'missing', stream: CASE, seq, toSeq }])
    }
  })

  test('whose stream was removed with them are missing, since a seal knows them', async () => {
    const left = rows.filter((row) => row['stream'] !== OTHER_CASE)
    expect(await found(left)).toMatchObject([
      { kind: 'missing', stream: OTHER_CASE, seq: 1, seal: 1 },
      { kind: 'missing', stream: OTHER_CASE, seq: 2, seal: 2 },
    ])
  })

  test('cut off at the end of a stream that was made to fit are missing, since a seal knows them', async () => {
    const left = changed((row) => row.type === 'stream' && row['stream'] === CASE, {
      next_seq: 5,
      head: rows[at(CASE, 4)]!['hash']!,
    }).filter((row) => !(row['stream'] === CASE && Number(row['seq']) > 4))
    expect(await found(left)).toMatchObject([{ kind: 'missing', stream: CASE, seq: 5, toSeq: 5, seal: 2 }])
  })

  test('that were added are too many', async () => {
    const extra = { ...rows[at(CASE, 6)]!, seq: 7, prev_hash: rows[at(CASE, 6)]!['hash']! }
    const hashed = { ...extra, ...hashEvent(extra as unknown as EventFields) }
    expect(await found(rows.toSpliced(at(CASE, 6) + 1, 0, hashed))).toMatchObject([
      { kind: 'added', stream: CASE, seq: 7, toSeq: 7 },
    ])
    expect(await found(rows.toSpliced(at(CASE, 2), 0, rows[at(CASE, 2)]!))).toMatchObject([
      { kind: 'added', stream: CASE, seq: 2 },
    ])
  })

  test('that changed places are told as reordered', async () => {
    const [two, three] = [at(CASE, 2), at(CASE, 3)]
    const swapped = rows.with(two, { ...rows[three]!, seq: 2 }).with(three, { ...rows[two]!, seq: 3 })
    expect(await found(swapped)).toMatchObject([
      { kind: 'reordered', stream: CASE, seq: 2, field: 'seq' },
      { kind: 'reordered', stream: CASE, seq: 3, field: 'seq' },
    ])
    const lines = rows.with(two, rows[three]!).with(three, rows[two]!)
    expect(await found(lines)).toMatchObject([{ kind: 'reordered', stream: CASE, seq: 2 }])
  })
})

/** The rows with one event changed and everything after it hashed anew, as the platform itself would have. */
function rewritten(stream: string, from: number, over: Record<string, string>): Row[] {
  let prev: string | null = null
  const events = rows.map((row) => {
    if (row.type !== 'event' || row['stream'] !== stream) return row
    const seq = Number(row['seq'])
    const event = { ...row, ...(seq === from && over), prev_hash: prev } as unknown as EventFields
    const { hash, sums } = hashEvent(event)
    prev = hash
    return { ...event, hash, sums } as unknown as Row
  })
  return events.map((row) =>
    row.type === 'stream' && row['stream'] === stream ? { ...row, head: prev } : row,
  )
}

/** The same with seals made anew, by whatever key. */
function resealed(forged: readonly Row[], key: Buffer): Row[] {
  let prev: string | null = null
  const hashOf = (stream: string, seq: number) => String(forged.find(isEvent(stream, seq))!['hash'])
  return forged.map((row) => {
    if (row.type !== 'seal') return row
    const ranges = JSON.parse(String(row['range'])) as {
      stream: string
      from: number
      to: number
      hash: string
    }[]
    const hashes = ranges.flatMap(({ stream, from, to }) =>
      Array.from({ length: to - from + 1 }, (_, n) => hashOf(stream, from + n)),
    )
    const seal = {
      ...row,
      range: JSON.stringify(
        ranges.map(({ from, stream, to }) => ({ from, hash: hashOf(stream, to), stream, to })),
      ),
      merkle_root: merkleRoot('sha256', hashes),
      prev,
    } as unknown as SealFields
    const hashed = hashSeal(seal, key)
    prev = hashed.hash
    return { ...seal, ...hashed } as unknown as Row
  })
}

describe('a history that was written anew', () => {
  test('from the event on does not fit its seals', async () => {
    expect(await found(rewritten(CASE, 2, { reason: '合法' }))).toMatchObject([
      { kind: 'changed', stream: CASE, seq: 3, seal: 1 },
      { kind: 'changed', stream: CASE, seq: 5, seal: 2 },
    ])
  })

  test('for one event alone does not fit the next', async () => {
    const forged = rewritten(CASE, 2, { reason: '合法' })
    expect(await found(rows.with(at(CASE, 2), forged[at(CASE, 2)]!))).toMatchObject([
      { kind: 'changed', stream: CASE, seq: 2 },
    ])
  })

  test('with its seals fits neither the key nor the anchors', async () => {
    const forged = resealed(rewritten(CASE, 2, { reason: '合法' }), Buffer.alloc(32, 8))
    expect(await found(forged)).toMatchObject([
      { kind: 'seal', seal: 1, field: 'hmac' },
      { kind: 'seal', seal: 2, field: 'hmac' },
      { kind: 'anchor', seal: 1, field: 'root' },
      { kind: 'anchor', seal: 2, field: 'root' },
    ])
    expect(await found(forged, [])).toMatchObject([{ kind: 'anchor' }, { kind: 'anchor' }])
    expect(await found(resealed(rows, KEY))).toEqual([])
  })
})

describe('a seal', () => {
  const isSeal = (n: number) => (row: Row) => row.type === 'seal' && row['n'] === n

  test.each([
    ['merkle_root', '00'.repeat(32)],
    ['prev', '00'.repeat(32)],
    ['key_id', '0000000000000000'],
    ['hmac', '00'.repeat(32)],
    ['alg', 'sm3'],
    ['range', '[]'],
  ])('with another %s does not hold', async (field, value) => {
    const { findings, sealsHold } = await verify(bundled(changed(isSeal(2), { [field]: value })))
    expect(sealsHold).toBe(false)
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'seal', seal: 2, field }))
  })

  test('that was removed is missing: the next, and the anchor, know it', async () => {
    const { findings } = await verify(bundled(rows.filter((row) => !isSeal(1)(row))))
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'seal', seal: 2, field: 'n' }))
    expect(await found(rows.filter((row) => !isSeal(2)(row)))).toMatchObject([{ kind: 'anchor', seal: 2 }])
  })
})

describe('an anchor', () => {
  test.each([
    ['n', 7],
    ['root', '00'.repeat(32)],
    ['at', '2020-01-01T00:00:00.000000Z'],
  ])('with another %s does not hold', async (field, value) => {
    const isLast = (row: Row) => row.type === 'anchor' && row['n'] === 2
    const { anchorsHold, findings } = await verify(bundled(changed(isLast, { [field]: value })))
    expect(anchorsHold).toBe(false)
    expect(findings).toHaveLength(1)
  })
})

test('a whole trail written anew is given away by the anchors that somebody kept', async () => {
  const kept = rows.filter(({ type }) => type === 'anchor') as unknown as AnchorRow[]
  const forged = bundled(
    resealed(rewritten(CASE, 2, { reason: '合法' }), KEY).filter(({ type }) => type !== 'anchor'),
  )
  expect((await verify(forged)).intact).toBe(true)
  const { findings } = await verifyBundle([forged], [KEY], kept)
  expect(findings).toMatchObject([
    { kind: 'anchor', seal: 1, field: 'root' },
    { kind: 'anchor', seal: 2, field: 'root' },
  ])
})

describe('a bundle', () => {
  test.each([0, 1, 100, 2_000])('that breaks off after %i bytes is not whole', async (length) => {
    const { intact, findings } = await verify(bundle.subarray(0, length))
    expect(intact).toBe(false)
    expect(findings.map(({ kind }) => kind)).toContain('bundle')
  })

  test('without its last byte is not whole', async () => {
    expect((await verify(bundle.subarray(0, -1))).intact).toBe(false)
  })
})
