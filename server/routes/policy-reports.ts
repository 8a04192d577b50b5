import express, { type Router } from 'express'
import type { Logger } from 'pino'
import { z } from 'zod'
import { Problem } from '../../domain/problem.ts'
import { Throttle } from '../http/throttle.ts'
import { parseStrictJson } from '../intake/strict-json.ts'

/** Where browsers tell that a page broke its content security policy (server/http/security-headers.ts). */
export const POLICY_REPORTS = '/policy-reports'

const LIMIT = '16kb'
const MINUTE_MS = 60_000
/** Of one address: a page that breaks its policy does so again and again. */
const A_MINUTE = 30

/** What browsers send; of it nothing but this is read. */
const Report = z.object({
  'csp-report': z.object({
    'document-uri': z.string().default(''),
    'effective-directive': z.string().optional(),
    'violated-directive': z.string().optional(),
    'blocked-uri': z.string().default(''),
    'source-file': z.string().default(''),
    'line-number': z.number().optional(),
  }),
})

/** Notes each in the log: anybody may send one, so it is a hint and no event of the trail. */
export function policyReportRoutes(router: Router, log: Logger): void {
  const senders = new Throttle(A_MINUTE, MINUTE_MS)
  router.post(
    POLICY_REPORTS,
    (req, _res, next) => {
      const address = req.ip ?? ''
      senders.check(address)
      senders.count(address)
      next()
    },
    express.text({ type: 'application/csp-report', limit: LIMIT }),
    (req, res) => {
      const report = read(req.body)
      const { 'line-number': line } = report
      log.warn(
        {
          path: pathOf(report['document-uri']),
          fault: `${report['effective-directive'] ?? report['violated-directive'] ?? '?'}: ${placeOf(report['blocked-uri'])} at ${placeOf(report['source-file'])}${line === undefined ? '' : `:${line}`}`,
        },
        'a page broke its content security policy',
      )
      res.status(204).end()
    },
  )
}

function read(body: unknown): z.output<typeof Report>['csp-report'] {
  if (typeof body !== 'string') throw new Problem('unsupported-media', 'Send application/csp-report.')
  let json: unknown
  try {
    json = parseStrictJson(body)
  } catch (cause) {
    throw new Problem('invalid-request', 'This is no report of a content security policy.', { cause })
  }
  const report = Report.safeParse(json)
  if (!report.success) throw new Problem('invalid-request', 'This is no report of a content security policy.')
  return report.data['csp-report']
}

const MAX_LENGTH = 100

/** Without queries, which may tell what somebody searched for; `inline` and `eval` are no addresses. */
function placeOf(address: string): string {
  const url = URL.parse(address)
  return (url ? `${url.protocol}//${url.host}${url.pathname}` : address).slice(0, MAX_LENGTH) || '?'
}

const pathOf = (address: string) => URL.parse(address)?.pathname ?? ''
