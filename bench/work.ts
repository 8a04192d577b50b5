import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { generateDistrict, type District, type Feature } from '../fixtures/district/district.ts'
import type { Database } from '../server/db/database.ts'
import { loadDistrict, loadLayer } from '../server/demo-district.ts'
import { evaluateReports } from '../server/evaluate.ts'
import { startJobs } from '../server/jobs/runner.ts'
import { jobWork } from '../server/jobs/work.ts'
import { measureGrounds } from '../server/kernel/grounds.ts'
import { installedKernel, installKernel } from '../server/kernel/kernel.ts'
import { overlay } from '../server/queries/overlay.ts'
import { freshDatabase } from '../test/support/database.ts'
import { quantile } from './race.ts'
import { table } from './table.ts'

/** Reports that are measured one by one, after some that warm caches. */
const ALONE = 500
const WARM = 50
/** One land-use parcel in so many is another in the next version. */
const ONE_IN = 1_000
const KERNEL = { isOn: true, memoryMb: 1_024 } as const

/**
 * What an analyst waits for who draws one report, and what judging again costs: all reports, and those that a new version of a
 * layer touches. On the native database, with every layer of the district; in Markdown.
 */
export async function workReport(size: 'demo' | 'county', say: (line: string) => void): Promise<string> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'tuban-work-'))
  const db = await freshDatabase({ statementTimeoutMs: 0 })
  try {
    installKernel({ dataDir, kernel: KERNEL })
    const district = generateDistrict({ size, seed: 1 })
    const ids = await loadDistrict(db, district, say)
    say('judging all, twice')
    await timed(() => evaluateReports(db, { district: district.code, reportIds: ids }))
    const full = await timed(() => evaluateReports(db, { district: district.code, reportIds: ids }))

    say('one by one')
    const one = await aloneTimes(db, district.code, ids)
    installKernel({ dataDir, kernel: KERNEL })
    const [measured] = await overlay(db, district.code, [ids[0]!], null)
    const reload = await timed(() => measureGrounds(installedKernel()!, db, district.code, [measured!]))
    say('a new version of land use')
    const followed = await followUp(db, changed(district))
    return markdown({ reports: ids.length, one, reload, full, followed })
  } finally {
    await db.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await work()
  return performance.now() - from
}

async function aloneTimes(db: Database, district: string, ids: readonly string[]) {
  const kernel = installedKernel()!
  const postgis: number[] = []
  const second: number[] = []
  const step = Math.max(1, Math.floor(ids.length / (WARM + ALONE)))
  for (const [n, id] of ids
    .filter((_id, at) => at % step === 0)
    .slice(0, WARM + ALONE)
    .entries()) {
    let measured: Awaited<ReturnType<typeof overlay>> = []
    const ms = await timed(async () => (measured = await overlay(db, district, [id], null)))
    const msOfSecond = await timed(() => measureGrounds(kernel, db, district, measured))
    if (n < WARM) continue
    postgis.push(ms)
    second.push(msOfSecond)
  }
  return { postgis, second }
}

/** The same district with another class on some parcels of land use. */
function changed(district: District): District {
  const { 'land-use': landUse } = district.layers
  return {
    ...district,
    layers: { ...district.layers, 'land-use': { ...landUse, features: [...others(landUse.features)] } },
  }
}

function* others(features: Iterable<Feature>): Generator<Feature> {
  let n = 0
  for (const feature of features) {
    const { DLBM: landClass } = feature.properties
    yield ++n % ONE_IN === 0
      ? { ...feature, properties: { ...feature.properties, DLBM: landClass === '0103' ? '0702' : '0103' } }
      : feature
  }
}

/** Publishes the layer and lets the platform follow it up, as it does by itself. */
async function followUp(db: Database, district: District) {
  await loadLayer(db, district, 'land-use')
  const jobs = startJobs({
    db,
    log: pino({ level: 'silent' }),
    work: jobWork(
      tmpdir(),
      { layers: false, exportRows: 0 },
      { key: Buffer.alloc(32), anchorFile: '/nowhere' },
    ),
  })
  const from = performance.now()
  for (;;) {
    const { rows } = await db.query<{ examined: number; affected: number; changed: number }>(
      `select y.examined, cardinality(y.report_ids) as affected,
              (select count(*)::int from work.replay_report p where p.replay_id = y.replay_id) as changed
         from work.replay y where y.district = $1 and y.ended_at is not null order by y.replay_id desc limit 1`,
      [district.code],
    )
    if (rows[0]) {
      await jobs.stop()
      return { ...rows[0], ms: performance.now() - from }
    }
    await sleep(20)
  }
}

interface Found {
  reports: number
  one: { postgis: number[]; second: number[] }
  /** ms until a second engine that just started has answered for one report, its layers on disk. */
  reload: number
  /** ms. */
  full: number
  followed: Awaited<ReturnType<typeof followUp>>
}

function markdown({ reports, one: { postgis, second }, reload, full, followed }: Found): string {
  const { examined, affected, changed: others, ms } = followed
  const whole = (n: number) => n.toLocaleString('en')
  const row = (name: string, times: readonly number[]) => [
    name,
    ...[0.5, 0.95, 0.99].map((share) => quantile(times, share).toFixed(1)),
  ]
  return [
    table(
      ['one report, every layer', 'p50, ms', 'p95, ms', 'p99, ms'],
      [
        row('PostGIS: facts, ledger, permits, bounds', postgis),
        row('second engine, with its questions to the database', second),
      ],
    ),
    `Just started, its layers on disk, the second engine has them in memory and its first answer after ${(reload / 1000).toFixed(1)} s.`,
    table(
      ['judging again', 'reports measured', 'time, s', 'of all'],
      [
        ['all', whole(reports), (full / 1000).toFixed(1), '1'],
        [
          `after a version with one parcel of land use in ${whole(ONE_IN)} changed`,
          whole(affected),
          (ms / 1000).toFixed(1),
          (ms / full).toFixed(2),
        ],
      ],
    ),
    `Of ${whole(examined)} reports that the new version serves ${whole(affected)} lie near a changed parcel; ${whole(others)} came out otherwise and were told, all others kept their evaluation.`,
  ].join('\n\n')
}
