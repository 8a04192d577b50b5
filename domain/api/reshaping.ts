import { z } from 'zod'
import { may } from '../access.ts'
import { MERGE_WAYS, SPLIT_WAYS } from '../reshaping.ts'
import { AnyGeometry, Area, endpoints, Id, Reason, ReportParams } from './parts.ts'
import { ReportPage } from './reports.ts'

// Reports that become one, or one that becomes several 合并、拆分.

/** As many as a person looks through. */
const MOST_MEMBERS = 50

const Cut = z
  .object({ by: z.enum(SPLIT_WAYS), drawn: AnyGeometry.nullable().default(null) })
  .refine(
    ({ by, drawn }) => (by === 'drawn') === (drawn !== null),
    'a drawing where it is cut by what was drawn',
  )

export const reshaping = endpoints({
  'POST /reports/:district/:reportId/merge': {
    summary: 'Merge other reports into this one, which leads 合并图斑',
    permission: may('report.arrange'),
    scope: 'cases',
    audit: ['report.merge'],
    idempotent: true,
    ifMatch: 'reportId',
    params: ReportParams,
    body: z.object({
      members: z
        .array(z.object({ reportId: Id, version: z.number().int() }))
        .min(1)
        .max(MOST_MEMBERS),
      way: z.enum(MERGE_WAYS),
      reason: Reason,
    }),
    response: ReportPage,
  },
  'POST /reports/:district/:reportId/merge/undo': {
    summary: 'Take back the newest merger into this report 撤销合并',
    permission: may('report.arrange'),
    scope: 'cases',
    audit: ['report.unmerge'],
    idempotent: true,
    ifMatch: 'reportId',
    params: ReportParams,
    body: z.object({ reason: Reason }),
    response: ReportPage,
  },
  'POST /reports/:district/:reportId/split/parts': {
    summary: 'Into what parts a report would be cut 拆分预览',
    permission: may('report.arrange'),
    scope: 'cases',
    audit: 'none:read',
    params: ReportParams,
    body: Cut,
    response: z.object({
      parts: z.array(
        z.object({
          /** A township's code, a land group, inside or outside; null: in no township. */
          label: z.string().nullable(),
          areaM2: Area,
          geometry: ReportPage.shape.geometry,
        }),
      ),
    }),
  },
  'POST /reports/:district/:reportId/split': {
    summary: 'Cut a report into parts, each a report of its own; it stays in history 拆分图斑',
    permission: may('report.arrange'),
    scope: 'cases',
    audit: ['report.split', 'report.create', 'party.add'],
    idempotent: true,
    ifMatch: 'reportId',
    params: ReportParams,
    body: Cut.and(z.object({ reason: Reason })),
    response: ReportPage.extend({ parts: z.array(Id) }),
  },
  'POST /reports/:district/:reportId/split/undo': {
    summary: 'Take back the split of a report; its parts stay in history 撤销拆分',
    permission: may('report.arrange'),
    scope: 'cases',
    audit: ['report.unsplit'],
    idempotent: true,
    ifMatch: 'reportId',
    params: ReportParams,
    body: z.object({ reason: Reason }),
    response: ReportPage,
  },
})
