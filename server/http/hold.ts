import type { Response } from 'express'
import { Problem } from '../../domain/problem.ts'
import type { Db } from '../db/database.ts'
import { holdVersion, type Versioned } from '../queries/changes.ts'
import { overtaken } from './version-tag.ts'

export interface Seen {
  kind: Versioned
  district: string
  id: string
  /** From If-Match. */
  version: number
  res: Response
}

/** Locks a thing as it was seen. Whoever comes too late is told who was quicker, and gets what `now` tells of it. */
export async function holdSeen(
  tx: Db,
  { kind, district, id, version, res }: Seen,
  now: () => Promise<Record<string, unknown>>,
): Promise<void> {
  const held = await holdVersion(tx, kind, district, id)
  if (!held) throw new Problem('not-found', `There is no ${kind} ${id}.`)
  if (held.version !== version) throw overtaken(res, id, `the ${kind}`, { ...held, ...(await now()) })
}
