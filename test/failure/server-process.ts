import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import net from 'node:net'
import path from 'node:path'
import { createInterface } from 'node:readline'

const MAIN = path.resolve(import.meta.dirname, '../../server/main.ts')

/** Tests ask far more often than people do. */
const RATE_LIMITS = 'read=9999999,search=9999999,write=9999999,tile=9999999'

/** The real server as a process of its own, which can be killed and started again on the same port. */
export class ServerProcess {
  readonly origin: string
  private readonly env: NodeJS.ProcessEnv
  private child: ChildProcess | null = null

  private constructor(port: number, env: NodeJS.ProcessEnv) {
    this.origin = `http://127.0.0.1:${port}`
    this.env = {
      ...process.env,
      LOG_LEVEL: 'fatal',
      RATE_LIMITS,
      ...env,
      HOST: '127.0.0.1',
      PORT: String(port),
    }
  }

  static async on(
    env: { DATABASE_URL: string; DATA_DIR: string } & NodeJS.ProcessEnv,
  ): Promise<ServerProcess> {
    return new ServerProcess(await freePort(), {
      ANCHOR_FILE: path.join(env.DATA_DIR, 'anchors.jsonl'),
      ...env,
    })
  }

  /** Resolves once the server says that it takes requests; answers how long that took, in ms. */
  async start(): Promise<number> {
    const startedAt = performance.now()
    const child = spawn(process.execPath, [MAIN], { env: this.env, stdio: ['ignore', 'pipe', 'inherit'] })
    this.child = child
    for await (const line of createInterface(child.stdout)) {
      if ((JSON.parse(line) as { ready?: boolean }).ready !== true) continue
      child.stdout.resume()
      return performance.now() - startedAt
    }
    throw new Error('The server ended before it was ready.')
  }

  get pid(): number {
    return this.child!.pid!
  }

  get isRunning(): boolean {
    return this.child !== null && this.child.exitCode === null && this.child.signalCode === null
  }

  signal(signal: NodeJS.Signals): void {
    this.child?.kill(signal)
  }

  /** Answers exit code and signal once the process has ended. */
  async end(signal: NodeJS.Signals): Promise<[code: number | null, signal: NodeJS.Signals | null]> {
    if (!this.isRunning) return [this.child?.exitCode ?? null, this.child?.signalCode ?? null]
    const ended = once(this.child!, 'exit')
    this.signal(signal)
    return (await ended) as [number | null, NodeJS.Signals | null]
  }
}

export async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as net.AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
