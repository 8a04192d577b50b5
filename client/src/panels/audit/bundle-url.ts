import { queryText } from '../../api/url.ts'
import { beginOfDay, plusDays } from '../../format/day.ts'
import type { AuditQuery } from './words.ts'

/** Of a day in the form both ends belong to it; of an excerpt the end does not. */
export const timesOf = ({ from, to }: Pick<AuditQuery, 'from' | 'to'>) => ({
  ...(from && { from: beginOfDay(from) }),
  ...(to && { to: beginOfDay(plusDays(to, 1)) }),
})

/** Where the trail, or a part of it, is downloaded from. */
export const bundleUrl = (part: { from?: string; to?: string; stream?: string } = {}) =>
  `/api/audit/bundle${queryText(part)}`
