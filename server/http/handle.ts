import type { Request, RequestHandler, Response, Router } from 'express'
import type { z } from 'zod'
import {
  api,
  type Answer,
  type IdempotentRoute,
  type Input,
  type Person,
  type Route,
  type VersionedRoute,
} from '../../domain/api.ts'
import { Problem, type ProblemItem } from '../../domain/problem.ts'
import { admit, type Permission } from '../access/permission.ts'
import type { Lack, SessionEnd } from '../../domain/session.ts'
import { idempotencyKey, keyedWrite, type Write, type Written } from './idempotency.ts'
import { personOf, sessionEndOf, sessionOfRequest } from './person.ts'
import { requireProof } from './proof.ts'
import type { ReceivedFile } from './upload.ts'
import { seenVersion } from './version-tag.ts'

/** After this the caller is told 503: a database that hangs must not hang the browser. */
const DEADLINE_MS = 25_000

type Caller<R extends Route> = (typeof api)[R]['permission'] extends 'anyone' ? Person | null : Person

export interface Context<R extends Route> extends Input<R> {
  person: Caller<R>
  /** The uploaded file; only where the contract has a form. */
  file: ReceivedFile | undefined
  /** The version that the caller saw; only where the contract has `ifMatch`. */
  seen: R extends VersionedRoute ? number : undefined
  /** Does what is asked for, once; only where the contract says `idempotent`. */
  write: R extends IdempotentRoute ? Write<Answer<R>> : undefined
  req: Request
  res: Response
}

interface Options {
  /** Reads the multipart body: fields into req.body, the file to disk. Runs only for callers that are let in. */
  receive?: (req: Request) => Promise<ReceivedFile>
}

/** Where the contract says `idempotent`, nothing but what `write` gave may be answered. */
type Reply<R extends Route> = R extends IdempotentRoute ? Written<Answer<R>> : Answer<R>

/** Serves one endpoint of the contract: permission, input and answer as declared there. */
export function handle<R extends Route>(
  router: Router,
  route: R,
  work: (context: Context<R>) => Promise<Reply<R>>,
  { receive }: Options = {},
): void {
  const [method, path] = route.split(' ') as ['GET' | 'POST' | 'DELETE', string]
  const endpoint: Declared = api[route]

  const serve: RequestHandler = async (req, res) => {
    const person = callerOf(req, endpoint)
    requireAdmission(endpoint.permission, person, sessionEndOf(req))
    if (endpoint.stepUp && sessionOfRequest(req)?.lacks === null) requireProof(req)
    const key = endpoint.idempotent && idempotencyKey(req)
    const file = await receive?.(req)
    try {
      const input = {
        params: checked(endpoint.params, req.params, '/params'),
        query: checked(endpoint.query, req.query, '/query'),
        body: checked(endpoint.body, req.body, ''),
        form: checked(endpoint.form, req.body, ''),
      } as Input<R>
      const seen = endpoint.ifMatch && seenVersion(req, String(req.params[endpoint.ifMatch]))
      const status = isBegun(endpoint) ? 202 : 200
      const asked = { ...input, file: file?.sha256 }
      const onReplay = () => file?.discard()
      const write =
        key && keyedWrite({ route, key, person: person!, input: asked, status, req, res, onReplay })
      const context = { ...input, person, file, seen, write, req, res } as unknown as Context<R>
      const answer = await withDeadline(work(context))
      res.status(status).json(answer)
    } catch (error) {
      await file?.discard()
      throw error
    }
  }
  if (method === 'GET') router.get(path, serve)
  else if (method === 'POST') router.post(path, serve)
  else router.delete(path, serve)
}

/** Who calls; a session that lacks something only where the endpoint is for that. */
function callerOf(req: Request, { permission, entering = [] }: Declared): Person | null {
  const session = sessionOfRequest(req)
  if (!session?.lacks) return personOf(req)
  if (entering.includes(session.lacks)) return session.person
  if (permission === 'anyone') return null
  throw new Problem(
    'second-factor-required',
    session.lacks === 'code'
      ? 'Give a code of the second factor first.'
      : 'The post demands a second factor: enrol one first.',
    { current: { lacks: session.lacks } },
  )
}

const ENDED: Readonly<Record<SessionEnd, string>> = {
  'signed-out': 'You signed out.',
  displaced: 'You signed in elsewhere: one session an account.',
  switched: 'The session goes on in another post.',
  rotated: 'The session goes on under another token.',
  password: 'The password was changed: sign in with the new one.',
  disabled: 'The account was disabled.',
  factor: 'The second factor was reset.',
  idle: 'The session was not used for too long.',
  expired: 'The session has lasted as long as it may.',
  post: 'The post was taken back, or its time is over.',
}

interface Declared {
  permission: Permission
  entering?: readonly Lack[]
  stepUp?: true
  params?: z.ZodType
  query?: z.ZodType
  body?: z.ZodType
  form?: z.ZodType
  idempotent?: true
  ifMatch?: string
  isDone?: true
}

// An upload answers before its work is done, unless the contract says otherwise.
const isBegun = ({ form, isDone }: Declared) => form !== undefined && !isDone

export function requireAdmission(
  permission: Permission,
  person: Person | null,
  ended: SessionEnd | null = null,
): void {
  const admission = admit(permission, person)
  if (admission === 'not-signed-in')
    throw new Problem(
      'not-signed-in',
      ended ? ENDED[ended] : 'Sign in first.',
      ended ? { current: { ended } } : {},
    )
  if (admission === 'forbidden') throw new Problem('forbidden', `The role ${person?.role} may not do this.`)
}

/** The input as the schema gives it, or 400 with a pointer to each fault. */
export function checked<S extends z.ZodType>(
  schema: S | undefined,
  input: unknown,
  at: string,
): z.output<S> | undefined {
  if (!schema) return undefined
  const result = schema.safeParse(input ?? {})
  if (result.success) return result.data
  const errors = result.error.issues.map((issue): ProblemItem => ({
    pointer: at + issue.path.map((step) => `/${escapePointer(String(step))}`).join(''),
    detail: issue.message,
  }))
  throw new Problem('invalid-request', `${errors[0]?.pointer || 'The body'}: ${errors[0]?.detail}`, {
    errors,
  })
}

const escapePointer = (step: string) => step.replaceAll('~', '~0').replaceAll('/', '~1')

async function withDeadline<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(new Problem('unavailable', `No answer within ${DEADLINE_MS / 1000} s; try again shortly.`)),
      DEADLINE_MS,
    )
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
