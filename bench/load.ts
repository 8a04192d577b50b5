import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir, totalmem } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { generateDistrict } from '../fixtures/district/district.ts'
import { loadDistrict } from '../server/demo-district.ts'
import { evaluateReports } from '../server/evaluate.ts'
import { replaceKeys } from '../server/key-file.ts'
import { hashPassword } from '../server/passwords.ts'
import { townshipsBySuspicion } from '../server/queries/demo.ts'
import { savePerson } from '../server/queries/people.ts'
import { ServerProcess } from '../test/failure/server-process.ts'
import { freshDatabase, urlOf } from '../test/support/database.ts'
import { KEK } from '../test/support/keys.ts'
import { quantile } from './race.ts'
import { table } from './table.ts'
import { tilesAbout } from './tiles.ts'

const SECONDS = 60
const ANALYSTS = 16
const CLERKS = 4
/** Longer than this a person notices that he waits. */
const SLOW_MS = 500
const PASSWORD = 'correct horse battery'

type Kind = 'read' | 'write'

interface Sent {
  kind: Kind
  target: string
  init: RequestInit
  cookie: string
}

/** How many of a hundred requests are of each sort. */
const MIX = {
  tile: 40,
  page: 24,
  list: 14,
  ids: 4,
  me: 6,
  decide: 6,
  create: 3,
  assign: 2,
  acknowledge: 1,
} as const
type Sort = keyof typeof MIX

const SORTS = Object.entries(MIX).flatMap(([sort, share]) => Array<Sort>(share).fill(sort as Sort))

/**
 * A real server under mixed load, on the native database and beside it on one machine; then killed and started again. In
 * Markdown, with the machine named. `rate` requests a second are begun whether those before are answered or not: a bureau does
 * not wait for a slow server either.
 */
