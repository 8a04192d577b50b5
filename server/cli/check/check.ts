import path from 'node:path'
import { readConfig } from '../../config.ts'
import type { Database } from '../../db/database.ts'
import { migrate } from '../../db/migrate.ts'
import { installKeys } from '../../keys/installed.ts'
import { KeyRing } from '../../keys/ring.ts'
import { newKey } from '../../key-file.ts'
import { openDatabase } from '../../db/open.ts'
import { evaluateReports } from '../../evaluate.ts'
import { importReportsFile } from '../../imports/import-reports.ts'
import { judgedReports, type JudgedReport } from '../../queries/judged-reports.ts'
import { today } from '../arguments.ts'
import { EXIT, InputError, Interrupted, type Command, type Context } from '../command.ts'
import { warnOfNotices, warnOfRefused } from '../refusals.ts'
import { checkArguments, NAME, type CheckArguments } from './arguments.ts'
import { addCheckDistrict, CHECKER, DISTRICT, importCheckLayer } from './ground.ts'
import { checkOutputs, writeOutputs } from './outputs.ts'
import { Summary } from './summary.ts'

/** Reports a query, and what is in memory at once. */
const PAGE = 500
/** The pieces of a very large feature, or one chunk of an overlay. */
const STATEMENT_MS = 600_000

/** `tuban check`: an analyst's own files, judged without a server, with the numbers that the server gives. */
export const checkCommand: Command = {
  name: NAME,
  summary: 'Judge a file of reports against layer files, without a server 离线套合',
  help: `tuban check --layer ROLE=FILE [--layer …] [options] REPORTS

  REPORTS       GeoJSON, GeoPackage or zipped Shapefile
  --layer       a reference layer: farmland (land-use), basic-farmland, eco-red-line, urban-boundary,
                village-boundary, plan-zones, land-approvals, rural-permits, urban-permits,
                homestead-approvals, facility-filings, temporary-use, roads, townships, villages
  --classes     class map (JSON): translates other vocabularies into the codes
  --as-of       judge every report by this day (YYYY-MM-DD) instead of its own
  --out         one feature a report, to .geojson, .gpkg or .csv
  --findings    one row a finding, to .geojson, .gpkg or .csv
  --crs         [ROLE=]EPSG code, where a file does not say it; without a role, of the reports
  --encoding    [ROLE=]ENCODING of a .dbf without .cpg
  --layer-name  [ROLE=]NAME of a layer in a GeoPackage, of a Shapefile in a zip

A layer that is not given leaves doubts, never a clean verdict. Layers count as in force on every day.
Refused rows and repaired polygons are named on stderr. Exit code 0 where at least one report could be judged.`,
  async run(args, context) {
    const task = await checkArguments(args)
    await checkOutputs(task)
    const { cacheDir } = readConfig(process.env)
    const db = await openDatabase({
      cacheDir,
      statementTimeoutMs: STATEMENT_MS,
      onProgress: (line) => context.terminal.say(line),
    })
    // What the database must not hold in the open is encrypted for as long as it lives, and goes with it.
    const key = newKey()
    installKeys({ ring: new KeyRing(() => [key]), profile: 'standard' })
    try {
      await migrate(db)
      return await check(db, task, context)
    } finally {
      await db.close()
    }
  },
}

/** The same on a database that is open and has the schema. */
export async function check(db: Database, task: CheckArguments, context: Context): Promise<number> {
  const startedAt = performance.now()
  const { terminal, isStopped } = context
  const { reports, layers, classMap, asOf } = task

  await addCheckDistrict(db, layers.find(({ role }) => role === 'townships') ?? reports)
  for (const layer of layers) await importCheckLayer(db, layer, { ...context, classMap })

  const fileName = path.basename(reports.file)
  const { reportIds, refused, notices } = await importReportsFile(db, reports.file, {
    ...reports,
    fileName,
    classMap,
    district: DISTRICT,
    source: 'satellite',
    reportedOn: asOf ?? today(),
    importedBy: CHECKER,
    numberByRow: true,
    onProgress: terminal.progress,
    isCancelled: isStopped,
  })
  warnOfNotices(terminal, fileName, notices)
  warnOfRefused(terminal, fileName, refused)
  if (reportIds.length === 0) throw new InputError(`${fileName}: no report of it can be judged.`)

  const { wasCancelled } = await evaluateReports(db, {
    district: DISTRICT,
    reportIds,
    asOf,
    onProgress: (done, total) => terminal.progress(done, total, '套合 overlay'),
    isCancelled: isStopped,
  })
  if (wasCancelled) throw new Interrupted('The check was interrupted.')

  const summary = new Summary()
  for await (const report of inPages(db, reportIds)) summary.add(report)
  const written = await writeOutputs(task, () => inPages(db, reportIds))
  terminal.print(summary.text())
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  terminal.print(`\n${reportIds.length} judged, ${refused.length} refused, ${seconds} s`)
  for (const file of written) terminal.print(`→ ${file}`)
  return EXIT.ok
}

async function* inPages(db: Database, ids: readonly string[]): AsyncGenerator<JudgedReport> {
  for (let from = 0; from < ids.length; from += PAGE)
    yield* await judgedReports(db, DISTRICT, ids.slice(from, from + PAGE))
}
