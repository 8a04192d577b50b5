import type { Request, Router } from 'express'
import { Problem } from '../../domain/problem.ts'
import { byHim, signInEvent, type Door } from '../sign-in/door.ts'
import { record } from '../audit/record.ts'
import type { Database, Db } from '../db/database.ts'
import { clearSessionCookie } from '../http/cookie.ts'
import { handle } from '../http/handle.ts'
import { PASSWORD_PROFILES, passwordFaults, type PasswordProfile } from '../password-policy.ts'
import { hashPassword, verifyPassword } from '../passwords.ts'
import {
  activationOwner,
  pastHashes,
  setPassword,
  useActivation,
  type Credentials,
} from '../queries/accounts.ts'
import { postsToday } from '../queries/posts.ts'
import { factorState } from '../queries/second-factors.ts'
import { endSessionsOf } from '../queries/sessions.ts'

/** Whose password is set. */
type Owner = Pick<Credentials, 'personId' | 'login'>

/** The first password by an activation link, and those after it. */
export function passwordRoutes(router: Router, db: Database, door: Door, profile: PasswordProfile): void {
  /** The hash of a password that keeps to the policy and is none of the last ones; outside of any transaction, since it takes a second. */
  async function acceptedHash({ personId, login }: Owner, password: string): Promise<string> {
    const posts = await postsToday(db, personId)
    const organisations = posts.flatMap(({ org }) => [org.nameZh, org.nameEn])
    const faults = passwordFaults(password, profile, { login, organisations })
    const { history } = PASSWORD_PROFILES[profile]
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
    await record(tx, signInEvent(action, byHim(req, login), login))
  }

  handle(router, 'POST /password', async ({ body, req, res }) => {
    const account = await door.password(body.login.toLowerCase(), body.password, req)
    if ((await factorState(db, account.personId)).isEnrolled) {
      if (body.code === undefined)
        throw new Problem('second-factor-required', 'Give a code of the second factor too.')
      await door.code(account.login, body.code, req, { takesRecovery: true })
    }
    const hash = await acceptedHash(account, body.newPassword)
    await db.transaction((tx) =>
      choosePassword(tx, account, hash, { action: 'account.change-password', req }),
    )
    clearSessionCookie(req, res)
    return {}
  })

  handle(router, 'POST /activation', async ({ body, req }) => {
    door.knock(req)
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
}

const linkExpired = () => new Problem('link-expired', 'Ask the administrator for a new activation link.')
