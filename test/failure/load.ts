import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../../server/db/database.ts'
import { replaceKeys } from '../../server/key-file.ts'
import { DISTRICT, givenDistrict, givenPerson, givenReport, PASSWORD, WEST } from '../api/given.ts'
import { KEK } from '../support/keys.ts'

// A bureau at work: reports drawn, decided, assigned and acknowledged, lists and tiles looked at, all at once. Whoever gets
// no answer asks again with the same key until he has one, as the client does.

const REPORTS = 40
const ANALYSTS = ['fenxi', 'fenxi2', 'fenxi3', 'fenxi4']
const CLERK = 'xixiang'
/** Somebody who takes no part in it: a second sign-in would end a session of the load. */
export const ONLOOKER = 'nongye'
const PAUSE_MS = 100
/** A request without an answer for so long hangs. */
const HANGS_MS = 30_000

/** District, people and judged reports for `startLoad`; the server of the data folder reads what this process seals. */
export async function givenBureau(db: Database, dataDir: string): Promise<void> {
  await replaceKeys(path.join(dataDir, 'kek.key'), [KEK])
  await givenDistrict(db)
  for (const login of ANALYSTS) await givenPerson(db, login, { role: 'analyst' })
  await givenPerson(db, CLERK, { role: 'township', township: WEST })
  await givenPerson(db, ONLOOKER, { role: 'agriculture' })
  for (let n = 0; n < REPORTS; n++) await givenReport(db)
}

