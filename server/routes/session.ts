import type { Router } from 'express'
import { Problem } from '../../domain/problem.ts'
import { PLATFORM_ROLES, type PersonRole } from '../../domain/person.ts'
import type { AuthMode } from '../../domain/session.ts'
import { signInEvent, type Door } from '../sign-in/door.ts'
import { noPost, signedIn, type Entrance } from '../sign-in/entrance.ts'
import { actorOf } from '../audit/actor.ts'
import { record } from '../audit/record.ts'
import type { Database } from '../db/database.ts'
import { clearSessionCookie, sessionToken } from '../http/cookie.ts'
import { handle } from '../http/handle.ts'
import { sessionOfRequest } from '../http/person.ts'
import { isPasswordOld, type PasswordProfile } from '../password-policy.ts'
import { postsToday } from '../queries/posts.ts'
import { closeSession } from '../queries/sessions.ts'

export interface LocalSignIn {
  passwordProfile: PasswordProfile
  authMode: AuthMode
}

/** Signing in by password and code, and what becomes of the session. */
export function sessionRoutes(
  router: Router,
  db: Database,
  { door, entrance }: { door: Door; entrance: Entrance },
  { passwordProfile, authMode }: LocalSignIn,
): void {
  handle(router, 'POST /session', async ({ body, req, res }) => {
    const { personId, ...account } = await door.password(body.login.toLowerCase(), body.password, req)
    if (!account.isDemo && isPasswordOld(account.passwordSetAt, passwordProfile))
      throw new Problem('password-expired', 'The password is too old: set a new one.')
    const posts = await postsToday(db, personId)
    if (posts.length === 0) throw noPost()
    // Those who run the platform keep their passwords, for the day on which the provider is down.
    if (authMode === 'oidc' && !posts.some(({ role }) => runsPlatform(role)))
      throw new Problem('local-sign-in-off', 'This installation signs in by the identity provider.')
    const lacks = await entrance.lackOf(personId, posts)
    return entrance.open(req, res, { personId, lacks, provedAt: new Date(), by: 'password' })
  })

  handle(router, 'POST /session/code', async ({ body, person, req, res }) => {
    if (sessionOfRequest(req)?.lacks !== 'code')
      throw new Problem('conflict', 'The session has its second factor already.')
    const { personId, login } = person
    const { recoveryLeft } = await door.code(login, body.code, req, { takesRecovery: true })
    const by = recoveryLeft === null ? 'code' : 'recovery code'
    const entered = await entrance.open(req, res, { personId, lacks: null, provedAt: new Date(), by })
    return { ...entered, recoveryLeft }
  })

  handle(router, 'GET /session', async ({ person, req }) =>
    signedIn(sessionOfRequest(req)!, await postsToday(db, person.personId)),
  )

  handle(router, 'POST /session/post', async ({ body, person, req, res }) => {
    const posts = await postsToday(db, person.personId)
    const post = posts.find((one) => one.postId === body.postId && one.deputyId === body.deputyId)
    if (!post) throw noPost()
    // Whoever has a second factor gave it at sign-in; a post that was granted since may ask for one.
    const lack = await entrance.lackOf(person.personId, posts)
    return entrance.rotate(req, res, {
      action: 'session.switch',
      why: 'switched',
      post: { ...post, ...entrance.limitsOf(post) },
      lacks: lack === 'enrolment' ? lack : null,
      detail: { post: post.postId },
    })
  })

  handle(router, 'POST /session/step-up', async ({ body, person, req, res }) => {
    if (body.code !== undefined) await door.code(person.login, body.code, req, { takesRecovery: false })
    else await door.password(person.login, body.password ?? '', req)
    return entrance.rotate(req, res, {
      action: 'session.step-up',
      why: 'rotated',
      isProved: true,
      detail: { by: body.code === undefined ? 'password' : 'code' },
    })
  })

  handle(router, 'DELETE /session', async ({ person, req, res }) => {
    const token = sessionToken(req)
    if (token)
      await db.transaction(async (tx) => {
        await closeSession(tx, token)
        await record(tx, signInEvent('session.close', actorOf(req, { person }), person.login))
      })
    clearSessionCookie(req, res)
    // What the browser kept of the pages goes with the session (residual information).
    res.set('Clear-Site-Data', '"cache", "storage"')
    return {}
  })
}

const runsPlatform = (role: PersonRole) => (PLATFORM_ROLES as readonly PersonRole[]).includes(role)
