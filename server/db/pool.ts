import type pg from 'pg'
import type { Database, Db, TransactionOptions } from './database.ts'
import { errorCode } from './errors.ts'
import { retried } from './retry.ts'

/** The Database that both engines give: they differ in where the pool leads and in what is left to do. */
export function databaseOn(pool: pg.Pool, own: Pick<Database, 'kind' | 'maintain' | 'close'>): Database {
  // Unheard, the error of a connection that breaks while nobody uses it would end the process; the pool makes a new one.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  return {
    ...own,
    pool,
    query: (text, values) => pool.query(text, values as unknown[]),
    transaction: (work, options) => retried(() => inTransaction(pool, work, options)),
  }
}

async function inTransaction<T>(
  pool: pg.Pool,
  work: (db: Db) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query(beginning(options))
    if (options.statementTimeoutMs !== undefined)
      await client.query(`set local statement_timeout = ${Math.round(options.statementTimeoutMs)}`)
    const result = await work({ query: (text, values) => client.query(text, values as unknown[]) })
    const { command } = await client.query('commit')
    // The server answers COMMIT of a failed transaction with ROLLBACK, and no error.
    if (command !== 'COMMIT')
      throw new Error('The transaction was rolled back: a statement in it had failed.')
    return result
  } catch (error) {
    // A statement that was cancelled inside PostGIS may leave the connection unwell.
    if (errorCode(error) === '57014') broken = error as Error
    await client.query('rollback').catch((failure: unknown) => {
      broken = failure as Error
    })
    throw error
  } finally {
    client.release(broken)
  }
}

function beginning({ readOnly = false, isolation }: TransactionOptions): string {
  const level = isolation ?? (readOnly ? 'repeatable read' : 'read committed')
  return `begin isolation level ${level}${readOnly ? ' read only' : ''}`
}
