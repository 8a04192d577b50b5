import { existsSync, statSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import type { Environment } from '../config.ts'
import { readUsableConfig } from '../config.ts'
import type { Database } from '../db/database.ts'
import { StartError } from '../db/errors.ts'
import { schemaState } from '../db/migrate.ts'
import { openDatabase } from '../db/open.ts'
import { keyFrom } from '../key-file.ts'
import { databaseFacts } from '../queries/production.ts'
import {
  faultLine,
  productionFaults,
  SECRET_FILES,
  SECRETS,
  TEST_SETTINGS,
  type DatabaseFacts,
  type ProductionState,
  type SecretState,
} from './checks.ts'

/** Lets a server start in production only where nothing is unsafe; throws one StartError that tells all faults at once. */
export async function requireSafeProduction(env: Environment): Promise<void> {
  const { config, faults: unusable } = readUsableConfig(env)
  const lines = unusable.map(({ message }) => `  ${message}`)
  let database: DatabaseFacts | null = null
  if (config.databaseUrl !== undefined)
    try {
      database = await askDatabase(config.databaseUrl)
    } catch (error) {
      if (!(error instanceof StartError)) throw error
      lines.push(`  DATABASE_URL: ${error.message}`)
    }
  const state: ProductionState = {
    // A value that cannot be used is told as such, and not as one that is missing.
    config,
    secrets: await secretStates(env),
    spelledOut: spelledOut(env),
    openFiles: SECRET_FILES.filter((key) => {
      const file = env[key]?.trim()
      return file && existsSync(file) && !isPrivate(statSync(file).mode)
    }),
    testSettings: TEST_SETTINGS.filter((key) => isGiven(env, key)),
    database,
  }
  const told = new Set(unusable.map(({ key }) => key))
  lines.push(
    ...productionFaults(state)
      .filter(({ key }) => !told.has(key))
      .map(faultLine),
  )
  if (lines.length > 0)
    throw new StartError(
      [`生产环境拒绝启动，请先处理 · refused in production (NODE_ENV), mend all of these:`, ...lines].join(
        '\n',
      ),
    )
}

const isPrivate = (mode: number) => [0o600, 0o400].includes(mode & 0o777)

const isGiven = (env: Environment, key: string) => (env[key]?.trim() ?? '') !== ''

async function askDatabase(url: string): Promise<DatabaseFacts> {
  const db: Database = await openDatabase({ url })
  try {
    return { ...(await databaseFacts(db)), schema: await schemaState(db) }
  } finally {
    await db.close()
  }
}

/** Settings that hold a secret in the environment itself; their values are never told. */
function spelledOut(env: Environment): string[] {
  const byValue = [
    ...Object.keys(SECRETS).map((key) => key.replace(/_FILE$/, '')),
    'PGPASSWORD',
    'OIDC_CLIENT_SECRET',
  ]
  const url = env['DATABASE_URL']
  const hasPassword = url !== undefined && URL.canParse(url) && new URL(url).password !== ''
  return [...byValue.filter((key) => isGiven(env, key)), ...(hasPassword ? ['DATABASE_URL'] : [])]
}

async function secretStates(env: Environment): Promise<Record<string, SecretState>> {
  const states: Record<string, SecretState> = {}
  const seen = new Set<string>()
  for (const key of Object.keys(SECRETS)) {
    const file = env[key]?.trim()
    states[key] = file ? await secretState(file, seen) : 'absent'
  }
  return states
}

/** What a key file is like; `seen` collects the keys of those before it. */
export async function secretState(file: string, seen: Set<string>): Promise<SecretState> {
  if (!existsSync(file)) return 'unreadable'
  const { mode } = await stat(file)
  if (!isPrivate(mode)) return 'open'
  const content = await readFile(file).catch(() => null)
  if (content === null) return 'unreadable'
  const key = keyFrom(content)
  if (key === null) return 'malformed'
  if (isDefault(key)) return 'default'
  const name = key.toString('hex')
  if (seen.has(name)) return 'repeated'
  seen.add(name)
  return 'good'
}

/** Of 32 bytes drawn by lot some 30 differ, and not all are letters: what an example or a person makes up is neither. */
const LEAST_DIFFERENT = 16

function isDefault(key: Buffer): boolean {
  const step = (key[1]! - key[0]!) & 0xff
  const isCounted = key.every((byte, at) => at === 0 || ((byte - key[at - 1]!) & 0xff) === step)
  const isText = key.every((byte) => byte >= 0x20 && byte < 0x7f)
  return new Set(key).size < LEAST_DIFFERENT || isCounted || isText
}
