import type { Deadline } from './deadline.ts'
import {
  bytesOf,
  CANCEL_REQUEST,
  cString,
  concat,
  errorField,
  errorMessage,
  greeting,
  GSS_REQUEST,
  message,
  readCString,
  readInt32,
  SSL_REQUEST,
  textOf,
} from './wire.ts'

/**
 * Many protocol connections over the one session of the embedded engine.
 *
 * A unit is what a client sends up to its Sync (or one simple query); units of different connections take turns, but
 * while a connection has a transaction open the engine is its own. Prepared statements are renamed per connection.
 * `set local statement_timeout`, which the engine itself does not enforce, is kept by the deadline.
 * COPY FROM STDIN is refused: it would end the engine, and batched inserts are as fast here.
 */
export interface ProtocolEngine {
  execProtocolRawStream(bytes: Uint8Array, options: { onRawData(data: Uint8Array): void }): Promise<unknown>
}

interface Connection {
  id: number
  send(bytes: Uint8Array): void
  end(): void
  unread: Uint8Array
  started: boolean
  pending: Uint8Array[]
  units: Unit[]
  statements: Set<string>
  channels: Set<string>
  /** Longest statement of the transaction under way, where it set one. */
  localTimeoutMs: number | null
  gone: boolean
}

interface Unit {
  bytes: Uint8Array
  /** A Flush: answers come without ReadyForQuery, and the connection keeps the engine. */
  isFlush: boolean
  /** Has something executed: its end or its error must be in the answer. */
  isExecution: boolean
  /** A simple query, which has no Sync. */
  isSimple: boolean
}

const READY_FOR_QUERY = 'Z'.charCodeAt(0)
const NOTIFICATION = 'A'.charCodeAt(0)
const ERROR = 'E'.charCodeAt(0)
const EXECUTE = 'E'.charCodeAt(0)
/** How an execution ends: complete, suspended, or with an error. An empty query is what the engine takes a lost one for. */
const ENDS = new Set([...'CsE'].map((type) => type.charCodeAt(0)))
const FLUSH = message('H')
const SYNC = message('S')
const IDLE = 'I'

/** Too deep a recursion: the statement fails as it should, but the engine is unsound from then on. */
const STACK_EXHAUSTED = '54001'

const COPY_FROM_STDIN = /(?:^|;)\s*copy\s[^;]*\bfrom\s+stdin\b/i
/** Fails as a statement of the connection's own would, in a transaction or out of it. */
const REFUSED_COPY = `do $$ begin
  raise exception using errcode = '0A000', message = 'the embedded database has no COPY FROM STDIN';
end $$`

export interface MultiplexerOptions {
  /** Longest statement in ms; 0 is no limit. */
  statementTimeoutMs: number
  /** How long a connection may keep the engine in a transaction without asking anything, in ms. */
  idleInTransactionMs: number
  serverVersion: string
  deadline: Deadline
  /** The engine can no longer be trusted: the worker must be restarted. */
  onFatal(reason: string): void
}

export class Multiplexer {
  private readonly connections = new Map<number, Connection>()
  private readonly cleanups: { of: Connection; bytes: Uint8Array }[] = []
  private readonly engine: ProtocolEngine
  private readonly options: MultiplexerOptions
  private pinned: Connection | null = null
  private isBusy = false
  private isDead = false
  private idleTimer: NodeJS.Timeout | undefined

  constructor(engine: ProtocolEngine, options: MultiplexerOptions) {
    this.engine = engine
    this.options = options
  }

  open(id: number, send: (bytes: Uint8Array) => void, end: () => void): void {
    this.connections.set(id, {
      id,
      send,
      end,
      unread: new Uint8Array(0),
      started: false,
      pending: [],
      units: [],
      statements: new Set(),
      channels: new Set(),
      localTimeoutMs: null,
      gone: false,
    })
  }

  /** Bytes from a client: cut into messages, gathered into units, run when the engine is free. */
  receive(id: number, chunk: Uint8Array): void {
    const connection = this.connections.get(id)
    if (!connection) return
    const bytes = connection.unread.length > 0 ? concat([connection.unread, chunk]) : chunk
    let at = 0
    for (;;) {
      const header = connection.started ? 1 : 0
      if (bytes.length - at < header + 4) break
      const size = readInt32(bytes, at + header) + header
      if (bytes.length - at < size) break
      const part = bytes.slice(at, at + size)
      at += size
      if (connection.started) this.take(connection, part)
      else this.startUp(connection, readInt32(part, 4))
    }
    connection.unread = bytes.slice(at)
    void this.run()
  }

  /** A client went away: its open transaction is rolled back, its statements are dropped. */
  drop(id: number): void {
    const connection = this.connections.get(id)
    if (!connection) return
    this.connections.delete(id)
    connection.gone = true
    connection.units.length = 0
    const parts: Uint8Array[] = []
    if (this.pinned === connection) parts.push(message('S'), message('Q', cString('ROLLBACK')))
    for (const name of connection.statements)
      parts.push(message('C', bytesOf('S'), cString(ownName(connection, name))))
    if (connection.statements.size > 0) parts.push(message('S'))
    if (parts.length > 0) this.cleanups.push({ of: connection, bytes: concat(parts) })
    void this.run()
  }

