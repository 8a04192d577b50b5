import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pino, type Logger } from 'pino'
import type { z } from 'zod'
import { api, type Answer, type Call, type Route } from '../../domain/api.ts'
import type { ProblemDetails } from '../../domain/problem.ts'
import { createApp } from '../../server/app.ts'
import type { TwoPerson } from '../../server/approvals/two-person.ts'
import type { AuthMode } from '../../domain/session.ts'
import type { Provider } from '../../server/sign-in/provider.ts'
import { LONGEST } from '../../server/access/session-limits.ts'
import type { Database } from '../../server/db/database.ts'
import type { EvidenceStore } from '../../server/evidence/store.ts'
import { Admission } from '../../server/http/admission.ts'
import { RATES, type Rates } from '../../server/http/rate-limit.ts'
import type { Scan } from '../../server/http/scan.ts'
import { apiRoutes } from '../../server/http/route-list.ts'
import { readinessOf } from '../../server/readiness.ts'
import { holdVersion, type Versioned } from '../../server/queries/changes.ts'
import { startJobs } from '../../server/jobs/runner.ts'
import { removeUpload } from '../../server/jobs/uploads.ts'
import { jobWork } from '../../server/jobs/work.ts'
import { DISTRICT, PASSWORD } from './given.ts'
import { undeclaredEvents, type CallMade } from './undeclared-events.ts'

/** What the audit trail of a test is sealed with. */
export const AUDIT_KEY = Buffer.alloc(32, 7)

/** Tests ask much more often than people do. */
const MANY: Rates = Object.fromEntries(
  Object.keys(RATES).map((limit) => [limit, { requests: 1_000_000, seconds: 60 }]),
) as Rates

export interface TestApp {
  origin: string
  uploadFolder: string
  evidence: EvidenceStore
  anchorFile: string
  /** Every route below /api that the router has. */
  routes(): string[]
  /** A caller without a session. */
  visitor: Client
  signIn(login: string, password?: string): Promise<Client>
  withCookie(cookie: string): Client
  /** What was called so far, by anybody. */
  calls: readonly CallMade[]
  close(): Promise<void>
}

/** The real application on a port of its own, with its job runner. */
export async function startApp(
  db: Database,
  {
    withJobs = false,
    evidenceReserveShare = 0,
    scan = undefined as Scan | undefined,
    attemptsPerMinute = 1_000,
    times = LONGEST,
    // Only tests of the second factor have people with one.
    factorPosts = [] as readonly string[],
    isLoopback = true,
    authMode = 'local' as AuthMode,
    provider = null as Provider | null,
    now = undefined as (() => number) | undefined,
    rates = MANY,
    // A machine that is busy with other tests is no overload.
    admission = new Admission({ lagMs: () => 0 }),
    sealLagMs = (): number => 0,
    log = pino({ level: process.env['TEST_LOG'] ?? 'silent' }) as Logger,
    network = { trustProxy: [] as readonly string[], adminCidr: [] as readonly string[] },
    // One person publishes layers, but where a test is about the second.
    twoPerson: given = {} as Partial<TwoPerson>,
  } = {},
): Promise<TestApp> {
  const twoPerson: TwoPerson = { layers: false, exportRows: 2_000, ...given }
  const folder = await mkdtemp(path.join(tmpdir(), 'tuban-api-'))
  const uploadFolder = path.join(folder, 'uploads')
  const evidence = { folder: path.join(folder, 'evidence'), reserveShare: evidenceReserveShare, scan }
  const anchorFile = path.join(folder, 'anchors.jsonl')
  const jobs = withJobs
    ? startJobs({
        db,
        log,
        work: jobWork(uploadFolder, twoPerson, { key: AUDIT_KEY, anchorFile }),
        onEnd: (job) => removeUpload(uploadFolder, job),
      })
    : null
  const express = createApp({
    db,
    log,
    about: { version: 'test', authMode, demoAccounts: [] },
    session: {
      times,
      factorPosts,
      isLoopback,
      authMode,
      provider,
      passwordProfile: 'mlps3',
      attemptsPerMinute,
      ...(now && { now }),
    },
    twoPerson,
    uploadFolder,
    evidence,
    clientFolder: path.join(folder, 'client'),
    health: { isStopping: false, readiness: readinessOf({ db, dataDir: folder, log }) },
    rates,
    admission,
    audit: { anchorFile, lagMs: sealLagMs },
    wakeJobs: () => jobs?.wake(),
    network,
  })
  const server = createServer(express)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const calls: CallMade[] = []
  return {
    origin,
    uploadFolder,
    evidence,
    anchorFile,
    calls,
    routes: () => apiRoutes(express),
    visitor: new Client(origin, null, calls, db),
    withCookie: (cookie) => new Client(origin, cookie, calls, db),
    async signIn(login, password = PASSWORD) {
      const reply = await new Client(origin, null, calls, db).call('POST /session', {
        body: { login, password },
      })
      const cookie = reply.headers.get('set-cookie')?.split(';')[0]
      if (!cookie) throw new Error(`${login} cannot sign in: ${JSON.stringify(reply.body)}`)
      return new Client(origin, cookie, calls, db)
    },
    async close() {
      await jobs?.stop()
      await closed(server)
      await rm(folder, { recursive: true, force: true })
      const undeclared = await undeclaredEvents(db, calls)
      if (undeclared.length > 0)
        throw new Error(`Events that the contract does not declare: ${undeclared.join(', ')}`)
    },
  }
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}

