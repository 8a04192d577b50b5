import pg from 'pg'
import type { Acting, Database, Db, TransactionOptions } from './database.ts'
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
    queryActing: <R extends pg.QueryResultRow>(
      acting: Acting,
      text: string,
      values: readonly unknown[] | undefined,
    ) => retried(() => actingAlone<R>(pool, acting, statement(text, values))),
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

/**
 * Sends a statement without waiting for those before: connections are pipelined, and what is sent in one turn of the loop goes out
 * as one packet. Where one fails, those behind it in the transaction fail too.
 */
function send<R extends pg.QueryResultRow>(
  client: pg.PoolClient,
  statement: string | pg.QueryConfig,
): Promise<pg.QueryResult<R>> {
  const { stream } = client.connection
  stream.cork()
  process.nextTick(() => stream.uncork())
  return client.query<R>(statement)
}

/** Begins, asks and ends in one round trip. If the rights cannot be had, the statement is refused like any in a transaction that failed. */
async function actingAlone<R extends pg.QueryResultRow>(
  pool: pg.Pool,
  acting: Acting,
  statement: pg.QueryConfig,
): Promise<pg.QueryResult<R>> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    const [begun, answer, ended] = await Promise.allSettled([
      send(client, beginning({ acting })),
      send<R>(client, statement),
      send(client, 'commit'),
    ])
    // The first to fail is the cause; the commit of what failed rolls back.
    if (begun.status === 'rejected') throw begun.reason
    if (answer.status === 'rejected') throw answer.reason
    if (ended.status === 'rejected') throw ended.reason
    return answer.value
  } catch (error) {
    if (isConnectionLoss(error)) broken = error as Error
    throw error
  } finally {
    client.release(broken)
  }
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
  // Sent with the first statement of the work: where it fails, that one does too.
  const begun = begin(client, options)
  let broken: Error | undefined
  try {
    const result = await work({
      query: (text, values) => send(client, statement(text, values, patience || undefined)),
    })
    await begun
    const { command } = await client.query('commit')
    // The server answers COMMIT of a failed transaction with ROLLBACK, and no error.
    if (command !== 'COMMIT')
      throw new Error('The transaction was rolled back: a statement in it had failed.')
    return result
  } catch (failure) {
    const error = await begun.then(
      () => failure as unknown,
      (cause: unknown) => cause,
    )
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

function begin(client: pg.PoolClient, options: TransactionOptions): Promise<unknown> {
  const { statementTimeoutMs } = options
  const sent = [send(client, beginning(options))]
  if (statementTimeoutMs !== undefined)
    sent.push(send(client, `set local statement_timeout = ${Math.round(statementTimeoutMs)}`))
  const begun = Promise.all(sent)
  // Heard by whoever waits for it, once the work has ended.
  begun.catch(() => undefined)
  return begun
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
