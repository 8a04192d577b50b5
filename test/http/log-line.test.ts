import { describe, expect, test } from 'vitest'
import { createLog } from '../../server/http/log.ts'
import { harmlessText, logLine } from '../../server/http/log-line.ts'

const TOKEN = 'Zk3-fJ9_qLw8Rr0Vt2Yx5Bn7Cm1Dp4Ge6Hs8Ju0Kv2w'
const SHA256 = 'b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c'

describe('a text in the log', () => {
  test.each([
    ['called 13812341234 twice', 'called 138****1234 twice'],
    ['called +86 138-1234-1234', 'called 138****1234'],
    ['of 11010519491231002X.', 'of 1101**********002X.'],
    ['at 113.0512345, 36.0123456', 'at 113.05, 36.01'],
    ['at -0.1234,7', 'at -0.12,7'],
    [`sid=${TOKEN}; x`, 'sid=…; x'],
    [`the link ${TOKEN} is old`, 'the link … is old'],
    ['{"password":"Grain2fields!"}', '{"password":…}'],
    ['GET /api/reports?search=%E5%BC%A0 failed', 'GET /api/reports?… failed'],
    ['postgres://tuban:hunter2@db/tuban', 'postgres://tuban:…@db/tuban'],
    ['invalid input syntax for type bigint: "张三"', 'invalid input syntax for type bigint: "…"'],
    ['one\u2028two\u0085three', 'one\\u2028two\\u0085three'],
    // What helps, and is nobody's.
    [`file ${SHA256}`, `file ${SHA256}`],
    [
      'duplicate key value violates unique constraint "report_pkey"',
      'duplicate key value violates unique constraint "report_pkey"',
    ],
    ['at serve (server/serve.ts:120:7)', 'at serve (server/serve.ts:120:7)'],
    ['0d9af36d-1c3b-4d9e-8a6f-3f6f2d1c0b9a', '0d9af36d-1c3b-4d9e-8a6f-3f6f2d1c0b9a'],
    [
      'PostGIS 3.5.2, 12.5 ms, 140404 2026-11-24T16:10:57.831Z',
      'PostGIS 3.5.2, 12.5 ms, 140404 2026-11-24T16:10:57.831Z',
    ],
  ])('%s', (text, harmless) => {
    expect(harmlessText(text)).toBe(harmless)
  })
})

describe('a line of the log', () => {
  test('keeps fields of the list, and of all others only their names', () => {
    expect(
      logLine({ method: 'GET', status: 200, body: { password: 'x' }, headers: {}, ms: undefined }),
    ).toEqual({
      method: 'GET',
      status: 200,
      dropped: ['body', 'headers'],
    })
  })

  test('keeps of an object in a field nothing, and of an error what the list says', () => {
    const error = Object.assign(new Error('no row of 13812341234', { cause: new Error('at 36.0123456') }), {
      code: '23505',
      detail: 'Key (phone)=(13812341234) already exists.',
    })
    const line = logLine({ err: error, state: { phone: '13812341234' } })
    expect(line).toMatchObject({
      state: '…',
      err: { name: 'Error', code: '23505', message: 'no row of 138****1234', cause: { message: 'at 36.01' } },
    })
    expect(JSON.stringify(line)).not.toContain('13812341234')
    expect(line['err']).not.toHaveProperty('detail')
  })

  test('ends where causes go in a circle', () => {
    const error = new Error('round')
    error.cause = error
    expect(JSON.stringify(logLine({ err: error }))).toContain('round')
  })

  test.each([
    ['/api/tiles/reports/140404/12/15/26000/12000.mvt', '/api/tiles/reports/140404/12/15/26000/12000.mvt'],
    ['/api/tiles/reports/140404/12/18/213000/102000.mvt', '/api/tiles/reports/140404/12/18/*/*.mvt'],
    [`/${'x'.repeat(30)}/${'y '.repeat(200)}`, expect.stringMatching(/^.{200}$/)],
  ])('%s', (path, logged) => {
    expect(logLine({ path })).toEqual({ path: logged })
  })

  test('is one line with its offset from UTC, whatever it tells', () => {
    const lines: string[] = []
    const log = createLog({ logLevel: 'info' }, { write: (line) => void lines.push(line) })
    log.info({ path: '/a\r\n{"level":60,"msg":"forged"}' }, 'request')
    expect(lines).toHaveLength(1)
    expect(lines[0]!.trimEnd()).not.toMatch(/[\r\n]/)
    const { time, path } = JSON.parse(lines[0]!) as { time: string; path: string }
    expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/)
    expect(path).toBe('/a\r\n{"level":60,"msg":"forged"}')
  })
})
