import type { Request, Response, Router } from 'express'
import { Problem, type ProblemCode } from '../../domain/problem.ts'
import type { Database } from '../db/database.ts'
import { clearPendingLogin, pendingLogin, setPendingLogin } from '../http/pending-login.ts'
import { problemOf } from '../http/problem.ts'
import { loginOfIdentity } from '../queries/identities.ts'
import { postsToday } from '../queries/posts.ts'
import type { Door } from '../sign-in/door.ts'
import { noPost, type Entrance } from '../sign-in/entrance.ts'
import type { Provider } from '../sign-in/provider.ts'

/** What the sign-in page has words for; anything else is shown as refused. */
const TOLD: readonly ProblemCode[] = ['provider-down', 'identity-unknown', 'no-post', 'too-many-requests']

/**
 * Signing in by an identity provider. A browser walks here from another site, so these are plain GETs: the sealed cookie of
 * the start, its state and its nonce stand for what a POST would prove.
 */
export function oidcRoutes(
  router: Router,
  db: Database,
  { door, entrance, provider }: { door: Door; entrance: Entrance; provider: Provider | null },
): void {
  router.get('/oidc/start', (req, res) =>
    walking(res, async () => {
      door.knock(req)
      const { address, pending } = await configured(provider).begin(callbackOf(req))
      setPendingLogin(req, res, pending)
      return address.href
    }),
  )

  router.get('/oidc/callback', (req, res) =>
    walking(res, async () => {
      door.knock(req)
      const pending = pendingLogin(req)
      clearPendingLogin(req, res)
      if (!pending) throw new Problem('provider-refused', 'Nothing was begun by this browser.')
      const address = new URL(callbackOf(req))
      address.search = new URL(req.originalUrl, address).search
      const { issuer, subject, authenticatedAt } = await configured(provider).finish(address, pending)
      const login = await loginOfIdentity(db, issuer, subject)
      if (login === null)
        throw new Problem('identity-unknown', 'The security administrator binds identities to accounts.')
      const { personId } = await door.known(login, req)
      const posts = await postsToday(db, personId)
      if (posts.length === 0) throw noPost()
      const lacks = await entrance.lackOf(personId, posts)
      await entrance.open(req, res, { personId, lacks, provedAt: authenticatedAt, by: issuer })
      return '/sign-in?entered'
    }),
  )
}

const callbackOf = (req: Request) => `${req.protocol}://${req.get('host')}/api/oidc/callback`

function configured(provider: Provider | null): Provider {
  if (!provider) throw new Problem('not-found', 'No identity provider is set: see AUTH_MODE.')
  return provider
}

/** Sends the browser on; with a refusal to the sign-in page, which says it in words. */
async function walking(res: Response, work: () => Promise<string>): Promise<void> {
  try {
    res.redirect(303, await work())
  } catch (error) {
    const { code } = problemOf(error)
    res.redirect(303, `/sign-in?refused=${TOLD.includes(code) ? code : 'provider-refused'}`)
  }
}
