import type { Request } from 'express'
import { Problem } from '../../domain/problem.ts'
import { sessionOfRequest } from './person.ts'

/** Refuses where neither a password nor a code was given within five minutes: a screen left open must not be enough. */
export function requireProof(req: Request): void {
  if (!sessionOfRequest(req)?.isProved)
    throw new Problem('step-up-required', 'Give your password or a code, then do it again.')
}
