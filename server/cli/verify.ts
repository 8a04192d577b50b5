import path from 'node:path'
import { readConfig } from '../config.ts'
import type { Database } from '../db/database.ts'
import { Kernel } from '../kernel/kernel.ts'
import { verify, type Difference, type Verification } from '../kernel/verify.ts'
import { districtCodes } from '../queries/districts.ts'
import { reportsNumbered } from '../queries/kernel-layers.ts'
import { readArguments, usage } from './arguments.ts'
import { EXIT, InputError, Interrupted, type Command, type Context } from './command.ts'
import { withInstalledDatabase } from './installed-database.ts'
import { tableText } from './terminal.ts'

const NAME = 'verify'

/** Reports that are measured at once. */
const PAGE = 100

export const verifyCommand: Command = {
  name: NAME,
  summary: 'Measure reports with both engines and compare 双引擎复核',
  help: `tuban verify (--reports NO[,NO…] | --all) [--district CODE]

Measures anew what the reports share with the layers of their day: once with PostGIS, as an evaluation does, and once with the second
engine, from the whole features and by another method. Compares every entry of the ledger, every share of a feature, every permit.

  --reports   numbers of reports, with commas between
  --all       every report
  --district  of this district; otherwise of all

Lists each difference over 0.01 m². Exit code 1 where there is one that the grid of the overlay ladder does not explain, or a
report that an engine could not measure. Nothing is stored, and nothing judged.

Works on DATABASE_URL, or on the data folder (DATA_DIR, default ./data), whether or not KERNEL is on.`,
  async run(args, context) {
    const { values, positionals } = readArguments(NAME, args, {
      district: { type: 'string' },
      reports: { type: 'string' },
      all: { type: 'boolean', default: false },
    })
    if (positionals.length > 0) throw usage(NAME, `Name reports with --reports, not “${positionals[0]}”`)
    const numbers = values.reports?.split(',').flatMap((number) => number.trim() || [])
    if (values.all === (numbers !== undefined)) throw usage(NAME, 'Say which: --reports NO[,NO…], or --all')
    return withInstalledDatabase(context.terminal, (db) =>
      run(db, values.district ?? null, numbers ?? null, context),
    )
  },
}

async function run(
  db: Database,
  wanted: string | null,
  numbers: readonly string[] | null,
  { terminal, isStopped }: Context,
): Promise<number> {
  const { dataDir, kernel: setting } = readConfig(process.env)
  const kernel = new Kernel({
    folder: path.join(dataDir, 'kernel'),
    mostBytes: setting.memoryMb * 2 ** 20,
  })
  const districts = await districtCodes(db)
  if (wanted !== null && !districts.includes(wanted))
    throw new InputError(`没有此县区 · there is no district ${wanted}`)

  const found: Verification[] = []
  const missing = new Set(numbers)
  for (const district of wanted === null ? districts : [wanted]) {
    const reports = await reportsNumbered(db, district, numbers)
    for (const { reportNo } of reports) missing.delete(reportNo)
    for (let from = 0; from < reports.length; from += PAGE) {
      if (isStopped()) throw new Interrupted('The verification was interrupted.')
      const ids = reports.slice(from, from + PAGE).map(({ reportId }) => reportId)
      const some = await verify(db, kernel, district, ids)
      found.push(some)
      terminal.progress(Math.min(from + PAGE, reports.length), reports.length, `复核 verify ${district}`)
    }
  }
  if (missing.size > 0) throw new InputError(`没有此图斑 · there is no report ${[...missing].join(', ')}`)

  const differences = found.flatMap((one) => one.differences)
  const unmeasured = found.flatMap((one) => one.unmeasured)
  if (differences.length > 0) terminal.print(tableText([HEADER, ...differences.map(line)]))
  for (const { reportNo, by } of unmeasured)
    terminal.print(
      `${reportNo}: ${by === 'kernel' ? '第二引擎' : 'PostGIS'}未能量算 · ${by} could not measure it`,
    )
  terminal.print(summary(found, differences))
  const isSound = unmeasured.length === 0 && differences.every(({ isExplained }) => isExplained)
  return isSound ? EXIT.ok : EXIT.badInput
}

const HEADER = ['图斑 report', '量 subject', 'PostGIS m²', '第二引擎 kernel m²', '差 m²', '说明']

const line = ({ reportNo, subject, area, other, isExplained, step }: Difference): string[] => [
  reportNo,
  subject,
  area.toFixed(4),
  other.toFixed(4),
  (area - other).toFixed(4),
  isExplained ? `套合第 ${step} 级网格 grid of step ${step}` : '',
]

function summary(found: readonly Verification[], differences: readonly Difference[]): string {
  const sum = (of: (one: Verification) => number) => found.reduce((all, one) => all + of(one), 0)
  const worst = Math.max(0, ...found.map(({ worstM2 }) => worstM2))
  const unchecked = [...new Set(found.flatMap((one) => [...one.unchecked]))]
  return [
    `${sum(({ reports }) => reports)} reports, ${sum(({ areas }) => areas)} areas compared: ${differences.length} differ by more than 0.01 m², at most by ${worst.toExponential(1)} m²`,
    ...(unchecked.length > 0 ? [`not in the second engine: ${unchecked.join(', ')}`] : []),
  ].join('\n')
}