export interface Reply<T> {
  status: number
  headers: Headers
  /** The answer, which was checked against the contract. */
  body: T
  problem: ProblemDetails
}

type UploadRoute = 'POST /layers' | 'POST /reports/import' | 'POST /reports/:district/:reportId/evidence'

interface Options {
  params?: Record<string, string>
  query?: Record<string, string | number>
  headers?: Record<string, string>
}

export class Client {
  readonly origin: string
  readonly cookie: string | null
  private readonly calls: CallMade[]
  private readonly db: Database | null

  constructor(origin: string, cookie: string | null, calls: CallMade[] = [], db: Database | null = null) {
    this.origin = origin
    this.cookie = cookie
    this.calls = calls
    this.db = db
  }

  /**
   * Calls an endpoint of the contract; an answer that breaks the contract throws. What was seen is what stands now, unless
   * the test says otherwise; of reports it always says.
   */
  async call<R extends Route>(
    route: R,
    { params = {}, query = {}, body, headers = {} }: Options & { body?: Call<R>['body'] } = {},
  ): Promise<Reply<Answer<R>>> {
    const [method, template] = route.split(' ') as [string, string]
    const pathname = filledIn(template, params)
    const response = await this.fetch(`/api${pathname}${search(query)}`, {
      method,
      headers: {
        ...(method !== 'GET' && { 'content-type': 'application/json' }),
        ...newKey(route),
        ...(headers['if-match'] === undefined && (await this.standing(route, params))),
        ...headers,
      },
      ...(method === 'POST' && { body: JSON.stringify(body ?? {}) }),
    })
    this.note(route, response)
    return reply(response, api[route].response)
  }

  private async standing(route: Route, params: Record<string, string>): Promise<Record<string, string>> {
    const name = (api[route] as { ifMatch?: string }).ifMatch
    const kind = KINDS[name ?? '']
    const id = params[name ?? ''] ?? ''
    const held = kind && this.db && (await this.db.transaction((tx) => holdVersion(tx, kind, DISTRICT, id)))
    return held ? ifMatch(id, held.version) : {}
  }

  /** Sends a file with its fields. */
  async upload<R extends UploadRoute>(
    route: R,
    fields: Record<string, string>,
    file: { name: string; content: string | Uint8Array<ArrayBuffer> },
    headers: Record<string, string> = {},
    params: Record<string, string> = {},
  ): Promise<Reply<Answer<R>>> {
    const form = new FormData()
    // Of a layer, whoever sends it says what it is; of others the server leaves the fields aside.
    const said = route === 'POST /layers' ? { label: 'internal', notSecret: 'true', ...fields } : fields
    for (const [name, value] of Object.entries(said)) form.set(name, value)
    form.set('file', new Blob([file.content]), file.name)
    const response = await this.fetch(`/api${filledIn(route.slice('POST '.length), params)}`, {
      method: 'POST',
      headers: { 'x-requested-by': 'test', ...newKey(route), ...headers },
      body: form,
    })
    this.note(route, response)
    return reply(response, api[route].response)
  }

  private note(route: Route, { headers }: Response): void {
    const requestId = headers.get('x-request-id')
    if (requestId !== null) this.calls.push({ route, requestId })
  }

  fetch(target: string, init: RequestInit & { headers?: Record<string, string> } = {}): Promise<Response> {
    return fetch(this.origin + target, {
      ...init,
      // As a browser says of a page's own requests.
      headers: {
        'sec-fetch-site': 'same-origin',
        ...init.headers,
        ...(this.cookie && { cookie: this.cookie }),
      },
    })
  }
}

/** What the administrators' routes change, by the parameter that names it. */
const KINDS: Readonly<Record<string, Versioned>> = {
  personId: 'account',
  postId: 'post',
  deputyId: 'deputy',
  jobId: 'job',
  layerVersionId: 'layer',
}

export const ifMatch = (id: string, version: number) => ({ 'if-match': `"${id}.${version}"` })

/** Each call is an act of its own unless the test gives the key. */
const newKey = (route: Route) => 'idempotent' in api[route] && { 'idempotency-key': randomUUID() }

const filledIn = (template: string, params: Record<string, string>) =>
  template.replace(/:(\w+)/g, (_, name: string) => params[name] ?? '')

const search = (query: Record<string, string | number>) =>
  Object.keys(query).length === 0
    ? ''
    : `?${new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]))}`

async function reply<T>(response: Response, schema: z.ZodType): Promise<Reply<T>> {
  const json: unknown = await response.json()
  const { status, headers } = response
  const problem = json as ProblemDetails
  return { status, headers, body: (response.ok ? schema.parse(json) : json) as T, problem }
}
