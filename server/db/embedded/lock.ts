import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, realpathSync, rmSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { errorCode, StartError } from '../errors.ts'

export type Unlock = () => Promise<void>

const WAIT_MS = 200

/**
 * Holds a data folder for this process: the engine has no lock of its own, and two processes on one folder corrupt it.
 * The lock is a listening address that the system frees when the process dies, however it dies.
 */
export async function lockFolder(folder: string, platform = process.platform): Promise<Unlock> {
  const unlock = await tryLock(folder, platform)
  if (unlock) return unlock
  throw new StartError(
    `数据文件夹正被另一个进程使用 · ${folder} is in use by another Tuban process: stop that one, or set DATA_DIR to another folder.`,
  )
}

/** As lockFolder, but waits for its turn. */
export async function waitForFolder(folder: string, platform = process.platform): Promise<Unlock> {
  for (;;) {
    const unlock = await tryLock(folder, platform)
    if (unlock) return unlock
    await sleep(WAIT_MS)
  }
}

async function tryLock(folder: string, platform: NodeJS.Platform): Promise<Unlock | null> {
  const address = addressOf(folder, platform)
  const server = net.createServer((socket) => socket.destroy())
  try {
    await listening(server, address)
  } catch (error) {
    if (errorCode(error) !== 'EADDRINUSE') throw error
    if (!(await isAbandoned(address))) return null
    rmSync(address)
    await listening(server, address)
  }
  server.unref()
  return () => new Promise((resolve) => server.close(() => resolve()))
}

/** An abstract socket on Linux, a named pipe on Windows, a socket file elsewhere. */
function addressOf(folder: string, platform: NodeJS.Platform): string {
  const name = `tuban-${createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 20)}`
  if (platform === 'linux') return `\0${name}`
  if (platform === 'win32') return `\\\\.\\pipe\\${name}`
  return path.join(tmpdir(), `${name}.sock`)
}

async function listening(server: net.Server, address: string): Promise<void> {
  server.listen(address)
  await once(server, 'listening')
}

/** A socket file outlives the process that listened on it; nobody answers there. */
async function isAbandoned(address: string): Promise<boolean> {
  if (address.startsWith('\0') || !existsSync(address)) return false
  const socket = net.connect(address)
  try {
    await once(socket, 'connect')
    return false
  } catch (error) {
    return errorCode(error) === 'ECONNREFUSED'
  } finally {
    socket.destroy()
  }
}
