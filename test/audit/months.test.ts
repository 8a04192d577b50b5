import { cp, mkdir, readdir, rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addMonths, letGo } from '../../server/audit/months.ts'
import { recordAll } from '../../server/audit/record.ts'
import { sealPending } from '../../server/audit/seal.ts'
import { startSealer } from '../../server/audit/sealer.ts'
import type { Database } from '../../server/db/database.ts'
import { migrate } from '../../server/db/migrate.ts'
import { createLog } from '../../server/http/log.ts'
import { verifyDatabase } from '../../tools/audit-verify/database.ts'
import { temporaryFolder } from '../intake/files.ts'
import { emptyDatabase, freshDatabase } from '../support/database.ts'
import {
  anEvent,
  bundled,
  bundleOf,
  CASE,
  givenTrail,
  KEY,
  OTHER_CASE,
  rowsOf,
  verify,
  type Row,
} from './trail.ts'

const folder = temporaryFolder()
const YEARS = 3

let db: Database
let anchors: string

beforeAll(async () => {
  db = await freshDatabase()
  anchors = folder.path('anchors.jsonl')
  await givenTrail(db, anchors)
})
afterAll(() => db.close())

const add = (...streams: string[]) =>
  db.transaction((tx) =>
    recordAll(
      tx,
      streams.map((stream) => anEvent(stream)),
    ),
  )

const months = async () =>
  (
    await db.query<{ name: string }>(
      `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'audit.event'::regclass order by 1`,
    )
  ).rows.map(({ name }) => name)

describe('the months to come', () => {
  test('are made ahead, once', async () => {
    const before = await months()
    expect(before).toHaveLength(4)
    await addMonths(db)
    expect(await months()).toEqual(before)
    await db.query(`drop table audit.${before[3]!}`)
    await addMonths(db)
    expect(await months()).toEqual(before)
  })

  test.each(['update %s set reason = null', 'delete from %s', 'truncate %s'])(
    'are only added to, each by itself too: %s',
    async (statement) => {
      for (const table of ['event', ...(await months())])
        await expect(db.query(statement.replace('%s', `audit.${table}`))).rejects.toThrow('only added to')
    },
  )
})

describe('a number', () => {
  const again = (at: string) =>
    db.query(
      `insert into audit.event select (e).* from (
         select jsonb_populate_record(e, jsonb_build_object('at', ${at})) as e
           from audit.event e where stream = '${CASE}' and seq = 1) x`,
    )

  test('is given once in a stream, in whatever month', async () => {
    await expect(again('e.at')).rejects.toThrow(/event_\d{4}_\d\d_pkey/)
    await expect(again(`e.at + interval '1 month'`)).rejects.toThrow(/foreign key/)
    await expect(
      db.query(`insert into audit.place (stream, seq, at) values ('${CASE}', 1, now() + interval '1 month')`),
    ).rejects.toThrow('place_pkey')
  })
})

test('an event that came by no way of ours is in the bundle, to be told', async () => {
  const forged = (stream: string, seq: number) =>
    db.transaction(async (tx) => {
      await tx.query('set local session_replication_role = replica')
      await tx.query(
        `insert into audit.event select (jsonb_populate_record(e, jsonb_build_object('stream', $1::text, 'seq', $2::int))).*
           from audit.event e where stream = '${CASE}' and seq = 2`,
        [stream, seq],
      )
    })
  await forged(OTHER_CASE, 9)
  await forged('report:140404/66', 2)
  const { findings } = await verify(await bundleOf(db, anchors))
  await db.transaction(async (tx) => {
    await tx.query('set local session_replication_role = replica')
    await tx.query(`delete from audit.event where seq = 9 or stream = 'report:140404/66'`)
  })
  expect(findings).toContainEqual(expect.objectContaining({ kind: 'changed', stream: OTHER_CASE, seq: 9 }))
  expect(findings).toContainEqual(expect.objectContaining({ kind: 'missing', stream: 'report:140404/66' }))
})

