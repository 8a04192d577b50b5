import type { Request } from 'express'
import { api } from '../../domain/api.ts'

/** What a caller may send only so often. */
export const LIMITS = ['read', 'search', 'write', 'upload', 'export', 'check', 'tile'] as const
export type Limit = (typeof LIMITS)[number]

/** What waits for its turn apart from the others, so that many tiles never keep a decision waiting. */
export const LANES = ['interactive', 'judging', 'tiles', 'transfers', 'admin'] as const
export type Lane = (typeof LANES)[number]

export interface RequestClass {
  /** Null: counted elsewhere. */
  limit: Limit | null
  lane: Lane
}

const uploads = Object.entries(api)
  .filter(([, endpoint]) => 'form' in endpoint)
  .map(([route]) => route.toLowerCase())

/** The first that fits; every request below /api is of one class. */
const CLASSES: readonly (readonly [request: RegExp, limit: Limit | null, lane: Lane])[] = [
  [/^post \/(session|session\/code|session\/step-up|password|activation)$/, null, 'interactive'], // counted where passwords are checked
  [/^get \/tiles\//, 'tile', 'tiles'],
  [/^get \/exports\/[^/]+\/file$/, 'export', 'transfers'],
  [/^get \/replays\/[^/]+\/changes\.csv$/, 'export', 'transfers'],
  [/^post \/what-if$/, 'search', 'transfers'],
  [/^get \/layers\/[^/]+\/preview$/, 'search', 'transfers'],
  [/^get \/reports\/[^/]+\/[^/]+\/evidence\/[^/]+\/original$/, 'read', 'transfers'],
  [patternOf(uploads), 'upload', 'transfers'],
  // They judge reports, and settle one after the other how reports stand to each other: server/queries/tie-lock.ts.
  [/^post \/reports(\/[^/]+\/[^/]+\/(checks|duplicates|group|merge|split)\b.*)?$/, 'write', 'judging'],
  [/^post \/geometry\/check$/, 'check', 'interactive'],
  [/^get \/(reports|reports\/ids|identify)$/, 'search', 'interactive'],
  [/^get \/(accounts|organisations|audit)\b/, 'read', 'admin'],
  [/^\w+ \/(accounts|organisations|posts|deputies)\b/, 'write', 'admin'],
  [/^get /, 'read', 'interactive'],
  [/^/, 'write', 'interactive'],
]

/** The class of a request to the API. Paths are read as the router reads them: in any case, with or without a slash behind. */
export function classOf({ method, path }: Pick<Request, 'method' | 'path'>): RequestClass {
  const verb = method === 'HEAD' ? 'get' : method.toLowerCase()
  const request = `${verb} ${path.toLowerCase().replace(/(?<=.)\/+$/, '')}`
  const [, limit, lane] = CLASSES.find(([pattern]) => pattern.test(request))!
  return { limit, lane }
}

/** `post /a/:b` as what it looks like on the way in. */
function patternOf(routes: readonly string[]): RegExp {
  return new RegExp(`^(${routes.map((route) => route.replace(/:\w+/g, '[^/]+')).join('|')})$`)
}
