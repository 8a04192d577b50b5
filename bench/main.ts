import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { generateDistrict } from '../fixtures/district/district.ts'
import { openEngines } from './engine.ts'
import { NATIVE_URL } from '../test/support/database.ts'
import { importResults } from './imports.ts'
import { loadReport } from './load.ts'
import { agreement, overlayResults } from './overlay.ts'
import { peersReport } from './peers/run.ts'
import { poisonReport } from './poison.ts'
import { reportOf, withRun } from './report.ts'
import { tileResults } from './tiles.ts'
import { workReport } from './work.ts'

// `npm run bench`: how many times as long one way takes as another, in one run on the same data. Machine and load change
// the times; the ratios stay. `-- --size county` for the large district, `--rounds 9` for more of them, `--write` to put
// the table into docs/benchmarks.md. `-- --load` instead for a server under load, on the native database (`--rate` requests a second);
// `-- --poison` for what others wait for while polygons are sent that are costly to check; `-- --peers` for the same areas by QGIS,
// GDAL, GeoPandas, turf, GEOS in C and PostGIS, as far as they are on the machine (`--reports 1000,10000`, `--counties 10`); `-- --work`
// for one report alone and for judging again, all and what a change touches.

const DOCUMENT = path.resolve(import.meta.dirname, '../docs/benchmarks.md')
const SEED = 1
/** Reports whose areas are compared with the naive ones. */
const AGREEMENT_REPORTS = 200
/** An import takes seconds, a tile milliseconds. */
const ROUNDS = { overlay: 5, tiles: 9, imports: 3, peers: 3 } as const

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: 'demo' },
    rounds: { type: 'string' },
    load: { type: 'boolean', default: false },
    poison: { type: 'boolean', default: false },
    peers: { type: 'boolean', default: false },
    work: { type: 'boolean', default: false },
    reports: { type: 'string', default: '1000,10000' },
    counties: { type: 'string', default: '1' },
    rate: { type: 'string', default: '200' },
    write: { type: 'boolean', default: false },
  },
})
const { size, rounds, load, poison, peers, work, reports, counties, rate, write } = values
if (
  (size !== 'demo' && size !== 'county') ||
  !/^([1-9]\d?)?$/.test(rounds ?? '') ||
  !/^[1-9]\d{0,3}$/.test(rate) ||
  !/^[1-9]\d*(,[1-9]\d*)*$/.test(reports) ||
  !/^[1-9]\d?$/.test(counties)
) {
  console.error(
    'Usage: npm run bench -- [--size demo|county] [--rounds 1–99] [--write], --load [--rate N] [--write], --poison [--write], --work [--size demo|county] [--write], or --peers [--size demo|county] [--reports N,N…] [--counties N] [--rounds N] [--write]',
  )
  process.exit(2)
}
if ((load || poison || peers || work) && NATIVE_URL === undefined) {
  console.error(
    'A server under load, peers, and an analyst’s work are measured beside a native database: set DATABASE_URL.',
  )
  process.exit(2)
}
const sizeOfDistrict: 'demo' | 'county' = size
const roundsOf = (subject: keyof typeof ROUNDS) => (rounds ? Number(rounds) : ROUNDS[subject])

const startedAt = performance.now()
const say = (line: string) =>
  console.error(`[${((performance.now() - startedAt) / 1000).toFixed(0).padStart(4)} s] ${line}`)

async function print(run: string, text: string): Promise<void> {
  console.log(text)
  if (write) await writeFile(DOCUMENT, withRun(await readFile(DOCUMENT, 'utf8'), run, text))
}

if (load) await print('load', await loadReport(Number(rate), say))
else if (poison) await print('poison', await poisonReport(say))
else if (work) await print('work', await workReport(sizeOfDistrict, say))
else if (peers) {
  const counts = reports.split(',').map(Number)
  const options = { size: sizeOfDistrict, copies: Number(counties), counts, rounds: roundsOf('peers') }
  await print(counties === '1' ? 'peers' : 'peers, many counties', await peersReport(options, say))
} else {
  say(`inventing the ${size} district`)
  const engines = await openEngines(generateDistrict({ size, seed: SEED }), say)
  try {
    say('overlay')
    const results = await overlayResults(engines, size, roundsOf('overlay'))
    const agreed = await agreement(engines[0]!, AGREEMENT_REPORTS)
    say('tiles')
    results.push(...(await tileResults(engines, roundsOf('tiles'))))
    say('imports')
    results.push(...(await importResults(engines, roundsOf('imports'))))
    say('done')

    const text = reportOf({
      reports: engines[0]!.reportIds.length,
      engines: engines.map(({ db }) => db.kind),
      agreed,
      results,
    })
    await print(size, text)
  } finally {
    await Promise.all(engines.map(({ db }) => db.close()))
  }
}
