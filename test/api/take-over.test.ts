import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Job } from '../../domain/api.ts'
import { migrate } from '../../server/db/migrate.ts'
import { replaceKeys } from '../../server/key-file.ts'
import { KEK } from '../support/keys.ts'
import { embeddedDatabase } from '../support/database.ts'
import { Client, type Reply } from './client.ts'
import { DISTRICT, givenDistrict, givenPerson, givenReport, PASSWORD } from './given.ts'

const REPORTS = 400

let dataDir: string
let server: ChildProcess | null = null

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'tuban-take-over-'))
  const db = await embeddedDatabase({ dataDir })
  await migrate(db)
  // The server reads what this process seals.
  await replaceKeys(path.join(dataDir, 'kek.key'), [KEK])
  await givenDistrict(db)
  await givenPerson(db, 'fenxi', { role: 'analyst' })
  // Apart from each other: what lies on one spot is compared with all of it.
  for (let n = 0; n < REPORTS; n++)
    await givenReport(db, { lon: 113 + 0.002 * (n % 20), lat: 36 + 0.002 * Math.floor(n / 20) })
  await db.close()
})
afterAll(async () => {
  server?.kill('SIGKILL')
  await rm(dataDir, { recursive: true, force: true })
})

/** The real server as its own process on the data folder; answers its origin once it says that it is ready. */
async function startServer(): Promise<string> {
  const child = spawn(process.execPath, ['server/main.ts'], {
    env: {
      ...process.env,
      DATABASE_URL: '',
      DATA_DIR: dataDir,
      PORT: '0',
      HOST: '127.0.0.1',
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  server = child
  for await (const line of createInterface(child.stdout)) {
    const message = JSON.parse(line) as { ready?: boolean; port: number; pid: number }
    if (message.ready !== true) continue
    expect(message.pid).toBe(child.pid)
    child.stdout.resume()
    return `http://127.0.0.1:${message.port}`
  }
  throw new Error('The server ended before it was ready.')
}

/** On a machine that other tests keep busy the server asks to come again. */
async function patiently<T>(ask: () => Promise<Reply<T>>): Promise<Reply<T>> {
  for (;;) {
    const reply = await ask()
    if (reply.status < 400) return reply
    if (reply.status !== 503) throw new Error(`${reply.status} ${JSON.stringify(reply.problem)}`)
    await sleep(500)
  }
}

async function signedIn(origin: string): Promise<Client> {
  const { headers } = await patiently(() =>
    new Client(origin, null).call('POST /session', { body: { login: 'fenxi', password: PASSWORD } }),
  )
  return new Client(origin, headers.get('set-cookie')!.split(';')[0]!)
}

async function jobThat(client: Client, jobId: string, is: (job: Job) => boolean): Promise<Job> {
  for (;;) {
    const { job } = (await patiently(() => client.call('GET /jobs/:jobId', { params: { jobId } }))).body
    if (is(job)) return job
    await sleep(200) // within what one account may ask in a minute
  }
}

test('a job whose server was killed is finished by the next one', async () => {
  const first = await signedIn(await startServer())
  const { jobId } = (await patiently(() => first.call('POST /evaluations', { body: { district: DISTRICT } })))
    .body.job
  await jobThat(first, jobId, (job) => job.state === 'running')
  const killed = once(server!, 'exit')
  server!.kill('SIGKILL')
  await killed

  const second = await signedIn(await startServer())
  const job = await jobThat(second, jobId, ({ state }) => state !== 'running' && state !== 'ready')
  expect(job).toMatchObject({ state: 'done', result: { evaluated: REPORTS } })

  const stopped = once(server!, 'exit')
  server!.kill('SIGTERM')
  expect(await stopped).toEqual([0, null])

  const db = await embeddedDatabase({ dataDir })
  const { rows } = await db.query<{ attempts: number; judged: number }>(
    `select attempts, (select count(*)::int from land.evaluation where is_current) as judged from work.job where job_id = $1`,
    [jobId],
  )
  await db.close()
  expect(rows).toEqual([{ attempts: 2, judged: REPORTS }])
}, 240_000)
