import { z } from 'zod'
import { may } from '../access.ts'
import { MERGE_WAYS, SPLIT_WAYS } from '../reshaping.ts'
import { SEVERITIES } from '../rule.ts'
import { GROUP_BASES, LINK_STATES } from '../ties.ts'
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

/** Why a report is in its group, by another of it that the reader sees. */
const GroupReason = z.object({
  withNo: z.string(),
  /** Null: the reader may not know of the people. */
  basis: z.enum(GROUP_BASES).nullable(),
  distanceM: z.number().nullable(),
})

const GroupMemberItem = z.object({
  partner: Partner,
  judgedOn: Day,
  /** R∩永久基本农田, R∩一般耕地; null where a layer is missing or the overlay failed. */
  basicM2: Area.nullable(),
  ordinaryM2: Area.nullable(),
  /** Null: nobody looked at the tillage layer. */
  destroys: z.boolean().nullable(),
  reasons: z.array(GroupReason),
})

/** Acts of one scope added up over the time in which they count together, beside the line that they may reach. */
const GroupSum = z.object({
  /** Of a party that is known to be one, or of all. */
  scope: z.enum(['one-party', 'all']),
  ground: z.enum(['basicFarmland', 'ordinaryFarmland']),
  reportNos: z.array(z.string()),
  /** Of which so many the reader does not see. */
  hidden: z.number().int(),
  firstOn: Day,
  lastOn: Day,
  areaM2: Area,
  /** Ground that several of them take, counted once in areaM2. */
  sharedM2: Area,
  lineM2: Area,
  thresholdKey: z.string(),
  thresholdSource: z.string(),
  thresholdConfirmed: z.boolean(),
})

/** What a person did to a report's place in groups. */
const GroupActItem = z.object({
  reportId: Id,
  reportNo: z.string(),
  act: z.enum(['put-in', 'take-out']),
  reason: z.string(),
  actedBy: z.string(),
  actedAt: z.string(),
  undoneBy: z.string().nullable(),
  undoneAt: z.string().nullable(),
  undoReason: z.string().nullable(),
})

export const GroupItem = z.object({
  groupId: Id,
  /** Null: not known to be one. */
  isOneParty: z.boolean().nullable(),
  members: z.array(GroupMemberItem),
  hidden: z.number().int(),
  sums: z.array(GroupSum),
  results: z.array(
    z.object({
      ruleId: z.string(),
      kind: z.enum(['finding', 'doubt']),
      severity: z.enum(SEVERITIES).nullable(),
      measured: z.number().nullable(),
      threshold: z.number().nullable(),
      unit: z.string().nullable(),
      statute: z.string().nullable(),
      missing: z.array(z.string()),
      reason: z.string().nullable(),
      subject: z.string().nullable(),
    }),
  ),
  lawOn: Day,
  rulesVersion: z.string(),
  evaluatedAt: z.string(),
})

export type GroupItem = z.output<typeof GroupItem>
export type GroupSum = z.output<typeof GroupSum>

/** A merger or a split in which the report took part. */
export const ReshapingItem = z.object({
  actId: Id,
  kind: z.enum(['merge', 'split']),
  way: z.enum([...MERGE_WAYS, ...SPLIT_WAYS]),
  /** That leads, or that was cut; null: the reader does not see it. */
  lead: Partner.nullable(),
  /** Merged into it, or its parts. */
  others: z.array(Partner),
  hidden: z.number().int(),
  reason: z.string(),
  actedBy: z.string(),
  actedAt: z.string(),
  undoneBy: z.string().nullable(),
  undoneAt: z.string().nullable(),
  undoReason: z.string().nullable(),
  /** Of the report as lead or whole: the newest that stands, which alone can be taken back. */
  isNewest: z.boolean(),
})

export type ReshapingItem = z.output<typeof ReshapingItem>

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
      group: GroupItem.nullable(),
      /** Mergers and splits, the newest first. */
      reshapings: z.array(ReshapingItem),
      /** Of this report and of those in its group, the newest first. */
      groupActs: z.array(GroupActItem),
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
  'POST /reports/:district/:reportId/group/put-in': {
    summary: 'Put a report in the group of another, which need not have one yet 加入成组',
    permission: may('report.arrange'),
    scope: 'cases',
    audit: ['group.put-in'],
    idempotent: true,
    ifMatch: 'reportId',
    params: ReportParams,
    body: z.object({ besideId: Id, reason: Reason }),
    response: ReportPage,
  },
  'POST /reports/:district/:reportId/group/take-out': {
    summary: 'Take a report out of its group 移出成组',
    permission: may('report.arrange'),
    scope: 'cases',
    audit: ['group.take-out'],
    idempotent: true,
    ifMatch: 'reportId',
    params: ReportParams,
    body: z.object({ reason: Reason }),
    response: ReportPage,
  },
  'POST /reports/:district/:reportId/group/undo': {
    summary: 'Take back what was done by hand to the place of a report in groups 撤销加入或移出',
    permission: may('report.arrange'),
    scope: 'cases',
    audit: ['group.undo'],
    idempotent: true,
    ifMatch: 'reportId',
    params: ReportParams,
    body: z.object({ reason: Reason }),
    response: ReportPage,
  },
})
