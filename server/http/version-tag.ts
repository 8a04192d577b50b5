import type { Request, Response } from 'express'
import { Problem } from '../../domain/problem.ts'

/** The ETag of a report: which one, and which state of it. */
export const versionTag = (reportId: string, version: number) => `"${reportId}.${version}"`

export function setVersionTag(res: Response, report: { reportId: string; version: number }): void {
  res.set('ETag', versionTag(report.reportId, report.version))
}

/** The version that the caller saw, from If-Match: whoever changes a report says which state of it he looked at. */
export function seenVersion(req: Request, reportId: string): number {
  const header = req.get('if-match')
  if (header === undefined)
    throw new Problem('precondition-required', 'Send If-Match with the ETag of the report that you saw.')
  const [, id, version] = /^"(\d{1,18})\.(\d{1,9})"$/.exec(header.trim()) ?? []
  if (id !== reportId || version === undefined)
    throw new Problem(
      'invalid-request',
      `If-Match must be the ETag of report ${reportId}, like "${reportId}.1".`,
    )
  return Number(version)
}
