/** What a session still lacks after the password; it serves for nothing else until then. */
export const LACKS = [
  'code', // a code of the second factor
  'enrolment', // a second factor, which the post demands
] as const
export type Lack = (typeof LACKS)[number]

/** By what people sign in: a password here, an identity provider (统一认证), or either. */
export const AUTH_MODES = ['local', 'oidc', 'both'] as const
export type AuthMode = (typeof AUTH_MODES)[number]

/** Why a session is over. */
export const SESSION_ENDS = [
  'signed-out',
  'displaced', // by a sign-in elsewhere
  'password', // was changed
  'disabled',
  'switched', // to another post, under another token
  'rotated', // goes on under another token
  'factor', // the second factor was reset
  'idle',
  'expired',
  'post', // was taken back, or its time is over
] as const
export type SessionEnd = (typeof SESSION_ENDS)[number]
