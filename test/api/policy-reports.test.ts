import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { logLine } from '../../server/http/log-line.ts'
import { freshDatabase } from '../support/database.ts'
import type { Database } from '../../server/db/database.ts'
import { startApp, type TestApp } from './client.ts'

const lines: string[] = []
let db: Database
let app: TestApp

beforeAll(async () => {
  db = await freshDatabase()
  const log = pino({ formatters: { log: logLine } }, { write: (line: string) => void lines.push(line) })
  app = await startApp(db, { log })
})
afterAll(async () => {
  await app.close()
  await db.close()
})

const send = async (body: string, type = 'application/csp-report') => {
  lines.length = 0
  const { status } = await app.visitor.fetch('/policy-reports', {
    method: 'POST',
    headers: { 'content-type': type },
    body,
  })
  return status
}

const REPORT = {
  'csp-report': {
    'document-uri': 'https://tuban.example/d/140404/p/7?search=张三',
    referrer: '',
    'violated-directive': 'script-src-elem',
    'effective-directive': 'script-src-elem',
    'original-policy': "default-src 'none'",
    disposition: 'enforce',
    'blocked-uri': 'https://elsewhere.example/x.js?sid=secret',
    'line-number': 12,
    'source-file': 'https://tuban.example/assets/main.js',
    'status-code': 200,
  },
}

test('pages name where to report, and what is reported stands in the log without any query', async () => {
  const { headers } = await app.visitor.fetch('/api/meta')
  expect(headers.get('content-security-policy')).toContain('report-uri /policy-reports')
  expect(await send(JSON.stringify(REPORT))).toBe(204)
  expect(lines).toHaveLength(1)
  const line = JSON.parse(lines[0]!) as Record<string, unknown>
  expect(line).toMatchObject({
    level: 40,
    path: '/d/140404/p/7',
    fault: 'script-src-elem: https://elsewhere.example/x.js at https://tuban.example/assets/main.js:12',
  })
  expect(lines[0]).not.toMatch(/张三|secret/)
})

test('a report says little, and one of old browsers less', async () => {
  expect(await send('{"csp-report":{"violated-directive":"style-src","blocked-uri":"inline"}}')).toBe(204)
  expect(JSON.parse(lines[0]!)).toMatchObject({ fault: 'style-src: inline at ?' })
})

test.each([
  ['is no JSON', '{', 'application/csp-report', 400],
  ['is another', '{"a":1}', 'application/csp-report', 400],
  ['is another kind', JSON.stringify(REPORT), 'text/plain', 415],
  [
    'is large',
    JSON.stringify({ 'csp-report': { 'blocked-uri': 'x'.repeat(20_000) } }),
    'application/csp-report',
    413,
  ],
])('what %s is refused', async (_name, body, type, status) => {
  expect(await send(body, type)).toBe(status)
})

test('a page that breaks its policy again and again is heard thirty times a minute', async () => {
  const statuses: number[] = []
  for (let n = 0; n < 31; n++) statuses.push(await send(JSON.stringify(REPORT)))
  expect(statuses.at(-1)).toBe(429)
  expect(statuses.filter((status) => status === 204).length).toBeLessThanOrEqual(30)
})
