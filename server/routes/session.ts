import type { Request, Response, Router } from 'express'
import type { Person, PostToday } from '../../domain/api.ts'
import { Problem } from '../../domain/problem.ts'
import { isLocked } from '../access/lockout.ts'
import { actorOf } from '../audit/actor.ts'
import { record, type Actor, type AuditEvent } from '../audit/record.ts'
import { isPasswordOld, PASSWORD_PROFILES, passwordFaults, type PasswordProfile } from '../password-policy.ts'
import type { Database, Db } from '../db/database.ts'
import { clearSessionCookie, sessionToken, setSessionCookie } from '../http/cookie.ts'
import { handle } from '../http/handle.ts'
import { Throttle } from '../http/throttle.ts'
import { hashPassword, verifyNobody, verifyPassword } from '../passwords.ts'
import {
  countFailure,
  credentialsOf,
  noteSuccess,
  pastHashes,
  setPassword,
  useActivation,
  activationOwner,
  type Credentials,
} from '../queries/accounts.ts'
import { postsToday } from '../queries/posts.ts'
import { closeSession, endSessionsOf, openSession, sessionPerson } from '../queries/sessions.ts'

const MINUTE_MS = 60_000
/** An account that nobody used for so long is asleep until an administrator sends a new link. */
const UNUSED_MS = 60 * 24 * 60 * MINUTE_MS

/** Whose password is set. */
type Owner = Pick<Credentials, 'personId' | 'login'>

const isAsleep = ({ isDemo, lastUsedAt }: Credentials) =>
  !isDemo && Date.now() - lastUsedAt.getTime() > UNUSED_MS

export interface SessionLimits {
  idleMs: number
  absoluteMs: number
  passwordProfile: PasswordProfile
  /** Sign-ins a minute from one address, failed or not. */
  attemptsPerMinute: number
  /** How long the first lock lasts; another than usual only in the acceptance profile. */
  firstLockMs?: number | undefined
}

