import { Duplex } from 'node:stream'
import type { ToWorker } from './worker.ts'

export interface StreamHost {
  send(message: ToWorker): void
  forget(): void
  /** Resolves once the engine answers. */
  ready(): Promise<void>
}

/** What `pg` takes for a socket: bytes written go to the engine's thread, its answers are read. */
export class EngineStream extends Duplex {
  private readonly id: number
  private readonly host: StreamHost

  constructor(id: number, host: StreamHost) {
    super()
    this.id = id
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
    if (message.type === 'end') this.push(null)
    else this.push(Buffer.from(message.bytes.buffer, message.bytes.byteOffset, message.bytes.byteLength))
  }

  override _read(): void {
    // Data is pushed as it comes.
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
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
    this.host.send({ type: 'close', id: this.id })
    this.host.forget()
  }
}
