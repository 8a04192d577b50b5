import { z } from 'zod'
import { LEDGER_ENTRIES } from '../ledger.ts'
import { Area, endpoints, Geometry, ReportParams } from './parts.ts'

export const ledgerParts = endpoints({
  'GET /reports/:district/:reportId/parts/:part': {
    summary: 'The ground of one entry of the ledger, or beyond one permit, to be drawn 台账分项图形',
    permission: 'casework',
    scope: 'cases',
    audit: 'none:read',
    params: ReportParams.extend({
      /** A LedgerEntry, or what a permit calls `beyond`. */
      part: z.union([z.enum(LEDGER_ENTRIES), z.string().regex(/^beyond-[a-z-]{1,40}-\d{1,9}$/)]),
    }),
    response: z.object({
      areaM2: Area,
      /** In EPSG:4490; null where there is none of it. */
      geometry: Geometry.nullable(),
    }),
  },
})