describe('an excerpt', () => {
  test('of one stream holds by itself, and says that it is one', async () => {
    const excerpt = { from: null, to: null, streams: [CASE] }
    const bundle = await bundleOf(db, anchors, excerpt)
    expect(await verify(bundle)).toMatchObject({
      intact: true,
      events: 6,
      streams: 1,
      excerpt: JSON.stringify({ from: null, streams: [CASE], to: null }),
      hmac: 'verified',
    })
    expect(rowsOf(bundle)[0]).toMatchObject({ format: 'gis-audit-bundle/2' })
  })

  /** When the events of the second seal begin. */
  const second = async () =>
    (await db.query<{ at: string }>('select min(at)::text as at from audit.place where seal = 2')).rows[0]!.at

  test('of a time begins at checkpoints and goes on to the end of a seal', async () => {
    const from = await second()
    const later = await bundleOf(db, anchors, { from, to: null, streams: null })
    expect(await verify(later)).toMatchObject({ intact: true, events: 5, checkpoints: 3, before: 3 + 1 + 1 })
    await add('auth')
    await add('auth')
    await sealPending(db, KEY)
    const { rows } = await db.query<{ at: string }>(
      `select at::text from audit.place where stream = 'auth' and seq = 4`,
    )
    const until = await bundleOf(db, anchors, { from, to: rows[0]!.at, streams: ['auth'] })
    expect(await verify(until)).toMatchObject({ intact: true, unsealed: 0, checkpoints: 1 })
    expect(rowsOf(until).filter(({ type }) => type === 'event')).toMatchObject([
      { seq: 2 },
      { seq: 3 },
      { seq: 4 },
    ])
  })

  test('of nothing is empty', async () => {
    const bundle = await bundleOf(db, anchors, { from: null, to: null, streams: ['report:140404/99'] })
    expect(await verify(bundle)).toMatchObject({ intact: true, events: 0, seals: 0, anchors: 0 })
  })

  test.each<[string, (row: Row) => Row | null, object]>([
    [
      'with a changed field',
      (row) => (row['seq'] === 5 ? { ...row, reason: '合法' } : row),
      { kind: 'changed', seq: 5, field: 'reason' },
    ],
    [
      'without an event',
      (row) => (row['seq'] === 5 && row.type === 'event' ? null : row),
      { kind: 'missing', seq: 5 },
    ],
    [
      'with another checkpoint',
      (row) => (row.type === 'checkpoint' ? { ...row, hash: '00'.repeat(32) } : row),
      { kind: 'checkpoint', seq: 3, field: 'hash' },
    ],
    [
      'with a checkpoint put forward',
      (row) => (row.type === 'checkpoint' ? { ...row, seq: 4 } : row),
      { kind: 'added', seq: 4 },
    ],
    [
      'with a seal changed',
      (row) => (row.type === 'seal' ? { ...row, range: '[]' } : row),
      { kind: 'seal', seal: 2 },
    ],
  ])('%s does not hold', async (_name, change, finding) => {
    const bundle = await bundleOf(db, anchors, { from: await second(), to: null, streams: [CASE] })
    const forged = rowsOf(bundle).flatMap((row) => change(row) ?? [])
    const { intact, findings } = await verify(bundled(forged))
    expect(intact).toBe(false)
    expect(findings).toContainEqual(expect.objectContaining(finding))
  })

  test('passed off as the whole is told: nothing in the trail lets what is missing go', async () => {
    const bundle = await bundleOf(db, anchors, { from: await second(), to: null, streams: null })
    const forged = rowsOf(bundle).map((row) => (row.type === 'header' ? { ...row, excerpt: null } : row))
    const { findings } = await verify(bundled(forged))
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'checkpoint', line: 2 }))
  })
})

describe('what is older than it must be kept', () => {
  /** Five years ago, as nobody could do it: the clock of the database is not ours. */
  async function age(from: number, to: number) {
    await db.query(`select audit.add_months(now() - interval '6 years', now() - interval '4 years')`)
    await db.transaction(async (tx) => {
      await tx.query('set local session_replication_role = replica')
      for (const table of ['place', 'event'])
        await tx.query(
          `update audit.${table} set at = at - interval '5 years' where stream = '${CASE}' and seq between $1 and $2`,
          [from, to],
        )
    })
  }

  test('stays while it is not sealed, or lies behind what stays', async () => {
    await add(CASE)
    await age(7, 7)
    await expect(letGo(db, YEARS)).rejects.toThrow('not sealed')
    await sealPending(db, KEY)
    await expect(letGo(db, YEARS)).rejects.toThrow('later events')
  })

  test('goes by whole months; the trail says so itself, and holds from there', async () => {
    // The hash of an event covers its time: these are written as if then, by the platform itself.
    const other = await freshDatabase()
    const file = folder.path('old.jsonl')
    await other.query(`select audit.add_months(now() - interval '6 years', now() - interval '4 years')`)
    await other.query(
      `create function public.long_ago() returns timestamptz language sql as $$ select now() - interval '5 years' $$`,
    )
    const old = (...streams: string[]) =>
      other.transaction(async (tx) => {
        const aged = {
          query: ((text: string, values?: readonly unknown[]) =>
            tx.query(text.replaceAll('clock_timestamp()', 'public.long_ago()'), values)) as typeof tx.query,
        }
        await recordAll(
          aged,
          streams.map((stream) => anEvent(stream)),
        )
      })
    await old('auth', CASE, CASE, OTHER_CASE)
    await sealPending(other, KEY)
    await old(CASE)
    await other.transaction((tx) => recordAll(tx, [anEvent(CASE), anEvent('auth')]))
    await sealPending(other, KEY)
    expect(await verify(await bundleOf(other, file))).toMatchObject({
      intact: true,
      events: 7,
      checkpoints: 0,
    })

    expect(await letGo(other, YEARS)).toBe(5)
    expect(await letGo(other, YEARS)).toBe(0)
    const bundle = await bundleOf(other, file)
    expect(await verify(bundle)).toMatchObject({
      intact: true,
      events: 3,
      seals: 2,
      checkpoints: 3,
      before: 5,
      excerpt: null,
      hmac: 'verified',
    })
    if (other.kind === 'native')
      expect(await verifyDatabase(other.pool.options.connectionString!, [KEY], [])).toEqual(
        await verify(bundle),
      )
    expect(rowsOf(bundle).filter(({ type }) => type === 'checkpoint')).toMatchObject([
      { stream: 'auth', seq: 1 },
      { stream: CASE, seq: 3 },
      { stream: OTHER_CASE, seq: 1 },
    ])
    // The event that tells of it was taken out: then it was not the platform that let go.
    const silent = rowsOf(bundle).filter(({ stream }) => stream !== 'audit')
    expect((await verify(bundled(silent))).findings).toMatchObject([{ kind: 'checkpoint' }])
    // Something more was taken away, and the checkpoint put to fit.
    const next = rowsOf(bundle).find(({ type, stream }) => type === 'event' && stream === CASE)!
    const more = rowsOf(bundle)
      .filter((row) => !(row.type === 'event' && row['stream'] === CASE))
      .map((row) =>
        row.type === 'checkpoint' && row['stream'] === CASE ? { ...row, seq: 4, hash: next['hash']! } : row,
      )
    expect((await verify(bundled(more))).findings).toMatchObject([{ kind: 'checkpoint' }])
    await other.close()
  })
})

