import type { Request, Response } from 'express'
import { Problem } from '../../domain/problem.ts'

/** The ETag of whatever has versions: which one, and which state of it. */
export const versionTag = (id: string, version: number) => `"${id}.${version}"`

export function setVersionTag(res: Response, report: { reportId: string; version: number }): void {
  res.set('ETag', versionTag(report.reportId, report.version))
}

/** The version that the caller saw, from If-Match: whoever changes a thing says which state of it he looked at. */
export function seenVersion(req: Request, id: string): number {
  const header = req.get('if-match')
  if (header === undefined)
    throw new Problem('precondition-required', 'Send If-Match with the ETag of what you saw.')
  const [, seenId, version] = /^"(\d{1,18}|[0-9a-f-]{36})\.(\d{1,9})"$/.exec(header.trim()) ?? []
  if (seenId !== id || version === undefined)
    throw new Problem('invalid-request', `If-Match must be the ETag of ${id}, like "${id}.1".`)
  return Number(version)
}

/** What stands now, and who made it so; a name is null where it was the platform. */
export interface Standing {
  version: number
  changedBy: string | null
  changedAt: string | null
  /** The thing itself, under its name. */
  [thing: string]: unknown
}

/** Somebody else was quicker: who, and what stands now, for whoever has to look again. */
export function overtaken(res: Response, id: string, thing: string, current: Standing): Problem {
  const { version, changedBy, changedAt } = current
  res.set('ETag', versionTag(id, version))
  const who = changedBy === null ? 'It' : changedBy
  const did = changedBy === null ? 'was changed' : `changed ${thing}`
  const when = changedAt === null ? ' after you saw it' : ` at ${changedAt}`
  return new Problem('precondition-failed', `${who} ${did}${when}; look again before you change it.`, {
    current,
  })
}
