import path from 'node:path'
import type { Database } from './database.ts'
import { openEmbedded } from './embedded/open.ts'
import { openNative } from './native.ts'
import './types.ts'

export interface OpenOptions {
  /** Native PostgreSQL; without it the embedded engine serves. */
  url?: string | undefined
  /** The embedded engine's folder; without it, a throw-away copy that goes with `close()`. */
  dataDir?: string | undefined
  /** Where the engine's template is kept between runs. */
  cacheDir?: string | undefined
  /** A data folder to start from instead of the engine's template: tests keep a migrated one. */
  templateFolder?: string | undefined
  /** Longest statement in ms: enforced by the native server, by ending the thread on the embedded engine. */
  statementTimeoutMs?: number
  /** How long a transaction may hold what it holds without asking anything, in ms; on the embedded engine that is all. */
  idleInTransactionMs?: number
  /** Connections of the native server; the embedded engine has one session for all. */
  poolSize?: number
  /** Native server: the same statements come again and again, and connections stay open. */
  servesRequests?: boolean
  onProgress?: (line: string) => void
}

const POOL_SIZE = 10
const STATEMENT_MS = 120_000
const IDLE_IN_TRANSACTION_MS = 10_000

/** Opens the database; whatever prevents it comes out as a StartError of one line. */
export function openDatabase(options: OpenOptions): Promise<Database> {
  const {
    statementTimeoutMs = STATEMENT_MS,
    idleInTransactionMs = IDLE_IN_TRANSACTION_MS,
    poolSize = POOL_SIZE,
    servesRequests = false,
  } = options
  if (options.url)
    return openNative({ url: options.url, statementTimeoutMs, idleInTransactionMs, poolSize, servesRequests })
  return openEmbedded({
    dataDir: options.dataDir && path.resolve(options.dataDir),
    cacheDir: path.resolve(options.cacheDir ?? '.cache'),
    templateFolder: options.templateFolder,
    statementTimeoutMs,
    idleInTransactionMs,
    poolSize: POOL_SIZE,
    say: options.onProgress ?? (() => undefined),
  })
}
