import { shallowRef } from 'vue'
import type { RouteLocationRaw } from 'vue-router'
import type { Answer, Notification } from '../../../../domain/api.ts'
import { call } from '../../api/client.ts'
import { t } from '../../text/text.ts'

type Notifications = Answer<'GET /notifications'>

export const notifications = shallowRef<Notifications>({ unread: 0, notifications: [] })

/** As they stand. Not asked by the clock: that would keep the session of somebody who has gone alive. */
export async function loadNotifications(): Promise<void> {
  notifications.value = await call('GET /notifications', {})
}

export async function markRead({ notificationId }: Notification): Promise<void> {
  const body = { notificationIds: [notificationId] }
  notifications.value = await call('POST /notifications/read', { body })
}

/** All that are shown and those before; what came since stays unread. */
export async function markAllRead(): Promise<void> {
  const [newest] = notifications.value.notifications
  if (!newest) return
  notifications.value = await call('POST /notifications/read', { body: { upTo: newest.notificationId } })
}

export const notificationText = ({ kind, reportNo, detail }: Notification) =>
  t(`notify.${kind}`, {
    no: reportNo ?? '',
    act: detail.act ? t(`approvalKind.${detail.act}`) : '',
    by: detail.by,
    due: detail.dueOn ?? '',
    reason: detail.reason ?? '',
  })

/** Where it leads; what was taken back is no longer the reader's to open. */
export function placeOf(
  district: string,
  { kind, reportId, approvalId }: Notification,
): RouteLocationRaw | null {
  if (approvalId !== null) return { name: 'approvals', params: { district }, query: { open: approvalId } }
  return kind === 'withdrawn' || reportId === null ? null : { name: 'patch', params: { district, reportId } }
}