  private startUp(connection: Connection, code: number): void {
    if (code === SSL_REQUEST || code === GSS_REQUEST) connection.send(bytesOf('N'))
    else if (code === CANCEL_REQUEST) connection.end()
    else {
      connection.started = true
      connection.send(greeting(connection.id, this.options.serverVersion))
    }
  }

  private take(connection: Connection, part: Uint8Array): void {
    switch (String.fromCharCode(part[0]!)) {
      case 'Q':
        connection.units.push({
          bytes: this.admitQuery(connection, part),
          isFlush: false,
          isExecution: true,
          isSimple: true,
        })
        return
      case 'P': {
        const parse = this.admitParse(connection, part)
        connection.pending.push(renamed(connection, parse, 5, (name) => connection.statements.add(name)))
        return
      }
      case 'B':
        connection.pending.push(renamed(connection, part, readCString(part, 5)[1]))
        return
      case 'D':
      case 'C': {
        const isStatement = part[5] === 'S'.charCodeAt(0)
        const forget =
          part[0] === 'C'.charCodeAt(0) ? (name: string) => connection.statements.delete(name) : undefined
        connection.pending.push(isStatement ? renamed(connection, part, 6, forget) : part)
        return
      }
      case 'E':
        connection.pending.push(part)
        return
      case 'S':
      case 'H':
        connection.pending.push(part)
        connection.units.push({
          bytes: concat(connection.pending),
          isFlush: part[0] === 'H'.charCodeAt(0),
          isExecution: connection.pending.some(([type]) => type === EXECUTE),
          isSimple: false,
        })
        connection.pending = []
        return
      case 'X':
        connection.end()
        this.drop(connection.id)
    }
  }

  private admitQuery(connection: Connection, part: Uint8Array): Uint8Array {
    const sql = textOf(part.subarray(5, part.length - 1))
    if (COPY_FROM_STDIN.test(sql)) return message('Q', cString(REFUSED_COPY))
    this.noteListening(connection, sql)
    const timeout = /^\s*set\s+local\s+statement_timeout\s*(?:=|to)\s*(\d+)\s*;?\s*$/i.exec(sql)
    if (timeout) connection.localTimeoutMs = Number(timeout[1])
    return part
  }

  private admitParse(connection: Connection, part: Uint8Array): Uint8Array {
    const [name, sqlAt] = readCString(part, 5)
    const [sql] = readCString(part, sqlAt)
    if (COPY_FROM_STDIN.test(sql))
      return message('P', cString(name), cString(REFUSED_COPY), new Uint8Array(2))
    this.noteListening(connection, sql)
    return part
  }

  private noteListening(connection: Connection, sql: string): void {
    const listen = /^\s*listen\s+"?([\w$]+)"?/i.exec(sql)
    if (listen) connection.channels.add(listen[1]!)
    const unlisten = /^\s*unlisten\s+(?:"?([\w$]+)"?|\*)/i.exec(sql)
    if (unlisten?.[1]) connection.channels.delete(unlisten[1])
    else if (unlisten) connection.channels.clear()
  }

  /** The next unit: of the pinned connection if there is one, else round robin. */
  private next(): { connection: Connection; unit: Unit } | null {
    if (this.pinned) {
      const unit = this.pinned.units.shift()
      return unit ? { connection: this.pinned, unit } : null
    }
    for (const connection of this.connections.values()) {
      const unit = connection.units.shift()
      if (!unit) continue
      this.connections.delete(connection.id)
      this.connections.set(connection.id, connection)
      return { connection, unit }
    }
    return null
  }

  private async run(): Promise<void> {
    if (this.isBusy || this.isDead) return
    this.isBusy = true
    try {
      for (;;) {
        const cleanup = this.cleanups.shift()
        if (cleanup) {
          await this.engine.execProtocolRawStream(cleanup.bytes, { onRawData: () => undefined })
          if (this.pinned === cleanup.of) this.pinned = null
          continue
        }
        const next = this.next()
        if (!next) return
        clearTimeout(this.idleTimer)
        await this.execute(next.connection, next.unit)
        if (this.isDead) return
      }
    } catch (error) {
      this.die(null, String(error))
    } finally {
      this.isBusy = false
    }
  }

