import { z } from 'zod'
import { may } from '../access.ts'
import { LINK_STATES } from '../ties.ts'
import { Area, Day, endpoints, Id, Reason, ReportParams } from './parts.ts'
import { ReportPage } from './reports.ts'

// How reports hang together 重复、合并拆分、化整为零.

/** GeoJSON MultiPolygon in EPSG:4490. */
const Shape = ReportPage.shape.geometry

/** Another report, as far as the reader sees it. */
const Partner = z.object({
  reportId: Id,
  reportNo: z.string(),
  reportedOn: Day,
  areaM2: Area,
  geometry: Shape,
})

export const DuplicateItem = z.object({
  partner: Partner,
  /** Whether the partner was reported before this one. */
  isEarlier: z.boolean(),
  /** Null where the overlay failed: somebody has to look. */
  sharedM2: Area.nullable(),
  /** Shared ÷ own area, of this report and of the partner. */
  shareOfThis: z.number().nullable(),
  shareOfPartner: z.number().nullable(),
  state: z.enum(LINK_STATES),
  reason: z.string().nullable(),
  decidedBy: z.string().nullable(),
  decidedAt: z.string().nullable(),
})

export type DuplicateItem = z.output<typeof DuplicateItem>

const LinkParams = ReportParams.extend({ otherId: Id })

export const ties = endpoints({
  'GET /reports/:district/:reportId/ties': {
    summary: 'How a report hangs together with others 关联图斑',
    permission: 'casework',
    scope: 'cases',
    audit: 'none:read',
    params: ReportParams,
    response: z.object({
      duplicates: z.array(DuplicateItem),
      /** Reports with which it hangs together and that the reader may not see. */
      hidden: z.number().int(),
    }),
  },
  'POST /reports/:district/:reportId/duplicates/:otherId/confirm': {
    summary: 'Say that two reports tell of the same 确认重复',
    permission: may('report.arrange'),
    scope: 'cases',
    audit: ['duplicate.confirm'],
    idempotent: true,
    ifMatch: 'reportId',
    params: LinkParams,
    body: z.object({ reason: Reason }),
    response: ReportPage,
  },
  'POST /reports/:district/:reportId/duplicates/:otherId/break': {
    summary: 'Say that two reports do not tell of the same; both count 解除重复',
    permission: may('report.arrange'),
    scope: 'cases',
    audit: ['duplicate.break'],
    idempotent: true,
    ifMatch: 'reportId',
    params: LinkParams,
    body: z.object({ reason: Reason }),
    response: ReportPage,
  },
})
