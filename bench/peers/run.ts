import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir, totalmem } from 'node:os'
import path from 'node:path'
import { generateDistrict } from '../../fixtures/district/district.ts'
import type { Database } from '../../server/db/database.ts'
import { loadLayer } from '../../server/demo-district.ts'
import { ensureDistrict } from '../../server/queries/districts.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { spreadOf } from '../race.ts'
import { table } from '../table.ts'
import { LAYERS, makeReports, makeTables, writeFiles } from './data.ts'
import type { Cost, Task } from './peer.ts'
import { OURS, PEERS } from './peers.ts'
import { sqlCost } from './sql.ts'

export interface PeersOptions {
  size: 'demo' | 'county'
  /** Counties side by side. */
  copies: number
  counts: readonly number[]
  rounds: number
}

interface Contender {
  name: string
  mostReports: number
  run(task: Task): Promise<Cost>
}

const [LAYER] = LAYERS

/**
 * The same areas by everything that is on the machine: reports × one layer of land use for peers that take one layer, × five layers
 * for those that take any. Processor time, contenders in turns; in Markdown, with what was not there.
 */
export async function peersReport(options: PeersOptions, say: (line: string) => void): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tuban-peers-'))
  const db = await freshDatabase({ statementTimeoutMs: 0 })
  try {
    await fill(db, options, say)
    await writeFiles(
      db,
      folder,
      LAYER,
      `select feature_id as id, geom from peer.layer_feature where role = '${LAYER}'`,
    )
    const { contenders, absent } = await contendersOf(db, folder)

    const costs = new Map<string, Cost>()
    for (const count of options.counts) {
      await makeReports(db, count)
      const reports = `reports-${count}`
      await writeFiles(db, folder, reports, 'select report_id as id, geom from peer.report')
      const task: Task = { folder, reports, layer: LAYER, reportCount: count }
      const able = contenders.filter(({ mostReports }) => count <= mostReports)
      for (const [name, cost] of await medianCosts(able, task, options.rounds, say))
        costs.set(`${name}/${count}`, cost)
    }
    return markdown(options, contenders, costs, absent)
  } finally {
    await db.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function fill(
  db: Database,
  { size, copies }: PeersOptions,
  say: (line: string) => void,
): Promise<void> {
  const district = generateDistrict({ size, seed: 1 })
  const { code, nameZh, nameEn, centre } = district
  await ensureDistrict(db, { code, nameZh, nameEn, lon: centre[0], isDemo: true })
  for (const role of LAYERS) say(`${role}: ${await loadLayer(db, district, role)} features`)
  await makeTables(db, code, copies)
  say(`${copies} × as large, with indexes`)
}

async function contendersOf(db: Database, folder: string) {
  const contenders: Contender[] = [
    {
      name: 'PostGIS, cut and clipped',
      mostReports: 100_000,
      run: () => sqlCost(db, 'tuned', [LAYER]),
    },
    {
      name: 'PostGIS, ST_Intersects and ST_Intersection',
      mostReports: 10_000,
      run: () => sqlCost(db, 'naive', [LAYER]),
    },
  ]
  const absent: string[] = []
  for (const { name, needs, mostReports, prepare } of PEERS) {
    const run = await prepare(folder)
    if (run) contenders.push({ name, mostReports, run })
    else absent.push(`${name} (${needs})`)
  }
  return { contenders, absent }
}

/** Rounds in turns, every other one backwards; of each contender the median processor time. */
async function medianCosts(
  contenders: readonly Contender[],
  task: Task,
  rounds: number,
  say: (line: string) => void,
): Promise<[name: string, cost: Cost][]> {
  const runs = new Map<string, Cost[]>(contenders.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round++)
    for (const { name, run } of round % 2 === 0 ? contenders : contenders.toReversed()) {
      const cost = await run(task)
      runs.get(name)!.push(cost)
      say(`${task.reportCount} reports, ${name}: ${Math.round(cost.cpuMs)} ms`)
    }
  return [...runs].map(([name, costs]) => [
    name,
    { ...costs.at(-1)!, cpuMs: spreadOf(costs.map(({ cpuMs }) => cpuMs)).median },
  ])
}

function markdown(
  { copies, counts, rounds }: PeersOptions,
  contenders: readonly Contender[],
  costs: ReadonlyMap<string, Cost>,
  absent: readonly string[],
): string {
  const [{ model = '?' } = {}] = cpus()
  const most = (name: string) => counts.findLast((count) => costs.has(`${name}/${count}`))!
  const rows = contenders.map(({ name }) => {
    const last = costs.get(`${name}/${most(name)}`)!
    return [
      name,
      ...counts.map((count) => perReport(costs.get(`${name}/${count}`), count)),
      ...counts.map((count) => ratio(costs.get(`${name}/${count}`), costs.get(`${OURS}/${count}`))),
      exponent(name, counts, costs),
      last.peakMb ?? '–',
      last.hits?.toLocaleString('en') ?? '–',
      last.sumM2?.toFixed(1) ?? '–',
    ]
  })
  return [
    `${model.trim()}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB. ${copies} × the land use of the district; processor time of one core, median of ${rounds} rounds in turns, reading left out.`,
    table(
      [
        'µs a report',
        ...counts.map((count) => count.toLocaleString('en')),
        ...counts.map((count) => `÷ ours, ${count.toLocaleString('en')}`),
        'growth',
        'MB',
        'pairs',
        'm²',
      ],
      rows,
    ),
    ...(absent.length > 0 ? [`Not on this machine: ${absent.join('; ')}.`] : []),
  ].join('\n\n')
}

const perReport = (cost: Cost | undefined, count: number) =>
  cost ? ((cost.cpuMs * 1_000) / count).toFixed(1) : '–'

const ratio = (cost: Cost | undefined, ours: Cost | undefined) =>
  cost && ours ? (cost.cpuMs / ours.cpuMs).toFixed(1) : '–'

/** b of t = a·n^b between the fewest and the most reports. */
function exponent(name: string, counts: readonly number[], costs: ReadonlyMap<string, Cost>): string {
  const measured = counts.filter((count) => costs.has(`${name}/${count}`))
  const [few, many] = [measured[0]!, measured.at(-1)!]
  if (few === many) return '–'
  const times = [few, many].map((count) => costs.get(`${name}/${count}`)!.cpuMs) as [number, number]
  return (Math.log(times[1] / times[0]) / Math.log(many / few)).toFixed(2)
}
