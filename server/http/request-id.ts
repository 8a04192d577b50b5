import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import type { Request } from 'express'

const ids = new WeakMap<Request, string>()

/** The request's name in the log and in the audit trail, which are about the same things in different words. */
export function requestId(req: Request): string {
  const id = ids.get(req) ?? randomUUID()
  ids.set(req, id)
  return id
}

const running = new AsyncLocalStorage<string>()

/** Goes on with a request so that whatever is logged meanwhile bears its id. */
export const withRequestId = (req: Request, next: () => void): void => running.run(requestId(req), next)

/** Of the request that is served now; undefined outside of requests. */
export const currentRequestId = (): string | undefined => running.getStore()
