import type { Notification, Person } from '../../domain/api.ts'
import type { Label } from '../../domain/label.ts'
import type { PersonRole } from '../../domain/person.ts'
import type { NotificationKind } from '../../domain/notification.ts'
import type { Db } from '../db/database.ts'

export interface NewNotification {
  /** Which event told it. */
  outboxId: string
  kind: NotificationKind
  district: string
  reportId: string
  detail: object
  createdAt: string
}

/** Everybody in a unit of the district, by its code; or one person, and whoever stands in for him. */
export type Addressee = { unit: string } | { personId: string }

/** Tells somebody; once, however often the event comes, and nobody where the report is gone. */
export async function tell(tx: Db, to: Addressee, told: NewNotification): Promise<void> {
  await tx.query(
    `insert into work.notification (outbox_id, district, org_id, person_id, kind, report_id, report_no, detail, created_at)
     select $1, r.district, o.org_id, p.person_id, $6, r.report_id, r.report_no, $7, $8
       from land.report r
       left join work.organisation o on o.district = r.district and o.code = $4
       left join work.person p on p.district = r.district and p.person_id = $5
      where r.district = $2 and r.report_id = $3 and (o.org_id is not null or p.person_id is not null)
     on conflict (outbox_id, person_id, org_id) do nothing`,
    [
      told.outboxId,
      told.district,
      told.reportId,
      'unit' in to ? to.unit : null,
      'personId' in to ? to.personId : null,
      told.kind,
      JSON.stringify(told.detail),
      told.createdAt,
    ],
  )
}

export interface ToldApproval extends Pick<NewNotification, 'outboxId' | 'createdAt'> {
  approvalId: string
  /** Posts that approve such acts; of these, those that may read what it is about. */
  roles: readonly PersonRole[]
  label: Label
  detail: object
}

/** Tells everybody who may approve an act that still waits; not whoever asked, nor for whom. */
export async function tellApprovers(tx: Db, told: ToldApproval): Promise<void> {
  await tx.query(
    `insert into work.notification (outbox_id, district, person_id, kind, approval_id, detail, created_at)
     select distinct $1::bigint, a.district, t.person_id, 'approval-asked', a.approval_id, $5::jsonb, $6::timestamptz
       from work.approval a
       join work.organisation o on o.district = a.district
       join work.post t on t.org_id = o.org_id and t.role = any ($3) and t.revoked_at is null
        and work.today() between t.valid_from and coalesce(t.valid_to, 'infinity')
      where a.approval_id = $2 and a.state = 'asked' and a.expires_at > now()
        and t.person_id <> a.asked_by and t.person_id is distinct from a.asked_for
        and land.label_rank(t.clearance) >= land.label_rank($4)
     on conflict (outbox_id, person_id, org_id) do nothing`,
    [told.outboxId, told.approvalId, told.roles, told.label, JSON.stringify(told.detail), told.createdAt],
  )
}

type Reader = Pick<Person, 'personId' | 'actsFor' | 'org' | 'district'>

/** Who a reader is for those who tell: his unit, and himself or the officer for whom he stands in. */
const addresses = ({ district, org, personId, actsFor }: Reader) => [
  district,
  org.orgId,
  actsFor?.personId ?? personId,
  personId,
]

const MINE = 'n.district = $1 and (n.org_id = $2 or n.person_id = $3)'
const UNREAD = `not exists (select from work.notification_read k
                             where k.notification_id = n.notification_id and k.person_id = $4)`

/** The newest notifications of a reader. */
export async function notificationsOf(db: Db, reader: Reader, limit: number): Promise<Notification[]> {
  const { rows } = await db.query<Notification>(
    `select n.notification_id as "notificationId", n.kind, n.report_id as "reportId", n.report_no as "reportNo", n.approval_id as "approvalId", n.detail,
            n.created_at as "createdAt", k.read_at as "readAt"
       from work.notification n
       left join work.notification_read k on k.notification_id = n.notification_id and k.person_id = $4
      where ${MINE}
      order by n.notification_id desc limit $5`,
    [...addresses(reader), limit],
  )
  return rows
}

/** How many a reader has not read, counted as far as `atMost`. */
export async function unreadCount(db: Db, reader: Reader, atMost: number): Promise<number> {
  const { rows } = await db.query<{ n: number }>(
    `select count(*)::int as n from (select from work.notification n where ${MINE} and ${UNREAD} limit $5) unread`,
    [...addresses(reader), atMost],
  )
  return rows[0]!.n
}

/** Notes that the reader has read these, or all up to one of them; reading twice is no harm. */
export async function markRead(
  db: Db,
  reader: Reader,
  which: { notificationIds: readonly string[] } | { upTo: string },
): Promise<void> {
  const [condition, value] =
    'upTo' in which
      ? ['n.notification_id <= $5::bigint', which.upTo]
      : ['n.notification_id = any ($5::bigint[])', which.notificationIds]
  await db.query(
    `insert into work.notification_read (notification_id, person_id)
     select n.notification_id, $4 from work.notification n where ${MINE} and ${UNREAD} and ${condition}
     on conflict do nothing`,
    [...addresses(reader), value],
  )
}
