/** What rows an endpoint reaches at most, whoever calls it. */
export const SCOPES = {
  none: 'No rows of anybody',
  self: 'The caller’s own account, posts and sessions',
  accounts: 'Units, accounts and posts of the own district',
  district: 'Places, layers and jobs of the own district',
  cases: 'Reports within the sight of the post, and what hangs on them',
  trail: 'The audit trail; nothing of cases beyond its events',
} as const
export type Scope = keyof typeof SCOPES