  private async execute(connection: Connection, unit: Unit): Promise<void> {
    const send = (bytes: Uint8Array) => {
      if (!connection.gone) connection.send(bytes)
    }
    const answer = new AnswerFilter(send, (notification) => this.notify(notification))
    const { deadline, statementTimeoutMs } = this.options
    deadline.set(connection.localTimeoutMs ?? statementTimeoutMs)
    const ask = (bytes: Uint8Array) =>
      this.engine.execProtocolRawStream(bytes, { onRawData: (data) => answer.take(data) })
    try {
      if (unit.isExecution && !unit.isFlush && !unit.isSimple) {
        // The Sync would commit what an exception of GEOS left half done, so it is held back until the end is seen.
        await ask(concat([unit.bytes.subarray(0, unit.bytes.length - SYNC.length), FLUSH]))
        if (answer.hasEnded) await ask(SYNC)
      } else await ask(unit.bytes)
    } catch (error) {
      return this.die(connection, String(error))
    } finally {
      deadline.clear()
    }
    if (answer.fatal) return this.die(null, answer.fatal)
    // No handler of the engine's own catches that exception: it answers nothing, neither aborts the transaction nor lets go
    // of what it held. What was not committed must not count, so it starts again.
    if (unit.isExecution && !answer.hasEnded)
      return this.die(connection, 'the geometry library failed, and left a statement without an end')
    if (!unit.isFlush && answer.status === null)
      return this.die(connection, 'a statement ended without an answer')
    // One for a unit: the engine says it twice after an error, and the driver would take the second for the end of the
    // next statement, whose answer would then go to the one after.
    if (!unit.isFlush && answer.status !== null) send(message('Z', bytesOf(answer.status)))

    if (answer.status === IDLE) connection.localTimeoutMs = null
    if (unit.isFlush) this.pinned = connection
    else this.pinned = answer.status === IDLE ? null : connection
    if (this.pinned?.gone)
      this.cleanups.push({
        of: this.pinned,
        bytes: concat([message('S'), message('Q', cString('ROLLBACK'))]),
      })
    else if (this.pinned && this.pinned.units.length === 0) this.limitIdling(this.pinned)
  }

  private limitIdling(connection: Connection): void {
    this.idleTimer = setTimeout(() => {
      if (this.pinned !== connection) return
      connection.send(errorMessage('25P03', 'the embedded database ends transactions that stay idle'))
      connection.end()
      this.drop(connection.id)
    }, this.options.idleInTransactionMs)
  }

  private die(connection: Connection | null, reason: string): void {
    this.isDead = true
    connection?.send(errorMessage('57P01', `the embedded database restarts: ${reason.slice(0, 200)}`))
    this.options.onFatal(reason)
  }

  private notify(notification: Uint8Array): void {
    const [channel] = readCString(notification, 9)
    for (const connection of this.connections.values())
      if (connection.channels.has(channel)) connection.send(notification)
  }
}

/**
 * Looks through the engine's answer: takes out notifications and each ReadyForQuery, of which it remembers the transaction
 * status, and notes whether the engine broke.
 */
class AnswerFilter {
  status: string | null = null
  fatal: string | null = null
  hasEnded = false
  private rest = new Uint8Array(0)
  private readonly send: (bytes: Uint8Array) => void
  private readonly notify: (bytes: Uint8Array) => void

  constructor(send: (bytes: Uint8Array) => void, notify: (bytes: Uint8Array) => void) {
    this.send = send
    this.notify = notify
  }

  take(data: Uint8Array): void {
    const bytes = this.rest.length > 0 ? concat([this.rest, data]) : data
    let at = 0
    let from = 0
    const pass = (until: number) => {
      if (until > from) this.send(bytes.slice(from, until))
    }
    while (bytes.length - at >= 5) {
      const end = at + 1 + readInt32(bytes, at + 1)
      if (end > bytes.length) break
      const type = bytes[at]
      if (type === READY_FOR_QUERY) this.status = String.fromCharCode(bytes[at + 5]!)
      if (ENDS.has(type!)) this.hasEnded = true
      if (type === ERROR) this.noteError(bytes.subarray(at + 5, end))
      if (type === NOTIFICATION || type === READY_FOR_QUERY) {
        pass(at)
        if (type === NOTIFICATION) this.notify(bytes.slice(at, end))
        from = end
      }
      at = end
    }
    pass(at)
    this.rest = bytes.slice(at)
  }

  private noteError(fields: Uint8Array): void {
    const severity = errorField(fields, 'V')
    if (severity === 'FATAL' || severity === 'PANIC' || errorField(fields, 'C') === STACK_EXHAUSTED)
      this.fatal = errorField(fields, 'M') ?? severity ?? STACK_EXHAUSTED
  }
}

const ownName = (connection: Connection, name: string) => `c${connection.id}.${name}`

/** The message with the statement name at `at` made the connection's own; unnamed statements stay unnamed. */
function renamed(
  connection: Connection,
  part: Uint8Array,
  at: number,
  note?: (name: string) => void,
): Uint8Array {
  const [name, next] = readCString(part, at)
  if (name === '') return part
  note?.(name)
  const type = String.fromCharCode(part[0]!)
  return message(type, part.subarray(5, at), cString(ownName(connection, name)), part.subarray(next))
}
