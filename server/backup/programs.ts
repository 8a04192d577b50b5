import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { StartError } from '../db/errors.ts'
import { errorCode } from '../db/errors.ts'

/** How PostgreSQL's own programs are told where to connect: never on the command line, where every user reads passwords. */
export function connectionOf(url: string): Record<string, string> {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url)
  const host = searchParams.get('host') ?? decodeURIComponent(hostname)
  const sslmode = searchParams.get('sslmode')
  return {
    ...(host && { PGHOST: host }),
    ...(port && { PGPORT: port }),
    ...(username && { PGUSER: decodeURIComponent(username) }),
    ...(password && { PGPASSWORD: decodeURIComponent(password) }),
    ...(sslmode && { PGSSLMODE: sslmode }),
    PGDATABASE: decodeURIComponent(pathname.slice(1)),
    PGCONNECT_TIMEOUT: '10',
  }
}

interface Run {
  env?: Record<string, string>
  /** Answers 1 or so for what is wanted to be known, and not as a failure. */
  accept?: readonly number[]
}

function start(program: string, args: readonly string[], { env = {} }: Run): ChildProcess {
  return spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
}

async function ended(program: string, child: ChildProcess, { accept = [0] }: Run): Promise<number> {
  const complaints = text(child.stderr!)
  try {
    const [code] = (await once(child, 'close')) as [number | null]
    if (code !== null && accept.includes(code)) return code
    throw new StartError(
      `${program} 失败 · ${program} ended with ${String(code)}: ${(await complaints).trim()}`,
    )
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error
    throw new StartError(
      `缺少 ${program} · ${program} is not on the PATH: install the client programs of PostgreSQL, of the server's version or newer.`,
    )
  }
}

/** Runs to the end and answers what it said. */
export async function runProgram(
  program: string,
  args: readonly string[],
  run: Run = {},
): Promise<{ code: number; stdout: string }> {
  const child = start(program, args, run)
  const [code, stdout] = await Promise.all([ended(program, child, run), text(child.stdout!)])
  return { code, stdout }
}

/** What a program writes, while it writes; its failure is thrown at the end. */
export async function* outputOf(
  program: string,
  args: readonly string[],
  run: Run = {},
): AsyncGenerator<Buffer> {
  const child = start(program, args, run)
  const end = ended(program, child, run)
  // Heard below, after the output.
  end.catch(() => undefined)
  yield* child.stdout as AsyncIterable<Buffer>
  await end
}
