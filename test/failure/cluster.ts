import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { freePort } from './server-process.ts'

const DEBIAN = '/usr/lib/postgresql'
const START_TRIES = 30
const PAUSE_MS = 500

/** Where the newest PostgreSQL of this machine has its programs, with PostGIS beside it; null where there is none. */
export function serverPrograms(): string | null {
  if (!existsSync(DEBIAN)) return null
  const versions = readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a))
  const found = versions.find((version) => existsSync(path.join(DEBIAN, version, 'lib/postgis-3.so')))
  return found === undefined ? null : path.join(DEBIAN, found, 'bin')
}

/** A PostgreSQL server of a test's own, which it may kill. */
export class Cluster {
  readonly url: string
  private readonly programs: string
  private readonly home: string
  private readonly port: number

  private constructor(programs: string, home: string, port: number) {
    this.programs = programs
    this.home = home
    this.port = port
    this.url = `postgres://tuban@127.0.0.1:${port}/postgres`
  }

  static async make(programs: string): Promise<Cluster> {
    const home = await mkdtemp(path.join(tmpdir(), 'tuban-cluster-'))
    const cluster = new Cluster(programs, home, await freePort())
    // PostgreSQL refuses to run as root.
    if (isRoot) await ended('chown', ['postgres', home], home)
    await chmod(home, 0o755)
    await cluster.run(
      'initdb',
      '-D',
      cluster.data,
      '-U',
      'tuban',
      '-A',
      'trust',
      '-E',
      'UTF8',
      '--locale=C.UTF-8',
    )
    await cluster.start()
    return cluster
  }

  /** A server whose predecessor was killed starts once the last of its processes has noticed. */
  async start(): Promise<void> {
    // What was written survives the end of the processes, which is what these tests are about; not that of the machine.
    const settings = `-p ${this.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${this.home} -c fsync=off`
    for (let tried = 1; ; tried++)
      try {
        await this.run(
          'pg_ctl',
          '-D',
          this.data,
          '-l',
          path.join(this.home, 'log'),
          '-w',
          '-s',
          'start',
          '-o',
          settings,
        )
        return
      } catch (error) {
        if (tried === START_TRIES) throw error
        await sleep(PAUSE_MS)
      }
  }

  /** Ends the process that takes connections, as a machine short of memory does; the others end when they notice. */
  async kill(): Promise<void> {
    process.kill(Number(await this.firstLine('postmaster.pid')), 'SIGKILL')
  }

  /** Lets every process of it stand still, as a machine does whose disk does not answer; answers what lets them go on. */
  async freeze(): Promise<() => void> {
    const client = new pg.Client({ connectionString: this.url })
    await client.connect()
    const { rows } = await client.query<{ pid: number }>(
      'select pid from pg_stat_activity where pid <> pg_backend_pid()',
    )
    await client.end()
    const pids = [Number(await this.firstLine('postmaster.pid')), ...rows.map(({ pid }) => pid)]
    const signalAll = (signal: NodeJS.Signals) => {
      for (const pid of pids)
        try {
          process.kill(pid, signal)
        } catch {
          // A connection that was closed meanwhile.
        }
    }
    signalAll('SIGSTOP')
    return () => signalAll('SIGCONT')
  }

  async remove(): Promise<void> {
    await this.run('pg_ctl', '-D', this.data, '-m', 'immediate', '-s', 'stop').catch(() => undefined)
    await rm(this.home, { recursive: true, force: true })
  }

  private get data(): string {
    return path.join(this.home, 'data')
  }

  private async firstLine(file: string): Promise<string> {
    return (await readFile(path.join(this.data, file), 'utf8')).split('\n')[0]!
  }

  private async run(program: string, ...args: string[]): Promise<void> {
    const command = [path.join(this.programs, program), ...args]
    const [first, ...rest] = isRoot ? ['runuser', '-u', 'postgres', '--', ...command] : command
    await ended(first!, rest, this.home)
  }
}

async function ended(program: string, args: readonly string[], cwd: string): Promise<void> {
  // No pipes: a server that is started would keep them open, and we would wait for it.
  const child = spawn(program, args, { cwd, stdio: 'ignore' })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`${[program, ...args].join(' ')} ends with ${code}.`)
}

const isRoot = process.getuid?.() === 0
