import { createHash } from 'node:crypto'
import { realpathSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { errorCode, StartError } from '../errors.ts'

/**
 * Holds a data folder for this process: the engine has no lock of its own, and two processes on one folder corrupt it.
 * The lock is a listening address that the system frees when the process dies, however it dies: an abstract socket on
 * Linux, a named pipe on Windows, a socket file elsewhere.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const name = `tuban-${createHash('sha1').update(realpathSync(folder)).digest('hex')}`
  const address =
    process.platform === 'linux'
      ? `\0${name}`
      : process.platform === 'win32'
        ? `\\\\.\\pipe\\${name}`
        : path.join(tmpdir(), `${name}.sock`)
  const server = net.createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      if (errorCode(error) !== 'EADDRINUSE') return reject(error)
      reject(
        new StartError(
          `数据文件夹正被另一个进程使用 · ${folder} is in use by another Tuban process: stop that one, or set DATA_DIR to another folder.`,
        ),
      )
    })
    server.listen(address, resolve)
  })
  server.unref()
  return () => new Promise((resolve) => server.close(() => resolve()))
}
