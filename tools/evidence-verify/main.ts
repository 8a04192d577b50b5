import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { reportText, verifyFolder, type Report } from './folder.ts'
import { itemsOfDatabase, itemsOfList } from './items.ts'

// `npm run evidence:verify`: tells whether the files of evidence are there as they were received. It shares no code with the
// platform, and knows the format only from docs/evidence-format.md.

const HELP = `evidence:verify [--json] [--from-file FILE|-] [--folder FOLDER]

  --from-file   a list (npm run evidence:export), - for stdin; without it the database: DATABASE_URL, or the embedded one,
                whose server must be stopped
  --folder      where the files are: default EVIDENCE_DIR, or DATA_DIR/evidence
  --json        the report as JSON

Exit code 0: every recorded file is intact, 1: one is missing or changed, 2: called wrongly, or it cannot be read.`

const EXIT = { intact: 0, damaged: 1, usage: 2 } as const

class UsageError extends Error {}

const ROOT = path.resolve(import.meta.dirname, '../..')
const environment = (key: string) => process.env[key]?.trim() || undefined

function readArguments() {
  try {
    return parseArgs({
      options: {
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
        'from-file': { type: 'string' },
        folder: { type: 'string' },
      },
    }).values
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

async function verify(values: ReturnType<typeof readArguments>): Promise<Report> {
  const dataDir = environment('DATA_DIR') ?? 'data'
  const folder = path.resolve(values.folder ?? environment('EVIDENCE_DIR') ?? path.join(dataDir, 'evidence'))
  const list = values['from-file']
  if (list === '-') return verifyFolder(folder, itemsOfList(process.stdin))
  if (list !== undefined) {
    if (!existsSync(list)) throw new Error(`there is no file ${list}`)
    return verifyFolder(folder, itemsOfList(list))
  }
  const url = environment('DATABASE_URL')
  return url === undefined ? verifyEmbedded(folder) : verifyFolder(folder, itemsOfDatabase(url))
}

/** The embedded engine is only in the platform's own process: it writes a list. */
async function verifyEmbedded(folder: string): Promise<Report> {
  const child = spawn(process.execPath, [path.join(ROOT, 'server/cli/tuban.ts'), 'evidence-export'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const report = await verifyFolder(folder, itemsOfList(child.stdout))
  const [code] = (await ended) as [number | null]
  if (code !== 0) throw new Error('the embedded database could not be read')
  return report
}

try {
  const values = readArguments()
  if (values.help) process.stdout.write(`${HELP}\n`)
  else {
    const report = await verify(values)
    process.stdout.write(`${values.json ? JSON.stringify(report) : reportText(report)}\n`)
    process.exitCode = report.intact ? EXIT.intact : EXIT.damaged
  }
} catch (error) {
  // Whatever kept the files from being read says nothing about them.
  const message = error instanceof Error ? error.message || String(error) : String(error)
  process.stderr.write(error instanceof UsageError ? `${message}\n\n${HELP}\n` : `${message}\n`)
  process.exitCode = EXIT.usage
}
