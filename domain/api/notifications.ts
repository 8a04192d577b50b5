import { z } from 'zod'
import { APPROVAL_KINDS } from '../approval.ts'
import { NOTIFICATION_KINDS } from '../notification.ts'
import { Day, endpoints, Id } from './parts.ts'

// What somebody is told 通知.

/** What somebody should know: of his unit, or of an act of his own. */
export const Notification = z.object({
  notificationId: Id,
  kind: z.enum(NOTIFICATION_KINDS),
  /** What it is about: a report, or what waits for a second person. */
  reportId: Id.nullable(),
  reportNo: z.string().nullable(),
  approvalId: Id.nullable(),
  /** Who did it; until when it is to be done; why; which act waits. */
  detail: z.object({
    by: z.string(),
    dueOn: Day.optional(),
    reason: z.string().optional(),
    act: z.enum(APPROVAL_KINDS).optional(),
  }),
  createdAt: z.string(),
  /** By the reader himself. */
  readAt: z.string().nullable(),
})

export type Notification = z.output<typeof Notification>

/** The newest, and how many are unread: counted up to 100. */
const Notifications = z.object({ unread: z.number().int(), notifications: z.array(Notification) })

export const notifications = endpoints({
  'GET /notifications': {
    summary: 'What I should know 通知',
    permission: 'casework',
    scope: 'self',
    audit: 'none:read',
    response: Notifications,
  },
  'POST /notifications/read': {
    summary: 'I have read these, or all up to this one 通知已读',
    permission: 'casework',
    scope: 'self',
    audit: 'none:read',
    body: z.union([z.object({ notificationIds: z.array(Id).min(1).max(100) }), z.object({ upTo: Id })]),
    response: Notifications,
  },
})
