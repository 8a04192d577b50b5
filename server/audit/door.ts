import { once } from 'node:events'
import { chmod, mkdir, rm } from 'node:fs/promises'
import net from 'node:net'
import path from 'node:path'
import type { Logger } from 'pino'
import type { Database } from '../db/database.ts'
import { errorCode } from '../db/errors.ts'
import { readAnchors } from './anchors.ts'
import { writeBundle } from './bundle.ts'

/** The embedded database is the server's alone: whoever may read its folder gets a bundle here, while the server runs. */
const addressOf = (dataDir: string) => path.join(dataDir, 'audit', 'door')

export interface Door {
  close(): Promise<void>
}

export interface DoorOptions {
  db: Database
  log: Logger
  dataDir: string
  anchorFile: string
}

/** Answers each connection with the whole trail. Null where there is no such thing: Windows, or a folder of a very long name. */
export async function openDoor({ db, log, dataDir, anchorFile }: DoorOptions): Promise<Door | null> {
  if (process.platform === 'win32') return null
  const address = addressOf(dataDir)
  // What is left of a server that was killed; the folder's lock says that no other one runs.
  await rm(address, { force: true })
  await mkdir(path.dirname(address), { recursive: true, mode: 0o700 })
  await chmod(path.dirname(address), 0o700)
  const sockets = new Set<net.Socket>()
  const server = net.createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => undefined)
    sendBundle(db, anchorFile, socket).catch((error: unknown) => {
      log.warn({ err: error }, 'audit: a bundle could not be sent')
      socket.destroy()
    })
  })
  server.listen(address)
  try {
    await once(server, 'listening')
  } catch (error) {
    log.warn({ err: error }, 'audit: the trail can be verified from outside only while the server is stopped')
    return null
  }
  return {
    close() {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

async function sendBundle(db: Database, anchorFile: string, socket: net.Socket): Promise<void> {
  await writeBundle(db, {
    anchors: await readAnchors(anchorFile),
    async write(text) {
      if (socket.destroyed) throw new Error('Whoever asked for it has gone.')
      if (!socket.write(text)) await Promise.race([once(socket, 'drain'), once(socket, 'close')])
    },
  })
  socket.end()
}

/** The bundle of the server that runs on this folder; null where none does. */
export async function throughDoor(dataDir: string): Promise<net.Socket | null> {
  const socket = net.connect(addressOf(dataDir))
  try {
    await once(socket, 'connect')
    return socket
  } catch (error) {
    if (['ENOENT', 'ECONNREFUSED', 'EACCES', 'EINVAL'].includes(errorCode(error))) return null
    throw error
  }
}
