/** What people are told of, as stored; a word is never renamed. */
export const NOTIFICATION_KINDS = [
  'assigned',
  'withdrawn',
  'acknowledged',
  'undone',
  'transfer-sent',
  'transfer-answered',
  'transfer-returned',
  'approval-asked',
] as const
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number]
