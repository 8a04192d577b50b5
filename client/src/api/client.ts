import type { Answer, Call, IdempotentRoute, Route, VersionedRoute } from '../../../domain/api.ts'
import type { ProblemDetails } from '../../../domain/problem.ts'
import { ApiError } from './api-error.ts'
import { withKey } from './intent.ts'
import { askForProof } from './prove.ts'
import { urlOf, type QueryValues } from './url.ts'

/** Of params, query and body, those that the route has. */
type Given<R extends Route> = { [K in keyof Call<R> as Call<R>[K] extends undefined ? never : K]: Call<R>[K] }

/** Names of the ids of what has versions. */
const IDS = [
  'reportId',
  'layerVersionId',
  'approvalId',
  'jobId',
  'orgId',
  'postId',
  'deputyId',
  'personId',
  'transferId',
  'powerId',
] as const
type IdName = (typeof IDS)[number]
/** What was seen, and which version of it. */
type Seen = { version: number } & { [K in IdName]: Record<K, string> }[IdName]

export interface CallOptions {
  /** The version that was seen: the server refuses when somebody else was quicker. */
  ifMatch?: Seen
  signal?: AbortSignal
}

/** When the server last answered well: it takes every request as a sign of life. */
export let lastAnswerAt = Date.now()

let whenSignedOut: (ended: string | null) => void = () => undefined

/** What to do when a session has ended, and why it did: the router's business, not the client's. */
export function onSignedOut(action: (ended: string | null) => void): void {
  whenSignedOut = action
}

/** Whoever changes what has versions says which one he saw. */
type Options<R extends Route> = R extends VersionedRoute
  ? [CallOptions & Required<Pick<CallOptions, 'ifMatch'>>]
  : [CallOptions?]

/** Asks for something, or changes what may be changed twice with no harm. */
export const call = <R extends Exclude<Route, IdempotentRoute>>(
  route: R,
  given: Given<R>,
  ...[options = {}]: Options<R>
): Promise<Answer<R>> => send(route, given, options)

/** Changes something, once, however often it must be sent: see intent.ts. */
export const write = <R extends IdempotentRoute>(
  route: R,
  given: Given<R>,
  ...[options = {}]: Options<R>
): Promise<Answer<R>> =>
  withKey([route, given, options.ifMatch], (key) => send(route, given, options, { 'idempotency-key': key }))

async function send<R extends Route>(
  route: R,
  given: Given<R>,
  options: CallOptions,
  more: Readonly<Record<string, string>> = {},
): Promise<Answer<R>> {
  const { params, query, body } = given as { params?: QueryValues; query?: QueryValues; body?: unknown }
  const method = route.slice(0, route.indexOf(' '))
  const headers: Record<string, string> = { accept: 'application/json', ...more }
  if (method !== 'GET') headers['content-type'] = 'application/json'
  if (options.ifMatch) headers['if-match'] = versionTag(options.ifMatch)

  const response = await answerTo(urlOf(route, params, query), {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(options.signal ? { signal: options.signal } : {}),
  })
  return (await response.json()) as Answer<R>
}

/** A file with its fields, as multipart: fields first, so that the server knows them when the file comes. */
export async function upload<R extends IdempotentRoute>(
  route: R,
  fields: Readonly<Record<string, string>>,
  file: File,
): Promise<Answer<R>> {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) if (value !== '') form.append(name, value)
  form.append('file', file, file.name)
  const { name, size, lastModified } = file
  return withKey([route, fields, name, size, lastModified], async (key) => {
    const response = await answerTo(urlOf(route), {
      method: 'POST',
      // No plain form of another site can send a header of its own.
      headers: { 'x-requested-by': 'tuban', 'idempotency-key': key },
      body: form,
    })
    return (await response.json()) as Answer<R>
  })
}

/** A file of the server's, with the name that it gives it. */
export async function download(url: string): Promise<{ content: Blob; name: string }> {
  const response = await answerTo(url, {})
  const [, name = 'download'] =
    /filename="?([^";]+)"?/.exec(response.headers.get('content-disposition') ?? '') ?? []
  return { content: await response.blob(), name }
}

/** The ETag of what was seen. */
export function versionTag(seen: Seen): string {
  const ids: Partial<Record<IdName, string>> = seen
  return `"${IDS.map((name) => ids[name]).find((id) => id !== undefined)}.${seen.version}"`
}

async function answerTo(url: string, init: RequestInit): Promise<Response> {
  const mended = new Set<string>()
  for (;;) {
    const response = await sent(url, init)
    if (response.ok) {
      lastAnswerAt = Date.now()
      return response
    }
    const problem = await problemOf(response)
    if (problem && !mended.has(problem.code) && (await isMended(problem))) {
      mended.add(problem.code)
      continue
    }
    throw refusal(problem)
  }
}

async function sent(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { credentials: 'same-origin', ...init })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiError(null)
  }
}

/** What the server refused, as an error; a session that has ended is told to the page on the way. */
export function refusal(problem: ProblemDetails | null): ApiError {
  // One whose token was changed goes on: only this call came too late.
  if (problem?.code === 'not-signed-in' && endedOf(problem) !== 'rotated') whenSignedOut(endedOf(problem))
  return new ApiError(problem)
}

/** Whether the same call may go through now: its session has another token meanwhile, or its caller proved who he is. */
async function isMended(problem: ProblemDetails): Promise<boolean> {
  if (problem.code === 'step-up-required') return askForProof()
  return problem.code === 'not-signed-in' && endedOf(problem) === 'rotated'
}

const endedOf = ({ current }: ProblemDetails) => {
  const ended = (current as { ended?: unknown } | undefined)?.ended
  return typeof ended === 'string' ? ended : null
}

async function problemOf(response: Response): Promise<ProblemDetails | null> {
  if (!response.headers.get('content-type')?.includes('json')) return null
  return (await response.json()) as ProblemDetails
}
