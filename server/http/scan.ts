import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import net from 'node:net'
import type { Logger } from 'pino'
import { Problem } from '../../domain/problem.ts'

/** Looks at a file that was uploaded, before anything else does; throws where it is not known to be clean. */
export type Scan = (file: string) => Promise<void>

/** A scanner that says nothing for so long does not answer. */
const IDLE_MS = 30_000
const CHUNK_BYTES = 64 * 1024
const CLEAN = 'stream: OK'
const FOUND = /^stream: (.*) FOUND$/

/**
 * Asks clamd over its socket (INSTREAM: the bytes themselves, so that it needs no right to our files). Fails closed: whatever is not
 * a clear OK refuses the file.
 */
export const clamdScan =
  (socketFile: string, log: Logger): Scan =>
  async (file) => {
    const said = await verdictOf(socketFile, file).catch((cause: unknown) => {
      throw scannerDown(cause)
    })
    if (said === CLEAN) return
    const [, malware] = FOUND.exec(said) ?? []
    if (malware === undefined) throw scannerDown(new Error(`clamd: ${said}`))
    log.warn({ fault: malware }, 'an upload is refused as malware')
    throw new Problem('file-infected', `The scanner takes the file for malware: ${malware}.`)
  }

const scannerDown = (cause: unknown) =>
  new Problem('scanner-down', 'The malware scanner does not answer: no file is taken until it does.', {
    cause,
  })

async function verdictOf(socketFile: string, file: string): Promise<string> {
  const socket = net.connect(socketFile)
  socket.setTimeout(IDLE_MS, () => socket.destroy(new Error('clamd says nothing')))
  // Heard at once: clamd answers, and hangs up, in the middle of a file that is larger than it takes.
  const answer = textOf(socket)
  answer.catch(() => undefined)
  try {
    await once(socket, 'connect')
    socket.write('zINSTREAM\0')
    for await (const chunk of createReadStream(file, {
      highWaterMark: CHUNK_BYTES,
    }) as AsyncIterable<Buffer>) {
      if (!socket.writable) break
      if (!socket.write(Buffer.concat([sizeOf(chunk.length), chunk])))
        await Promise.race([once(socket, 'drain'), answer])
    }
    socket.write(sizeOf(0))
    return await answer
  } finally {
    socket.destroy()
  }
}

function sizeOf(bytes: number): Buffer {
  const size = Buffer.alloc(4)
  size.writeUInt32BE(bytes)
  return size
}

/** Up to the zero byte that ends an answer, or the end. */
async function textOf(socket: net.Socket): Promise<string> {
  let text = ''
  for await (const chunk of socket) {
    text += String(chunk)
    const end = text.indexOf('\0')
    if (end !== -1) return text.slice(0, end).trim()
  }
  return text.trim()
}
