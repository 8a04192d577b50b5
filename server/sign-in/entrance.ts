import type { Request, Response } from 'express'
import type { PostToday, SignedIn } from '../../domain/api.ts'
import { Problem } from '../../domain/problem.ts'
import type { Lack } from '../../domain/session.ts'
import { actorOf } from '../audit/actor.ts'
import { record } from '../audit/record.ts'
import type { Database, Db } from '../db/database.ts'
import { sessionToken, setSessionCookie } from '../http/cookie.ts'
import { noteSuccess } from '../queries/accounts.ts'
import { postsToday } from '../queries/posts.ts'
import { factorState } from '../queries/second-factors.ts'
import {
  closeSession,
  openSession,
  rotateSession,
  sessionOf,
  type Rotation,
  type Session,
} from '../queries/sessions.ts'
import { signInEvent } from './door.ts'
import { demandFactor } from '../access/factor-policy.ts'
import { limitsOf, type SessionTimes } from '../access/session-limits.ts'

export interface EntranceOptions {
  times: SessionTimes
  /** Posts that demand a second factor: roles, or codes of units. */
  factorPosts: readonly string[]
  /** Whether only this machine can come in: there the demo's people enter by a password alone. */
  isLoopback: boolean
}

interface Entering {
  personId: string
  lacks: Lack | null
  provedAt: Date | null
  /** By what he came in, for the trail. */
  by: string
}

/** Opens sessions, and gives those that go on a new token. */
export class Entrance {
  private readonly db: Database
  private readonly options: EntranceOptions

  constructor(db: Database, options: EntranceOptions) {
    this.db = db
    this.options = options
  }

  /** What is still wanting after the password. */
  async lackOf(personId: string, posts: readonly PostToday[]): Promise<Lack | null> {
    const { isEnrolled, isDemo } = await factorState(this.db, personId)
    if (isEnrolled) return 'code'
    if (isDemo && this.options.isLoopback) return null
    return demandFactor(posts, this.options.factorPosts) ? 'enrolment' : null
  }

  /** A session in the first of his posts; whole, or only for what is wanting. */
  async open(
    req: Request,
    res: Response,
    { personId, lacks, provedAt, by }: Entering,
  ): Promise<SignedIn & { hasDisplaced: boolean }> {
    const posts = await postsToday(this.db, personId)
    const [post] = posts
    if (!post) throw noPost()
    const before = sessionToken(req)
    const limits = limitsOf(post.role, this.options.times)
    const opened = await this.db.transaction(async (tx) => {
      if (before) await closeSession(tx, before)
      if (lacks === null) await noteSuccess(tx, personId)
      const { token, hasDisplaced } = await openSession(tx, personId, { post, limits, lacks, provedAt })
      const session = await inForce(tx, token)
      const actor = actorOf(req, { person: session.person, token })
      const detail = { by, ...(lacks && { lacks }) }
      await record(tx, { ...signInEvent('session.open', actor, session.person.login), detail })
      return { token, session, hasDisplaced }
    })
    setSessionCookie(req, res, opened.token, opened.session.endsInSeconds)
    return { ...signedIn(opened.session, posts), hasDisplaced: opened.hasDisplaced }
  }

  /** The session of the request under a new token, with the event of why. */
  async rotate(
    req: Request,
    res: Response,
    {
      action,
      detail,
      ...rotation
    }: Rotation & { action: 'session.step-up' | 'session.switch'; detail: object },
  ): Promise<SignedIn> {
    const before = sessionToken(req) ?? ''
    const { token, session } = await this.db.transaction(async (tx) => {
      const next = await rotateSession(tx, before, rotation)
      if (next === null) throw new Problem('not-signed-in', 'The session has ended meanwhile.')
      const after = await inForce(tx, next)
      // Under the old token, so that the trail can be followed from one to the other.
      const { session: mark } = actorOf(req, { person: after.person, token: next })
      const by = actorOf(req, { person: after.person })
      const event = signInEvent(action, by, after.person.login)
      await record(tx, { ...event, detail: { ...detail, session: mark } })
      return { token: next, session: after }
    })
    setSessionCookie(req, res, token, session.endsInSeconds)
    return signedIn(session, await postsToday(this.db, session.person.personId))
  }

  limitsOf(post: PostToday) {
    return limitsOf(post.role, this.options.times)
  }
}

async function inForce(tx: Db, token: string): Promise<Session> {
  const session = await sessionOf(tx, token)
  if (!session) throw noPost()
  return session
}

export const signedIn = (
  { person, lacks, idleSeconds, endsInSeconds, isProved }: Session,
  posts: readonly PostToday[],
): SignedIn => ({ person, lacks, idleSeconds, endsInSeconds, isProved, posts: [...posts] })

export const noPost = () =>
  new Problem('no-post', 'No post of this account is in force today: ask the security administrator.')
