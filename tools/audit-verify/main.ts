import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { verifyBundle } from './bundle.ts'
import { verifyDatabase } from './database.ts'
import type { AnchorRow } from './format.ts'
import { reportText, type Report } from './report.ts'

// `npm run audit:verify`: tells whether anybody touched the audit trail. It shares no code with the platform, and knows the
// format only from docs/audit-format.md.

const HELP = `audit:verify [--json] [--from-file FILE|-] [--key-file FILE]… [--key-fd N] [--anchors FILE]

  --from-file   a bundle (npm run audit:export), - for stdin; without it the database: DATABASE_URL, or the embedded one,
                of which its server, if it runs, gives a bundle
  --key-file    the key that the seals were made with: default AUDIT_KEY_FILE, and for a database DATA_DIR/audit.key
  --key-fd      the same, read from an open file descriptor
  --anchors     the file of anchors: default for a database ANCHOR_FILE, or DATA_DIR/audit-anchors.jsonl; for a bundle its own
  --json        the report as JSON

Exit code 0: intact, 1: tampered with, 2: called wrongly, or it cannot be read.`

const EXIT = { intact: 0, tampered: 1, usage: 2 } as const

class UsageError extends Error {}

const ROOT = path.resolve(import.meta.dirname, '../..')
const environment = (key: string) => process.env[key]?.trim() || undefined
const dataDir = path.resolve(environment('DATA_DIR') ?? 'data')

function readArguments() {
  try {
    return parseArgs({
      options: {
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
        'from-file': { type: 'string' },
        'key-file': { type: 'string', multiple: true },
        'key-fd': { type: 'string' },
        anchors: { type: 'string' },
      },
    }).values
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

const whereThere = (file: string) => (existsSync(file) ? [file] : [])

function read(file: string | number): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new Error(`${file} cannot be read: ${(error as Error).message}`, { cause: error })
  }
}

function keyOf(file: string | number): Buffer {
  const bytes = read(file)
  if (bytes.length === 32) return bytes
  const text = bytes.toString('latin1').trim()
  if (!/^[0-9a-f]{64}$/i.test(text)) throw new Error(`${file} holds no key of 32 bytes`)
  return Buffer.from(text, 'hex')
}

/** A line that is none becomes an anchor that fits no seal. */
function anchorsOf(file: string): AnchorRow[] {
  const lines = read(file).toString().split('\n')
  return lines.filter(Boolean).map((line) => {
    try {
      const { n, root, at } = JSON.parse(line) as AnchorRow
      return { n, root, at }
    } catch {
      return { n: 0, root: '', at: '' }
    }
  })
}

async function verify(values: ReturnType<typeof readArguments>): Promise<Report> {
  const file = values['from-file']
  const isBundle = file !== undefined
  const descriptor = values['key-fd']
  const named =
    descriptor === undefined
      ? (values['key-file'] ?? [environment('AUDIT_KEY_FILE')].filter((one) => one !== undefined))
      : [Number(descriptor)]
  const keys = (named.length > 0 || isBundle ? named : whereThere(path.join(dataDir, 'audit.key'))).map(keyOf)
  const anchors = values.anchors === undefined ? undefined : anchorsOf(values.anchors)
  if (file === '-') return verifyBundle(process.stdin, keys, anchors)
  if (isBundle) {
    if (!existsSync(file)) throw new Error(`there is no file ${file}`)
    return verifyBundle(createReadStream(file), keys, anchors)
  }
  const url = environment('DATABASE_URL')
  if (url === undefined) return verifyEmbedded(keys, anchors)
  const kept = environment('ANCHOR_FILE') ?? path.join(dataDir, 'audit-anchors.jsonl')
  return verifyDatabase(url, keys, anchors ?? whereThere(kept).flatMap(anchorsOf))
}

/** The embedded engine is only in the platform's own process, which writes a bundle, with the anchors of its file. */
async function verifyEmbedded(keys: readonly Buffer[], anchors?: readonly AnchorRow[]): Promise<Report> {
  const child = spawn(process.execPath, [path.join(ROOT, 'server/cli/tuban.ts'), 'audit-export'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const report = await verifyBundle(child.stdout, keys, anchors)
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
    process.exitCode = report.intact ? EXIT.intact : EXIT.tampered
  }
} catch (error) {
  // Whatever kept the trail from being read says nothing about it.
  const message = error instanceof Error ? error.message || String(error) : String(error)
  process.stderr.write(error instanceof UsageError ? `${message}\n\n${HELP}\n` : `${message}\n`)
  process.exitCode = EXIT.usage
}