export function sessionRoutes(router: Router, db: Database, limits: SessionLimits): void {
  const { idleMs, absoluteMs, passwordProfile, attemptsPerMinute } = limits
  // Logins that do not exist answer as those that do, whose failures the database counts.
  const strangers = new Throttle(5, 15 * MINUTE_MS, LOCKED)
  const attempts = new Throttle(attemptsPerMinute, MINUTE_MS) // by address

  /** Who proves to know the password; whatever is wrong answers the same, and as slowly. */
  async function authenticated(login: string, password: string, req: Request): Promise<Credentials> {
    const address = req.ip ?? ''
    attempts.check(address)
    attempts.count(address)

    const account = await credentialsOf(db, login)
    if (!account) strangers.check(login)
    else if (isLocked(account)) throw new Problem('too-many-requests', LOCKED)
    const isRight =
      account?.passwordHash && account.status === 'active' && !isAsleep(account)
        ? await verifyPassword(password, account.passwordHash)
        : await verifyNobody(password)
    if (account && isRight) return account
    if (!account) strangers.count(login)
    await db.transaction(async (tx) => {
      if (account) await countFailure(tx, account.personId, limits.firstLockMs)
      // Of an unknown login nothing is kept: people type their passwords there.
      await record(tx, { ...sessionEvent(actorOf(req), 'session.open', account?.login), outcome: 'refused' })
    })
    throw new Problem('wrong-credentials', 'Login or password is wrong.')
  }

  async function enter(req: Request, res: Response, personId: string, post: PostToday): Promise<Person> {
    const { token, person } = await db.transaction(async (tx) => {
      const opened = await openSession(tx, personId, post, { absoluteMs })
      const entering = await sessionPerson(tx, opened, idleMs)
      if (!entering) throw noPost()
      const by = actorOf(req, { person: entering, token: opened })
      await record(tx, sessionEvent(by, 'session.open', entering.login))
      return { token: opened, person: entering }
    })
    setSessionCookie(req, res, token, absoluteMs)
    return person
  }

  /** The hash of a password that keeps to the policy and is none of the last ones; outside of any transaction, since it takes a second. */
  async function acceptedHash({ personId, login }: Owner, password: string): Promise<string> {
    const posts = await postsToday(db, personId)
    const organisations = posts.flatMap(({ org }) => [org.nameZh, org.nameEn])
    const faults = passwordFaults(password, passwordProfile, { login, organisations })
    const { history } = PASSWORD_PROFILES[passwordProfile]
    if (faults.length === 0 && history > 0)
      for (const hash of await pastHashes(db, personId, history - 1))
        if (await verifyPassword(password, hash)) faults.push('used-before')
    if (faults.length > 0)
      throw new Problem('weak-password', `The password does not do: ${faults.join(', ')}.`, {
        errors: faults.map((fault) => ({ pointer: '/password', code: fault, detail: fault })),
      })
    return hashPassword(password)
  }

  /** Sets it, and ends every session of the account. */
  async function choosePassword(
    tx: Db,
    { personId, login }: Owner,
    hash: string,
    { action, req }: { action: 'account.activate' | 'account.change-password'; req: Request },
  ): Promise<void> {
    await setPassword(tx, personId, hash)
    await endSessionsOf(tx, personId, 'password')
    const by = { ...actorOf(req, { person: null }), actor: login }
    await record(tx, { stream: 'auth', by, action, object: `login:${login}` })
  }

  handle(router, 'POST /session', async ({ body, req, res }) => {
    const account = await authenticated(body.login.toLowerCase(), body.password, req)
    if (!account.isDemo) {
      if (isPasswordOld(account.passwordSetAt, passwordProfile))
        throw new Problem('password-expired', 'The password is too old: set a new one.')
    }
    const posts = await postsToday(db, account.personId)
    const [post] = posts
    if (!post) throw noPost()
    await noteSuccess(db, account.personId)
    const before = sessionToken(req)
    if (before) await closeSession(db, before)
    return { person: await enter(req, res, account.personId, post), posts }
  })

  handle(router, 'GET /session', async ({ person }) => ({
    person,
    posts: await postsToday(db, person.personId),
  }))

  handle(router, 'POST /session/post', async ({ body, person, req, res }) => {
    const posts = await postsToday(db, person.personId)
    const post = posts.find((one) => one.postId === body.postId && one.deputyId === body.deputyId)
    if (!post) throw noPost()
    return { person: await enter(req, res, person.personId, post), posts }
  })

  handle(router, 'POST /password', async ({ body, req, res }) => {
    const account = await authenticated(body.login.toLowerCase(), body.password, req)
    const hash = await acceptedHash(account, body.newPassword)
    await db.transaction((tx) =>
      choosePassword(tx, account, hash, { action: 'account.change-password', req }),
    )
    clearSessionCookie(req, res)
    return {}
  })

  handle(router, 'POST /activation', async ({ body, req }) => {
    const address = req.ip ?? ''
    attempts.check(address)
    attempts.count(address)
    const invited = await activationOwner(db, body.token)
    if (!invited) throw linkExpired()
    // A refused password does not use the link up.
    const hash = await acceptedHash(invited, body.password)
    await db.transaction(async (tx) => {
      if (!(await useActivation(tx, body.token))) throw linkExpired()
      await choosePassword(tx, invited, hash, { action: 'account.activate', req })
    })
    return { login: invited.login }
  })

  handle(router, 'DELETE /session', async ({ person, req, res }) => {
    const token = sessionToken(req)
    if (token)
      await db.transaction(async (tx) => {
        await closeSession(tx, token)
        await record(tx, sessionEvent(actorOf(req), 'session.close', person.login))
      })
    clearSessionCookie(req, res)
    // What the browser kept of the pages goes with the session (residual information).
    res.set('Clear-Site-Data', '"cache", "storage"')
    return {}
  })
}

const LOCKED = 'Too many attempts: try again later, or ask the security administrator.'

const linkExpired = () => new Problem('link-expired', 'Ask the administrator for a new activation link.')

const noPost = () =>
  new Problem('no-post', 'No post of this account is in force today: ask the security administrator.')

const sessionEvent = (
  by: Actor,
  action: 'session.open' | 'session.close',
  login: string | undefined,
): AuditEvent => ({ stream: 'auth', by, action, object: login === undefined ? null : `login:${login}` })