describe('sealing', () => {
  test('says how far behind it is: nothing while it works, ever more while it cannot', async () => {
    const quiet = { log: createLog({ logLevel: 'silent' }), key: KEY, anchorFile: folder.path('lag.jsonl') }
    const sealer = startSealer({ db, ...quiet })
    await add('auth')
    await expect.poll(async () => (await verifiedCount()).waiting, { timeout: 10_000 }).toBe(0)
    await sealer.stop()
    expect(sealer.lagMs()).toBeLessThan(5_000)

    const broken: Database = { ...db, query: () => Promise.reject(new Error('gone')) }
    const stuck = startSealer({ db: broken, ...quiet })
    const before = stuck.lagMs()
    await expect.poll(() => stuck.lagMs(), { timeout: 10_000 }).toBeGreaterThan(before + 1_000)
    await stuck.stop()
  })

  const verifiedCount = async () =>
    (
      await db.query<{ waiting: number }>(
        'select count(*)::int as waiting from audit.place where seal is null',
      )
    ).rows[0]!
})

test('a trail of an older release is moved whole, with its seals', async () => {
  const older = folder.path('sql')
  await cp('sql/migrations', `${older}/migrations`, { recursive: true })
  await mkdir(`${older}/functions`)
  for (const name of await readdir(`${older}/migrations`))
    if (name >= '0008') await rm(`${older}/migrations/${name}`)
  const before = await emptyDatabase()
  await migrate(before, older)
  await before.query(
    `insert into audit.event (stream, seq, at, action, outcome, detail, prev_hash, sums, hash, alg)
     select 'auth', n, timestamptz '2026-01-20 00:00Z' + n * interval '10 days', 'session.open', 'done', '{}',
            case when n > 1 then decode(repeat('00', 32), 'hex') end, decode(repeat('00', 68), 'hex'), decode(repeat('00', 32), 'hex'), 'sha256'
       from generate_series(1, 5) n`,
  )
  await before.query(`insert into audit.pending values ('auth', 4), ('auth', 5)`)
  await before.query(
    `insert into audit.seal (n, at, range, merkle_root, prev, key_id, hash, hmac, alg)
     select n, now(), '[{"from":' || f || ',"hash":"","stream":"auth","to":' || t || '}]', decode(repeat('00', 32), 'hex'),
            case when n > 1 then decode(repeat('00', 32), 'hex') end, 'k', decode(repeat('00', 32), 'hex'), decode(repeat('00', 32), 'hex'), 'sha256'
       from (values (1, 1, 2), (2, 3, 3)) s (n, f, t)`,
  )
  await migrate(before)
  const { rows } = await before.query(
    `select e.seq::int, e.tableoid::regclass::text as month, p.seal::int
       from audit.event e join audit.place p using (stream, seq, at) order by e.seq`,
  )
  expect(rows).toEqual([
    { seq: 1, month: 'audit.event_2026_01', seal: 1 },
    { seq: 2, month: 'audit.event_2026_02', seal: 1 },
    { seq: 3, month: 'audit.event_2026_02', seal: 2 },
    { seq: 4, month: 'audit.event_2026_03', seal: null },
    { seq: 5, month: 'audit.event_2026_03', seal: null },
  ])
  await before.close()
})
