import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { errorCode, StartError } from '../db/errors.ts'

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

/** Where packages put the programs of a server's version that are not for everybody's PATH. */
const homesOf = (major: string) => [`/usr/lib/postgresql/${major}/bin`, `/usr/pgsql-${major}/bin`]

/** PG_BIN if it is set; else the packages' folder of the server's version, where that is asked for; else the PATH. */
function located(program: string, major: string | undefined): string {
  const named = process.env['PG_BIN']?.trim()
  if (named) return path.join(named, program)
  const homes = major === undefined ? [] : homesOf(major)
  return homes.map((home) => path.join(home, program)).find((one) => existsSync(one)) ?? program
}

interface Run {
  env?: Record<string, string>
  /** Version of the server whose files it reads. */
  major?: string
  /** Answers 1 or so for what is wanted to be known, and not as a failure. */
  accept?: readonly number[]
}

function start(program: string, args: readonly string[], { env = {}, major }: Run): ChildProcess {
  return spawn(path.isAbsolute(program) ? program : located(program, major), args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
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
    // EACCES: it may be in a folder of the PATH that this user does not see into.
    if (!['ENOENT', 'EACCES'].includes(errorCode(error))) throw error
    throw new StartError(
      `缺少 ${program} · ${program} cannot be run: install PostgreSQL’s programs of the server’s version, or name their folder in PG_BIN.`,
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