export async function loadReport(rate: number, say: (line: string) => void): Promise<string> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'tuban-load-'))
  const db = await freshDatabase({ statementTimeoutMs: 0 })
  const server = await ServerProcess.on({ DATABASE_URL: await urlOf(db), DATA_DIR: dataDir })
  try {
    await replaceKeys(path.join(dataDir, 'kek.key'), [KEK])
    const district = generateDistrict({ size: 'demo', seed: 1 })
    const reportIds = await loadDistrict(db, district)
    await evaluateReports(db, { district: district.code, reportIds })
    const [township] = await townshipsBySuspicion(db, district.code)
    const passwordHash = await hashPassword(PASSWORD)
    const person = (login: string, role: 'analyst' | 'township') =>
      savePerson(db, {
        login,
        nameZh: login,
        nameEn: login,
        role,
        district: district.code,
        township: role === 'township' ? township!.code : null,
        passwordHash,
        isDemo: false,
      })
    for (let n = 0; n < ANALYSTS; n++) await person(`analyst${n}`, 'analyst')
    for (let n = 0; n < CLERKS; n++) await person(`clerk${n}`, 'township')
    const { rows } = await db.query<{ id: string; version: string }>(
      `select layer_version_id as id, current_setting('server_version') as version
         from land.layer_version where role = 'land-use' and status = 'published'`,
    )

    const firstStartMs = await server.start()
    const analysts = await signedIn(server.origin, ANALYSTS, 'analyst')
    const clerks = await signedIn(server.origin, CLERKS, 'clerk')
    const tiles = [14, 15, 16].flatMap((z) => tilesAbout(district.centre, z))
    const bureau = new Bureau({
      origin: server.origin,
      district: district.code,
      centre: district.centre,
      township: township!.code,
      analysts,
      clerks,
      tiles: tiles.map(({ z, x, y }) => `/api/tiles/layers/${rows[0]!.id}/${z}/${x}/${y}.mvt`),
      reportIds,
    })
    say(`${rate} requests a second for ${SECONDS} s`)
    await bureau.work(rate, SECONDS)
    const results = bureau.results()

    say('killed and started again')
    const more = bureau.work(rate, 2)
    await sleep(1_000)
    await server.end('SIGKILL')
    const restartMs = await server.start()
    await more

    const [{ model = '?' } = {}] = cpus()
    return [
      `${model.trim()}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB; Node ${process.version}, PostgreSQL ${rows[0]!.version.split(' ')[0]}; server, database and ` +
        `callers on this one machine. ${rate} requests a second for ${SECONDS} s by ${ANALYSTS + CLERKS} people on the demo district.`,
      table(
        ['requests', 'answered', 'p50, ms', 'p99, ms', 'longest, ms'],
        results.latencies.map(([name, ms]) => [
          name,
          ms.length,
          ...[0.5, 0.99, 1].map((share) => quantile(ms, share).toFixed(0)),
        ]),
      ),
      `Answers by status: ${results.statuses}. Later than ${SLOW_MS} ms: ${results.slow}. Answered 503: ${results.refused}.`,
      `Ready ${seconds(firstStartMs)} after the start, and ${seconds(restartMs)} after \`kill -9\` under this load.`,
    ].join('\n\n')
  } finally {
    await server.end('SIGKILL')
    await db.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

interface Place {
  origin: string
  district: string
  centre: readonly number[]
  township: string
  analysts: readonly string[]
  clerks: readonly string[]
  tiles: readonly string[]
  reportIds: readonly string[]
}

/** Who asks for what, and how long they waited. */
class Bureau {
  private readonly place: Place
  /** Reports with the version that was seen last. */
  private readonly seen = new Map<string, string>()
  private readonly assigned = new Set<string>()
  private readonly times: Record<Kind, number[]> = { read: [], write: [] }
  private readonly statuses = new Map<string, number>()
  /** Requests that waited long or were turned away, by the second in which they were due. */
  private readonly slow = new Map<number, number>()
  private readonly refused = new Map<number, number>()

  constructor(place: Place) {
    this.place = place
  }

  async work(rate: number, forSeconds: number): Promise<void> {
    const startedAt = performance.now()
    const waiting: Promise<void>[] = []
    for (let n = 0; n < rate * forSeconds; n++) {
      const due = startedAt + (n * 1000) / rate
      const early = due - performance.now()
      if (early > 1) await sleep(early)
      waiting.push(this.ask(this.next(), due, Math.floor((due - startedAt) / 1000)))
    }
    await Promise.all(waiting)
  }

  results() {
    return {
      latencies: Object.entries(this.times) as [Kind, number[]][],
      statuses: [...this.statuses]
        .sort()
        .map(([status, count]) => `${count.toLocaleString('en')} × ${status}`)
        .join(', '),
      slow: bySecond(this.slow),
      refused: bySecond(this.refused),
    }
  }

  private async ask({ kind, target, init, cookie }: Sent, due: number, second: number): Promise<void> {
    try {
      const response = await fetch(this.place.origin + target, {
        ...init,
        headers: { ...(init.headers as Record<string, string>), cookie },
      })
      const body = await response.arrayBuffer()
      // From when it was due: a request that had to wait to be sent waited as well.
      const ms = performance.now() - due
      this.times[kind].push(ms)
      if (ms > SLOW_MS) add(this.slow, second)
      if (response.status === 503) add(this.refused, second)
      add(this.statuses, String(response.status))
      const etag = response.headers.get('etag')
      if (etag !== null && etag.includes('.')) this.seen.set(etag.slice(1, etag.indexOf('.')), etag)
      if (response.ok && target === '/api/assignments') this.noteAssigned(body, init)
    } catch {
      add(this.statuses, 'no answer')
    }
  }

  private noteAssigned(answer: ArrayBuffer, { body }: RequestInit): void {
    const { refused } = JSON.parse(Buffer.from(answer).toString()) as { refused: { reportId: string }[] }
    const { reports } = JSON.parse(String(body)) as { reports: { reportId: string }[] }
    for (const { reportId } of reports)
      if (!refused.some((one) => one.reportId === reportId)) this.assigned.add(reportId)
  }

  private next(): Sent {
    const { district, township, analysts, clerks, tiles, reportIds } = this.place
    const cookie = pick(analysts)
    const read = (target: string, by = cookie): Sent => ({ kind: 'read', target, init: {}, cookie: by })
    const write = (target: string, body: object, etag?: string, by = cookie): Sent => ({
      kind: 'write',
      target,
      cookie: by,
      init: {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'sec-fetch-site': 'same-origin',
          'idempotency-key': randomUUID(),
          ...(etag !== undefined && { 'if-match': etag }),
        },
        body: JSON.stringify(body),
      },
    })
    const page = read(`/api/reports/${district}/${pick(reportIds)}`)
    const [reportId, etag] = pick([...this.seen]) ?? []
    switch (pick(SORTS)) {
      case 'tile':
        return read(pick(tiles))
      case 'list':
        return read(`/api/reports?district=${district}`)
      case 'ids':
        return read(`/api/reports/ids?district=${district}&verdict=suspected`)
      case 'me':
        return read('/api/session')
      case 'create':
        return write('/api/reports', { district, reportedOn: '2026-05-01', geometry: this.square() })
      case 'decide':
        if (reportId === undefined) return page
        return write(
          `/api/reports/${district}/${reportId}/decisions`,
          { decision: 'suspected', reason: '' },
          etag,
        )
      case 'assign': {
        if (reportId === undefined) return page
        const version = Number(etag!.slice(etag!.indexOf('.') + 1, -1))
        const reports = [{ reportId, version }]
        return write('/api/assignments', { district, reports, township, task: '核查', dueOn: '2027-01-01' })
      }
      case 'acknowledge': {
        const [waiting] = this.assigned
        const tag = waiting === undefined ? undefined : this.seen.get(waiting)
        if (waiting === undefined || tag === undefined) return page
        this.assigned.delete(waiting)
        return write(`/api/reports/${district}/${waiting}/assignment/acknowledge`, {}, tag, pick(clerks))
      }
      default:
        return page
    }
  }

  private square() {
    const [lon, lat] = this.place.centre.map((degrees) => degrees + (Math.random() - 0.5) * 0.05) as [
      number,
      number,
    ]
    const [east, north] = [lon + 0.0006, lat + 0.0006]
    const ring = [
      [lon, lat],
      [east, lat],
      [east, north],
      [lon, north],
      [lon, lat],
    ]
    return { type: 'Polygon', coordinates: [ring] }
  }
}

const add = <K>(counts: Map<K, number>, key: K) => counts.set(key, (counts.get(key) ?? 0) + 1)

/** `12 in second 1, 3 in second 41` */
const bySecond = (counts: ReadonlyMap<number, number>) =>
  [...counts]
    .sort(([a], [b]) => a - b)
    .map(([second, count]) => `${count} in second ${second + 1}`)
    .join(', ') || 'none'

const pick = <T>(items: readonly T[]): T => items[Math.floor(Math.random() * items.length)]!

async function signedIn(origin: string, count: number, name: string): Promise<string[]> {
  const cookies: string[] = []
  for (let n = 0; n < count; n++) {
    const response = await fetch(`${origin}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
      body: JSON.stringify({ login: `${name}${n}`, password: PASSWORD }),
    })
    const cookie = response.headers.get('set-cookie')?.split(';')[0]
    if (!cookie) throw new Error(`${name}${n} cannot sign in: ${await response.text()}`)
    cookies.push(cookie)
  }
  return cookies
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`
