import pg from 'pg'
import type { Database, Db, TransactionOptions } from './database.ts'
import { isConnectionLoss } from './errors.ts'
import type { PreparedNames } from './prepared.ts'
import { retried } from './retry.ts'

type Own = Pick<Database, 'kind' | 'maintain' | 'close'> & {
  /** How long to wait for the answer to a statement of such a limit, in ms, where the pool does not wait for ever. */
  answerWithin?: (statementTimeoutMs: number) => number
  /** Where statements that come often are planned once a connection. */
  prepared?: PreparedNames
}

/** The Database that both engines give: they differ in where the pool leads and in what is left to do. */
export function databaseOn(pool: pg.Pool, { answerWithin, prepared, ...own }: Own): Database {
  const statement: Statement = (text, values, patience) => {
    // Without values it may be several statements, which cannot be prepared.
    const name = values && prepared?.nameOf(text)
    return { text, values: values as unknown[], ...(name && { name }), ...patience }
  }
  // Unheard, the error of a connection that breaks while nobody uses it would end the process; the pool makes a new one.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  return {
    ...own,
    pool,
    query: (text, values) => pool.query(statement(text, values)),
    transaction: (work, options) =>
      retried(() => inTransaction(pool, work, { options, answerWithin, statement })),
  }
}

type Statement = (
  text: string,
  values: readonly unknown[] | undefined,
  patience?: { query_timeout: number },
) => pg.QueryConfig

interface Running {
  options?: TransactionOptions | undefined
  answerWithin: Own['answerWithin']
  statement: Statement
}

async function inTransaction<T>(
  pool: pg.Pool,
  work: (db: Db) => Promise<T>,
  { options = {}, answerWithin, statement }: Running,
): Promise<T> {
  const { statementTimeoutMs } = options
  const patience = answerWithin &&
    statementTimeoutMs !== undefined && { query_timeout: answerWithin(statementTimeoutMs) }
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query(beginning(options))
    if (statementTimeoutMs !== undefined)
      await client.query(`set local statement_timeout = ${Math.round(statementTimeoutMs)}`)
    const result = await work({
      query: (text, values) => client.query(statement(text, values, patience || undefined)),
    })
    const { command } = await client.query('commit')
    // The server answers COMMIT of a failed transaction with ROLLBACK, and no error.
    if (command !== 'COMMIT')
      throw new Error('The transaction was rolled back: a statement in it had failed.')
    return result
  } catch (error) {
    // Of a connection that is lost nothing can be asked; and one whose statement was cancelled inside PostGIS may be unwell.
    if (isConnectionLoss(error)) broken = error as Error
    else
      await client.query('rollback').catch((failure: unknown) => {
        broken = failure as Error
      })
    throw error
  } finally {
    client.release(broken)
  }
}

/** In one message, so that a role costs no round trip. */
function beginning({ readOnly = false, isolation, acting }: TransactionOptions): string {
  const level = isolation ?? (readOnly ? 'repeatable read' : 'read committed')
  const begin = `begin isolation level ${level}${readOnly ? ' read only' : ''}`
  return acting ? `${begin}; set local role ${acting.role}${settingsSql(acting.settings)}` : begin
}

function settingsSql(settings: Readonly<Record<string, string>>): string {
  const calls = Object.entries(settings).map(
    ([name, value]) => `set_config('app.${name}', ${pg.escapeLiteral(value)}, true)`,
  )
  return calls.length > 0 ? `; select ${calls.join(', ')}` : ''
}
