import { once } from 'node:events'
import net from 'node:net'
import path from 'node:path'
import { pino } from 'pino'
import { describe, expect, onTestFinished, test } from 'vitest'
import { clamdScan } from '../../server/http/scan.ts'
import { temporaryFolder } from '../intake/files.ts'

const folder = temporaryFolder()
const SIGN = 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE'

/** Reads INSTREAM as clamd does, and says what it takes the bytes for. */
async function clamd(verdict: (bytes: Buffer) => string, { limit = Infinity } = {}): Promise<string> {
  const server = net.createServer((socket) => {
    let unread = Buffer.alloc(0)
    let taken = Buffer.alloc(0)
    let isBegun = false
    socket.on('error', () => undefined)
    socket.on('data', (chunk: Buffer) => {
      unread = Buffer.concat([unread, chunk])
      if (!isBegun) {
        const end = unread.indexOf(0)
        if (end === -1) return
        if (unread.toString('latin1', 0, end) !== 'zINSTREAM') return socket.end('UNKNOWN COMMAND\0')
        unread = unread.subarray(end + 1)
        isBegun = true
      }
      while (unread.length >= 4) {
        const size = unread.readUInt32BE(0)
        if (size === 0) return socket.end(`${verdict(taken)}\0`)
        if (unread.length < 4 + size) return
        taken = Buffer.concat([taken, unread.subarray(4, 4 + size)])
        unread = unread.subarray(4 + size)
        if (taken.length > limit) return socket.end('INSTREAM size limit exceeded. ERROR\0')
      }
    })
  })
  const file = path.join(
    path.dirname(folder.write('beside', '')),
    `clamd-${Math.random().toString(36).slice(2)}`,
  )
  server.listen(file)
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return file
}

const byContent = (bytes: Buffer) =>
  bytes.includes(SIGN) ? 'stream: Eicar-Test-Signature FOUND' : 'stream: OK'
const scanned = async (socket: string, content: Buffer | string) => {
  const lines: string[] = []
  const log = pino({}, { write: (line: string) => void lines.push(line) })
  const code = await clamdScan(
    socket,
    log,
  )(folder.write('upload.bin', content)).then(
    () => null,
    (error: { code: string }) => error.code,
  )
  return { code, lines: lines.join('') }
}

describe('a file', () => {
  test.each([
    ['clean', 'photo', null],
    ['empty', '', null],
    ['large and clean', Buffer.alloc(5_000_000, 'ab'), null],
    ['with malware', `x${SIGN}x`, 'file-infected'],
    [
      'with malware at its end',
      Buffer.concat([Buffer.alloc(5_000_000, 'ab'), Buffer.from(SIGN)]),
      'file-infected',
    ],
  ])('that is %s', async (_name, content, code) => {
    const found = await scanned(await clamd(byContent), content)
    expect(found.code).toBe(code)
    expect(found.lines.includes('Eicar-Test-Signature')).toBe(code !== null)
  })
})

describe('a scanner', () => {
  test.each([
    ['says nothing that is known', () => 'stream: ???'],
    ['says nothing', () => ''],
    ['is at fault', () => 'stream: Can’t allocate memory ERROR'],
    ['says OK of something else', () => 'fd[10]: OK'],
  ])('that %s refuses the file', async (_name, verdict) => {
    expect((await scanned(await clamd(verdict), 'photo')).code).toBe('scanner-down')
  })

  test('that takes no file so large refuses it, whenever it hangs up', async () => {
    const socket = await clamd(byContent, { limit: 100_000 })
    expect((await scanned(socket, Buffer.alloc(20_000_000, 1))).code).toBe('scanner-down')
  })

  test('that is not there refuses every file', async () => {
    expect((await scanned('/nowhere/clamd.ctl', 'photo')).code).toBe('scanner-down')
  })
})
