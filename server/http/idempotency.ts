import { createHmac } from 'node:crypto'
import type { Request, Response } from 'express'
import type { Person } from '../../domain/api.ts'
import { Problem } from '../../domain/problem.ts'
import type { Database, Db } from '../db/database.ts'
import { keyRing } from '../keys/installed.ts'
import { claimKey, storeAnswer } from '../queries/idempotency.ts'

declare const written: unique symbol
/** An answer that was stored with what it tells; only `write` gives one. */
export type Written<T> = T & { readonly [written]: true }

/**
 * Runs `work` in one transaction and stores its answer there, so that the same request sent again is answered and not done.
 * What `work` answers is what the caller gets; it may run again after a deadlock, so it touches nothing but the database and
 * the headers of the answer.
 */
export type Write<T> = (db: Database, work: (tx: Db) => Promise<T>) => Promise<Written<T>>

/** Seconds after which a request that is under way is likely to be answered. */
const RUNNING_RETRY_S = 1

/** Any name that a client gives to one act of a person: a UUID, as a rule. */
export function idempotencyKey(req: Request): string {
  const key = req.get('idempotency-key')
  if (key === undefined)
    throw new Problem(
      'key-required',
      'Send Idempotency-Key: a new UUID for each act, and the same when the act is sent again.',
    )
  if (!/^[\x21-\x7e]{1,128}$/.test(key))
    throw new Problem('key-required', 'Idempotency-Key must be 1 to 128 visible ASCII characters.')
  return key
}

export interface KeyedRequest {
  route: string
  key: string
  person: Person
  /** Params, query, body and file, as they were read. */
  input: object
  status: number
  req: Request
  res: Response
  /** Called where the answer was stored before, once the transaction is over. */
  onReplay: () => Promise<void> | undefined
}

/** The `write` of one request. */
export function keyedWrite<T extends object>(request: KeyedRequest): Write<T> {
  const { route, key, person, status, req, res, onReplay } = request
  const requestKey = { personId: person.personId, route, key }
  // The post is part of what was asked for: nobody gets in one post what he did in another.
  const asked = {
    ...request.input,
    post: [person.postId, person.deputyId],
    seen: req.get('if-match') ?? null,
  }
  // Under a key, since a plain hash of a request that holds an ID number would tell it to whoever tries all of them.
  const sha256 = createHmac('sha256', keyRing().current.blindIndex).update(JSON.stringify(asked)).digest()

  return async (db, work) => {
    let isReplay = false
    const answer = await db.transaction(async (tx) => {
      const claim = await claimKey(tx, requestKey)
      if (claim === 'running') throw stillRunning(res)
      isReplay = claim !== null
      if (claim) {
        if (!claim.sha256.equals(sha256)) throw usedOtherwise(key)
        if (claim.etag !== null) res.set('ETag', claim.etag)
        return JSON.parse(claim.body) as T
      }
      const made = await work(tx)
      const etag = res.get('ETag') ?? null
      await storeAnswer(tx, requestKey, { sha256, status, etag, body: JSON.stringify(made) })
      return made
    })
    if (isReplay) {
      res.set('Idempotency-Replayed', 'true')
      await onReplay()
    }
    return answer as Written<T>
  }
}

function stillRunning(res: Response): Problem {
  res.set('Retry-After', String(RUNNING_RETRY_S))
  return new Problem('key-running', 'The same request is under way: ask again shortly with the same key.')
}

const usedOtherwise = (key: string) =>
  new Problem('key-reused', `The key ${key} stands for another request: take a new one for a new act.`)
