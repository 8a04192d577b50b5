import type pg from 'pg'

/** Whatever a query can be sent to: the pool, or the one client of an open transaction. */
export interface Db {
  query<R extends pg.QueryResultRow = pg.QueryResultRow>(
    text: string,
    values?: readonly unknown[],
  ): Promise<pg.QueryResult<R>>
}

export interface TransactionOptions {
  /** Reads only, on one snapshot. */
  readOnly?: boolean
  /** Longest statement, in ms; the native server enforces it. */
  statementTimeoutMs?: number
}

export interface Database extends Db {
  kind: 'embedded' | 'native'
  /** Runs `work` in one transaction; no query may go outside its `db` meanwhile. */
  transaction<T>(work: (db: Db) => Promise<T>, options?: TransactionOptions): Promise<T>
  /** After large imports: statistics, and on the embedded engine (which has no daemons) a checkpoint. */
  maintain(): Promise<void>
  close(): Promise<void>
}
