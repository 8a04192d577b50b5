import type { Router } from 'express'
import type { Answer, Person } from '../../domain/api.ts'
import type { Database } from '../db/database.ts'
import { handle } from '../http/handle.ts'
import { markRead, notificationsOf, unreadCount } from '../queries/notifications.ts'

/** What a bell can show. */
const SHOWN = 50
/** Beyond it nobody wants to know how many. */
const COUNTED = 100

export function notificationRoutes(router: Router, db: Database): void {
  const asTheyStand = async (person: Person): Promise<Answer<'GET /notifications'>> => ({
    unread: await unreadCount(db, person, COUNTED),
    notifications: await notificationsOf(db, person, SHOWN),
  })

  handle(router, 'GET /notifications', ({ person }) => asTheyStand(person))

  handle(router, 'POST /notifications/read', async ({ body, person }) => {
    await markRead(db, person, body)
    return asTheyStand(person)
  })
}