export async function signedIn(origin: string, login: string): Promise<string> {
  const response = await fetch(`${origin}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
    body: JSON.stringify({ login, password: PASSWORD }),
  })
  const cookie = response.headers.get('set-cookie')?.split(';')[0]
  if (!cookie) throw new Error(`${login} cannot sign in: ${await response.text()}`)
  return cookie
}

type Act = 'create' | 'decide' | 'assign' | 'acknowledge'

export interface Acknowledged {
  act: Act
  /** The reports that were made or changed. */
  reportIds: string[]
}

export interface Load {
  /** Every write that was answered as done. */
  readonly acknowledged: readonly Acknowledged[]
  /** Answers that tell to come again, by status, and of those how many did not say when. */
  readonly refusals: { count: number; withoutRetryAfter: number }
  /** Requests that got no answer in time. */
  readonly hung: number
  /** Reads and writes that were answered. */
  readonly answered: number
  /** Nothing new is begun; resolves once all that was begun is answered. */
  stop(): Promise<void>
}

interface Answer {
  status: number
  etag: string | null
  body: unknown
}

/** Begins the work and answers at once. The server may go away and come back meanwhile. */
export async function startLoad(origin: string): Promise<Load> {
  const cookies = await Promise.all([...ANALYSTS, CLERK].map((login) => signedIn(origin, login)))
  const acknowledged: Acknowledged[] = []
  const refusals = { count: 0, withoutRetryAfter: 0 }
  const state = { isStopping: false, hung: 0, answered: 0 }

  /** Null where the server is away, or says to come again. */
  async function once(cookie: string, target: string, init: RequestInit = {}): Promise<Answer | null> {
    try {
      const response = await fetch(origin + target, {
        ...init,
        headers: { ...(init.headers as Record<string, string>), cookie },
        signal: AbortSignal.timeout(HANGS_MS),
      })
      const type = response.headers.get('content-type') ?? ''
      const body: unknown = type.includes('json') ? await response.json() : await response.arrayBuffer()
      // 409 of a key: the first of two is under way still.
      if (response.status === 503 || isRunning(response.status, body)) {
        refusals.count += 1
        if (!response.headers.has('retry-after')) refusals.withoutRetryAfter += 1
        return null
      }
      state.answered += 1
      return { status: response.status, etag: response.headers.get('etag'), body }
    } catch (error) {
      if (error instanceof DOMException && error.name === 'TimeoutError') state.hung += 1
      return null
    }
  }

  /** Asks with one key until there is an answer. */
  async function write(
    cookie: string,
    route: string,
    body: object,
    etag: string | null = null,
  ): Promise<Answer> {
    const init = {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'sec-fetch-site': 'same-origin',
        'idempotency-key': randomUUID(),
        ...(etag !== null && { 'if-match': etag }),
      },
      body: JSON.stringify(body),
    }
    for (;;) {
      const answer = await once(cookie, `/api${route}`, init)
      if (answer !== null) return answer
      await sleep(PAUSE_MS)
    }
  }

  const note = (act: Act, { status, body }: Answer, reportIds: string[]) => {
    if (status === 200) acknowledged.push({ act, reportIds })
    // Somebody else was quicker: also an answer.
    else if (![404, 409, 412].includes(status)) throw new Error(`${act}: ${status} ${JSON.stringify(body)}`)
  }

  async function create(cookie: string): Promise<void> {
    const [lon, lat] = [113.001 + Math.random() * 0.04, 36.001 + Math.random() * 0.09]
    const [east, north] = [lon + 0.0006, lat + 0.0006]
    const answer = await write(cookie, '/reports', {
      district: DISTRICT,
      reportedOn: '2026-05-01',
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [lon, lat],
            [east, lat],
            [east, north],
            [lon, north],
            [lon, lat],
          ],
        ],
      },
    })
    note('create', answer, [idOf(answer.body)])
  }

  async function decide(cookie: string): Promise<void> {
    const reportId = await someReport(cookie)
    if (reportId === null) return
    const seen = await once(cookie, `/api/reports/${DISTRICT}/${reportId}`)
    if (seen?.status !== 200) return
    const decision = Math.random() < 0.8 ? 'suspected' : 'unsure'
    const route = `/reports/${DISTRICT}/${reportId}/decisions`
    note('decide', await write(cookie, route, { decision, reason: 'test' }, seen.etag), [reportId])
  }

  async function assign(cookie: string): Promise<void> {
    const found = await once(cookie, `/api/reports/ids?district=${DISTRICT}&state=reported,decided`)
    if (found?.status !== 200) return
    const { reports } = found.body as { reports: { reportId: string; version: number }[] }
    const some = sample(reports, 2)
    if (some.length === 0) return
    const order = { district: DISTRICT, reports: some, township: WEST, task: 'test', dueOn: '2027-01-01' }
    const answer = await write(cookie, '/assignments', order)
    const { refused = [] } = answer.body as { refused?: { reportId: string }[] }
    const handed = some
      .map(({ reportId }) => reportId)
      .filter((id) => !refused.some((one) => one.reportId === id))
    note('assign', answer, handed)
  }

  async function acknowledge(cookie: string): Promise<void> {
    const reportId = await someReport(cookie, '&state=assigned')
    if (reportId === null) return
    const seen = await once(cookie, `/api/reports/${DISTRICT}/${reportId}`)
    if (seen?.status !== 200) return
    const route = `/reports/${DISTRICT}/${reportId}/assignment/acknowledge`
    note('acknowledge', await write(cookie, route, {}, seen.etag), [reportId])
  }

  async function someReport(cookie: string, filter = ''): Promise<string | null> {
    const found = await once(cookie, `/api/reports/ids?district=${DISTRICT}${filter}`)
    if (found?.status !== 200) return null
    const { reports } = found.body as { reports: { reportId: string }[] }
    return sample(reports, 1)[0]?.reportId ?? null
  }

  async function look(cookie: string): Promise<void> {
    await once(cookie, `/api/reports?district=${DISTRICT}`)
    for (const [x, y] of [
      [26_666, 12_860],
      [26_667, 12_860],
    ])
      await once(cookie, `/api/tiles/reports/${DISTRICT}/1/15/${x}/${y}.mvt`)
  }

  const loop = async (act: (cookie: string) => Promise<void>, cookie: string) => {
    while (!state.isStopping) {
      await act(cookie)
      await sleep(10)
    }
  }
  const [a, b, c, d, clerk] = cookies as [string, string, string, string, string]
  const loops = [
    loop(create, a),
    loop(create, b),
    loop(decide, b),
    loop(decide, c),
    loop(assign, d),
    loop(acknowledge, clerk),
    loop(look, c),
  ]
  const ended = Promise.all(loops)
  // Heard when it is waited for.
  ended.catch(() => undefined)

  return {
    acknowledged,
    refusals,
    get hung() {
      return state.hung
    },
    get answered() {
      return state.answered
    },
    async stop() {
      state.isStopping = true
      await ended
    },
  }
}

const isRunning = (status: number, body: unknown) =>
  status === 409 && (body as { code?: unknown }).code === 'key-running'

const idOf = (body: unknown) => (body as { report?: { reportId: string } }).report?.reportId ?? ''

const sample = <T>(items: readonly T[], count: number): T[] =>
  items.toSorted(() => Math.random() - 0.5).slice(0, count)
