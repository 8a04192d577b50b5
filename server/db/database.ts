import type pg from 'pg'

/** Whatever a query can be sent to: the pool, or the one client of an open transaction. */
export interface Db {
  query<R extends pg.QueryResultRow = pg.QueryResultRow>(
    text: string,
    values?: readonly unknown[],
  ): Promise<pg.QueryResult<R>>
}

/** Whose rights a transaction has, and no longer than it lasts: a role of sql/functions/90_access.sql, and what its policies read. */
export interface Acting {
  role: 'tuban_request' | 'tuban_service'
  /** Without the prefix `app.`. */
  settings: Readonly<Record<string, string>>
}

export interface TransactionOptions {
  /** Instead of all the rights of the connection. */
  acting?: Acting
  /** Reads only, on one snapshot. */
  readOnly?: boolean
  isolation?: 'read committed' | 'repeatable read' | 'serializable'
  /** Longest statement, in ms, instead of the database's own; 0 is no limit. */
  statementTimeoutMs?: number
}

export interface Database extends Db {
  kind: 'embedded' | 'native'
  /** One statement in a transaction of its own with these rights: a round trip, where `transaction` takes three. */
  queryActing<R extends pg.QueryResultRow = pg.QueryResultRow>(
    acting: Acting,
    text: string,
    values?: readonly unknown[],
  ): Promise<pg.QueryResult<R>>
  /** For what needs a connection of its own. No session-level SET on it: the embedded engine has one session for all. */
  pool: pg.Pool
  /**
   * Runs `work` in one transaction. No query may go outside its `db` meanwhile, and nothing but the database may be waited
   * for: the embedded engine serves nobody else until it ends. After a deadlock, a serialization failure or a lock that
   * did not come in time it was rolled back, and runs again: whatever `work` keeps outside of it is kept twice.
   */
  transaction<T>(work: (db: Db) => Promise<T>, options?: TransactionOptions): Promise<T>
  /** After large imports: statistics, and on the embedded engine (which has no daemons) a checkpoint. */
  maintain(): Promise<void>
  close(): Promise<void>
}
