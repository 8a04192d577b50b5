import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import { Worker } from 'node:worker_threads'
import { Deadline } from './deadline.ts'
import { EngineStream } from './stream.ts'
import type { EngineOptions, FromWorker, ToWorker, WorkerInput } from './worker.ts'

/** How often the main thread looks whether a statement is overdue. */
const LOOK_MS = 100

const STOP_MS = 10_000

/** What every open connection gets when the engine ends under it; as when an administrator ends a native server's. */
export class EngineRestart extends Error {
  override name = 'EngineRestart'
  readonly code = '57P01'

  constructor(reason: string) {
    super(`the embedded database restarts: ${reason}`)
  }
}

/** The engine in its thread, and the streams that `pg` takes for sockets. Starts again when the engine breaks. */
export class EmbeddedEngine {
  private readonly options: EngineOptions
  private readonly streams = new Map<number, EngineStream>()
  private worker: Worker | null = null
  private starting: Promise<void> | null = null
  private ending: Promise<unknown> = Promise.resolve()
  private nextId = 1
  private isStopped = false

  constructor(options: EngineOptions) {
    this.options = options
  }

  /** Resolves when the engine answers; rejects with its reason, after which it may be tried again. */
  start(): Promise<void> {
    this.starting ??= this.launch().catch((error: unknown) => {
      this.starting = null
      throw error
    })
    return this.starting
  }

  /** A new connection for `pg`: looks like a socket, leads into the thread. */
  stream(): Duplex {
    const id = this.nextId++
    const stream = new EngineStream(id, {
      send: (message) => this.send(message),
      forget: () => this.streams.delete(id),
      ready: () => this.start(),
    })
    this.streams.set(id, stream)
    return stream
  }

  /** Lets the engine write its files and ends the thread. */
  async stop(): Promise<void> {
    this.isStopped = true
    const worker = this.worker
    if (!worker) return
    const exited = once(worker, 'exit')
    this.send({ type: 'stop' })
    // One that still computes does not hear; what was acknowledged survives its end.
    const timer = setTimeout(() => void worker.terminate(), STOP_MS)
    await exited
    clearTimeout(timer)
  }

  private send(message: ToWorker): void {
    this.worker?.postMessage(message, 'bytes' in message ? [message.bytes.buffer as ArrayBuffer] : [])
  }

  private async launch(): Promise<void> {
    // Two threads on one folder would corrupt it.
    await this.ending
    if (this.isStopped) throw new EngineRestart('it was closed')
    const deadline = new Deadline()
    const workerData: WorkerInput = { ...this.options, deadline: deadline.memory }
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData,
      // Without a larger stack, deep recursion hangs the engine instead of failing with 54001.
      resourceLimits: { stackSizeMb: 32 },
      stdout: true,
      stderr: true,
    })
    // The engine prints pages of minified source; what matters comes as a message.
    worker.stdout.resume()
    worker.stderr.resume()
    this.worker = worker

    await new Promise<void>((resolve, reject) => {
      let isReady = false
      const end = (reason: string) => {
        clearInterval(watch)
        reject(new Error(reason))
        if (this.worker !== worker) return
        this.leave(worker, reason)
        if (isReady && !this.isStopped) this.start().catch(() => undefined)
      }
      // The engine has no statement timeout and no cancel: ending its thread is the only way to stop a statement.
      const watch = setInterval(() => {
        if (deadline.isOver) end('a statement passed its deadline')
      }, LOOK_MS).unref()

      worker.on('message', (message: FromWorker) => {
        if (message.type === 'ready') {
          isReady = true
          resolve()
        } else if (message.type === 'failed') end(message.reason)
        else this.streams.get(message.id)?.fromEngine(message)
      })
      worker.on('error', (error) => end(error.message))
      worker.on('exit', () => end('its thread ended'))
    })
  }

  /** Ends a thread that cannot be used any more, and every connection with it. */
  private leave(worker: Worker, reason: string): void {
    this.worker = null
    this.starting = null
    this.ending = worker.terminate()
    for (const stream of [...this.streams.values()]) stream.destroy(new EngineRestart(reason))
  }
}
