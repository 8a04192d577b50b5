import { readFileSync } from 'node:fs'
import { IntakeError } from '../../domain/intake-problem.ts'
import { Problem } from '../../domain/problem.ts'
import { errorCode, isConnectionLoss, StartError } from '../db/errors.ts'
import { ImportCancelled } from '../imports/import-cancelled.ts'
import { addAdministratorsCommand } from './add-administrators.ts'
import { addDistrictCommand } from './add-district.ts'
import { auditExportCommand } from './audit-export.ts'
import { backupCommand, drillCommand, restoreCommand } from './backup.ts'
import { checkCommand } from './check/check.ts'
import { EXIT, InputError, Interrupted, UsageError, type Command } from './command.ts'
import { evidenceExportCommand } from './evidence-export.ts'
import { explainCommand } from './explain.ts'
import { importLayerCommand } from './import-layer.ts'
import { importReportsCommand } from './import-reports.ts'
import { keysRotateCommand } from './keys-rotate.ts'
import { layersCommand } from './layers.ts'
import { migrateCommand } from './migrate.ts'
import { seedCommand } from './seed.ts'
import { personDataCommand } from './person-data.ts'
import { resetAccountCommand } from './reset-account.ts'
import { retentionCommand } from './retention.ts'
import { Terminal } from './terminal.ts'
import { verifyCommand } from './verify.ts'

const COMMANDS: readonly Command[] = [
  checkCommand,
  addDistrictCommand,
  addAdministratorsCommand,
  resetAccountCommand,
  importLayerCommand,
  importReportsCommand,
  layersCommand,
  explainCommand,
  verifyCommand,
  migrateCommand,
  keysRotateCommand,
  retentionCommand,
  personDataCommand,
  seedCommand,
  auditExportCommand,
  evidenceExportCommand,
  backupCommand,
  restoreCommand,
  drillCommand,
]

const overview = () => `图斑 Tuban ${version()}

tuban COMMAND [options]

${COMMANDS.map(({ name, summary }) => `  ${name.padEnd(16)}${summary}`).join('\n')}

tuban help COMMAND tells more. Exit code 0: done, 1: bad input, 2: called wrongly, 130: interrupted.`

const version = () =>
  (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string })
    .version

/** Runs one command line and answers its exit code; whatever a person can mend comes out as one line. */
async function run(args: readonly string[], terminal: Terminal, isStopped: () => boolean): Promise<number> {
  const [name = 'help', ...rest] = args
  if (name === '--version' || name === '-v') {
    terminal.print(version())
    return EXIT.ok
  }
  const asksHelp = name === 'help' || name === '--help' || name === '-h'
  const wanted = asksHelp ? rest[0] : name
  if (wanted === undefined) {
    terminal.print(overview())
    return EXIT.ok
  }
  const command = COMMANDS.find((one) => one.name === wanted)
  if (!command) {
    terminal.warn(`没有此命令 · There is no command “${wanted}”. See: tuban help`)
    return EXIT.usage
  }
  if (asksHelp || rest.includes('--help') || rest.includes('-h')) {
    terminal.print(command.help)
    return EXIT.ok
  }
  try {
    return await command.run(rest, { terminal, isStopped })
  } catch (error) {
    return explain(error, terminal, isStopped())
  }
}

function explain(error: unknown, terminal: Terminal, wasStopped: boolean): number {
  if (error instanceof UsageError) {
    terminal.warn(error.message)
    return EXIT.usage
  }
  if (error instanceof ImportCancelled || error instanceof Interrupted || wasStopped) {
    terminal.warn('已中断，未留下任何改动 · interrupted; what was under way is undone')
    return EXIT.interrupted
  }
  if (isForPeople(error)) {
    terminal.warn(error.message)
    return EXIT.badInput
  }
  if (isConnectionLoss(error)) {
    terminal.warn(`数据库连接中断 · the connection to the database was lost: ${(error as Error).message}`)
    return EXIT.badInput
  }
  throw error
}

const isForPeople = (error: unknown): error is Error =>
  error instanceof InputError ||
  error instanceof IntakeError ||
  error instanceof Problem ||
  error instanceof StartError

let isStopping = false
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    if (isStopping) process.exit(EXIT.interrupted)
    isStopping = true
  })
// `tuban … | head` closes the pipe early: that is no fault.
process.stdout.on('error', (error) => {
  if (errorCode(error) === 'EPIPE') process.exit(EXIT.ok)
  throw error
})

process.exitCode = await run(process.argv.slice(2), new Terminal(), () => isStopping)
