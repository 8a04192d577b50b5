import { Duplex } from 'node:stream'
import { Worker } from 'node:worker_threads'
import type { FromWorker, ToWorker, WorkerOptions } from './worker.ts'

/** The engine in its thread, and the streams that `pg` takes for sockets. Restarts itself when the engine breaks. */
export class EmbeddedEngine {
  private readonly options: WorkerOptions
  private readonly deadlineMs: number
  private readonly streams = new Map<number, EngineStream>()
  private worker: Worker | null = null
  private starting: Promise<void> | null = null
  private nextId = 1
  private isStopping = false

  constructor(options: WorkerOptions, deadlineMs: number) {
    this.options = options
    this.deadlineMs = deadlineMs
  }

  /** Resolves when the engine answers; rejects with the engine's reason. */
  start(): Promise<void> {
    this.starting ??= new Promise((resolve, reject) => {
      // Without a larger stack, deep recursion hangs the engine instead of failing with 54001.
      const worker = new Worker(new URL('./worker.ts', import.meta.url), {
        workerData: this.options,
        resourceLimits: { stackSizeMb: 32 },
        stdout: true,
        stderr: true,
      })
      this.worker = worker
      worker.on('message', (message: FromWorker) => {
        if (message.type === 'ready') resolve()
        else if (message.type === 'failed') reject(new Error(message.reason))
        else if (message.type === 'stopped') void worker.terminate().then(() => resolve())
        else if (message.type === 'fatal') this.restart(message.reason)
        else this.streams.get(message.id)?.fromEngine(message)
      })
      worker.on('error', (error) => {
        reject(error)
        this.restart(String(error))
      })
    })
    return this.starting
  }

  /** A new connection for `pg`: looks like a socket, leads into the worker. */
  stream(): Duplex {
    const id = this.nextId++
    const stream = new EngineStream(id, this.deadlineMs, {
      send: (message) =>
        this.worker?.postMessage(message, 'bytes' in message ? [message.bytes.buffer as ArrayBuffer] : []),
      forget: () => this.streams.delete(id),
      // The engine has no statement timeout and no cancel: ending the thread is the only way to stop a statement.
      overdue: () => this.restart(`no answer within ${this.deadlineMs / 1000} s`),
      ready: () => this.start(),
    })
    this.streams.set(id, stream)
    return stream
  }

  async stop(): Promise<void> {
    this.isStopping = true
    const worker = this.worker
    if (!worker) return
    await new Promise<void>((resolve) => {
      worker.on('message', (message: FromWorker) => {
        if (message.type === 'stopped') resolve()
      })
      worker.once('exit', () => resolve())
      worker.postMessage({ type: 'stop' } satisfies ToWorker)
    })
    await worker.terminate()
  }

  /** Every open connection fails, and the next one finds a fresh engine on the same folder. */
  private restart(reason: string): void {
    if (this.isStopping || !this.worker) return
    const broken = this.worker
    this.worker = null
    this.starting = null
    for (const stream of this.streams.values())
      stream.destroy(new Error(`embedded database restarts: ${reason}`))
    this.streams.clear()
    const terminated = broken.terminate()
    const start = () => this.start()
    this.starting = null
    this.starting = terminated.then(() => {
      this.starting = null
      return start()
    })
  }
}

interface StreamHost {
  send(message: ToWorker): void
  forget(): void
  overdue(): void
  ready(): Promise<void>
}

const READY_FOR_QUERY = 'Z'.charCodeAt(0)

class EngineStream extends Duplex {
  private readonly id: number
  private readonly deadlineMs: number
  private readonly host: StreamHost
  private deadline: NodeJS.Timeout | undefined

  constructor(id: number, deadlineMs: number, host: StreamHost) {
    super()
    this.id = id
    this.deadlineMs = deadlineMs
    this.host = host
  }

  /** Called by `pg` in place of a socket's connect. */
  connect(): this {
    this.host.ready().then(
      () => {
        if (this.destroyed) return
        this.host.send({ type: 'open', id: this.id })
        this.emit('connect')
      },
      (error: unknown) => this.destroy(error as Error),
    )
    return this
  }

  fromEngine(message: { type: 'data'; bytes: Uint8Array } | { type: 'end' }): void {
    if (message.type === 'end') {
      this.push(null)
      return
    }
    const { bytes } = message
    // ReadyForQuery closes an answer: five bytes and a status, at the very end.
    if (bytes.length >= 6 && bytes[bytes.length - 6] === READY_FOR_QUERY) clearTimeout(this.deadline)
    this.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  }

  override _read(): void {
    // Data is pushed as it comes.
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    clearTimeout(this.deadline)
    this.deadline = setTimeout(() => this.host.overdue(), this.deadlineMs)
    this.deadline.unref()
    this.host.send({ type: 'data', id: this.id, bytes: new Uint8Array(chunk) })
    done()
  }

  override _final(done: () => void): void {
    this.leave()
    this.push(null)
    done()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.leave()
    done(error)
  }

  // What `pg` asks of a socket and a stream in memory has no use for.
  setNoDelay(): this {
    return this
  }
  setKeepAlive(): this {
    return this
  }
  ref(): this {
    return this
  }
  unref(): this {
    return this
  }

  private leave(): void {
    clearTimeout(this.deadline)
    this.host.send({ type: 'close', id: this.id })
    this.host.forget()
  }
}
