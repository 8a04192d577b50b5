import { randomUUID } from 'node:crypto'
import type { Request } from 'express'

const ids = new WeakMap<Request, string>()

/** The request's name in the log and in the audit trail, which are about the same things in different words. */
export function requestId(req: Request): string {
  const id = ids.get(req) ?? randomUUID()
  ids.set(req, id)
  return id
}
