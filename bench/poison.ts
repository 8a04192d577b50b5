import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { replaceKeys } from '../server/key-file.ts'
import { DISTRICT, givenDistrict, givenPerson, givenReport, PASSWORD } from '../test/api/given.ts'
import { ServerProcess } from '../test/failure/server-process.ts'
import { POISON } from '../test/intake/poison.ts'
import { polygon, square } from '../test/intake/shapes.ts'
import { freshDatabase, urlOf } from '../test/support/database.ts'
import { KEK } from '../test/support/keys.ts'
import { quantile } from './race.ts'
import { table } from './table.ts'

const ROUNDS = 4
const ROUND_S = 10
/** What others ask for in a second, one half each. */
const OTHERS_A_SECOND = 20
/** The most that two accounts may send: 120 checks a minute each. */
const POISON_A_SECOND = 4
const REPORTS = 400

type Kind = 'lists' | 'checks' | 'poison'
interface Answer {
  kind: Kind
  ms: number
  status: number
}

/**
 * How long others wait for lists and for checks of ordinary polygons while two people send poisoned ones, against how long
 * they wait otherwise: a real server on the native database, ten seconds in turns.
 */
export async function poisonReport(say: (line: string) => void): Promise<string> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'tuban-poison-'))
  const db = await freshDatabase({ statementTimeoutMs: 0 })
  const server = await ServerProcess.on({
    DATABASE_URL: await urlOf(db),
    DATA_DIR: dataDir,
    RATE_LIMITS: 'search=999999,check=999999',
  })
  try {
    await replaceKeys(path.join(dataDir, 'kek.key'), [KEK])
    await givenDistrict(db)
    for (let n = 0; n < REPORTS; n++) await givenReport(db)
    await givenPerson(db, 'analyst', { role: 'analyst' })
    await server.start()
    const cookie = await signedIn(server.origin)
    const answers: Record<'quiet' | 'poisoned', Answer[]> = { quiet: [], poisoned: [] }
    await work(server.origin, cookie, { poisonASecond: POISON_A_SECOND, forSeconds: 2 })
    for (let round = 0; round < ROUNDS; round++)
      for (const name of round % 2 === 0
        ? (['quiet', 'poisoned'] as const)
        : (['poisoned', 'quiet'] as const)) {
        say(`round ${round + 1}, ${name}`)
        const poisonASecond = name === 'poisoned' ? POISON_A_SECOND : 0
        answers[name].push(...(await work(server.origin, cookie, { poisonASecond, forSeconds: ROUND_S })))
      }
    return reportOf(answers)
  } finally {
    await server.end('SIGKILL')
    await db.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function signedIn(origin: string): Promise<string> {
  const response = await fetch(`${origin}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
    body: JSON.stringify({ login: 'analyst', password: PASSWORD }),
  })
  return response.headers.get('set-cookie')!.split(';')[0]!
}

const bodyOf = (geometry: string) => `{"district":"${DISTRICT}","geometry":${geometry}}`
const ORDINARY = bodyOf(JSON.stringify(polygon(square(10, 10, 5))))
const POISONED = POISON.map(({ text }) => bodyOf(text))

/** Requests are begun on the second, whether those before were answered or not, and timed from when they were due. */
async function work(
  origin: string,
  cookie: string,
  { poisonASecond, forSeconds }: { poisonASecond: number; forSeconds: number },
): Promise<Answer[]> {
  const startedAt = performance.now()
  const answers: Promise<Answer>[] = []
  const headers = { cookie, 'sec-fetch-site': 'same-origin' }
  const ask = async (kind: Kind, body: string | null, due: number): Promise<Answer> => {
    const response =
      body === null
        ? await fetch(`${origin}/api/reports?district=${DISTRICT}`, { headers })
        : await fetch(`${origin}/api/geometry/check`, {
            method: 'POST',
            headers: { ...headers, 'content-type': 'application/json' },
            body,
          })
    await response.arrayBuffer()
    return { kind, ms: performance.now() - due, status: response.status }
  }
  const every = async (aSecond: number, next: (n: number) => [Kind, string | null]) => {
    for (let n = 0; n < aSecond * forSeconds; n++) {
      const due = startedAt + (n * 1000) / aSecond
      const early = due - performance.now()
      if (early > 1) await sleep(early)
      answers.push(ask(...next(n), due))
    }
  }
  await Promise.all([
    every(OTHERS_A_SECOND, (n) => (n % 2 === 0 ? ['lists', null] : ['checks', ORDINARY])),
    every(poisonASecond, (n) => ['poison', POISONED[n % POISONED.length]!]),
  ])
  return Promise.all(answers)
}

function reportOf({ quiet, poisoned }: Record<'quiet' | 'poisoned', Answer[]>): string {
  const times = (answers: readonly Answer[], kind: Kind) =>
    answers.filter((answer) => answer.kind === kind).map(({ ms }) => ms)
  const rows = (['lists', 'checks'] as const).flatMap((kind) =>
    [0.5, 0.99].map((share) => {
      const [without, beside] = [quiet, poisoned].map((answers) => quantile(times(answers, kind), share))
      return [
        `${kind}, p${share * 100}`,
        without!.toFixed(0),
        beside!.toFixed(0),
        `${(beside! / without!).toFixed(1)} ×`,
      ]
    }),
  )
  const poison = times(poisoned, 'poison')
  const refused = [...quiet, ...poisoned].filter(({ kind, status }) => kind !== 'poison' && status !== 200)
  return [
    table(['others wait for', 'without poison, ms', 'beside poison, ms', 'ratio'], rows),
    `${poison.length} poisoned polygons, answered within ${(Math.max(...poison) / 1000).toFixed(1)} s each, half of them within ${quantile(poison, 0.5).toFixed(0)} ms. ` +
      `Of ${quiet.length + poisoned.length - poison.length} requests of others ${refused.length} were not served.`,
  ].join('\n\n')
}
