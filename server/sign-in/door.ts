import type { Request } from 'express'
import { Problem } from '../../domain/problem.ts'
import { actorOf } from '../audit/actor.ts'
import { record, type Actor, type AuditEvent } from '../audit/record.ts'
import type { Database } from '../db/database.ts'
import { Throttle } from '../http/throttle.ts'
import { hashPassword, isOutdated, verifyNobody, verifyPassword } from '../passwords.ts'
import { countFailure, credentialsOf, renewHash, type Credentials } from '../queries/accounts.ts'
import { storedFactor, useRecoveryCode, useStep } from '../queries/second-factors.ts'
import { openSecret } from './factor-secret.ts'
import { isLocked } from '../access/lockout.ts'
import { recoveryHash } from './recovery-codes.ts'
import { stepOf } from './totp.ts'

const MINUTE_MS = 60_000
/** An account that nobody used for so long is asleep until an administrator sends a new link. */
const UNUSED_MS = 60 * 24 * 60 * MINUTE_MS

const LOCKED = 'Too many attempts: try again later, or ask the security administrator.'

export interface DoorOptions {
  /** Sign-ins a minute from one address, failed or not. */
  attemptsPerMinute: number
  /** How long the first lock lasts; another than usual only in the acceptance profile. */
  firstLockMs?: number | undefined
  /** By which codes are read, in ms since the epoch. */
  now?: () => number
}

/** Recovery codes that are left after one was used; null where none was. */
export interface CodeUse {
  recoveryLeft: number | null
}

/** Where people prove who they are; wrong passwords and wrong codes count together, and lock the account. */
export class Door {
  private readonly db: Database
  private readonly now: () => number
  private readonly firstLockMs: number | undefined
  // Logins that do not exist answer as those that do, whose failures the database counts.
  private readonly strangers = new Throttle(5, 15 * MINUTE_MS, LOCKED)
  private readonly attempts: Throttle // by address
  /** What was turned away without a look leaves one event a minute and login, so that nobody floods the trail by it. */
  private readonly turnedAway = new Throttle(1, MINUTE_MS)

  constructor(db: Database, { attemptsPerMinute, firstLockMs, now = Date.now }: DoorOptions) {
    this.db = db
    this.now = now
    this.firstLockMs = firstLockMs
    this.attempts = new Throttle(attemptsPerMinute, MINUTE_MS)
  }

  /** Counts a call from an address; refused where there were too many. */
  knock(req: Request): void {
    const address = req.ip ?? ''
    this.attempts.check(address)
    this.attempts.count(address)
  }

  /** Who proves to know the password; whatever is wrong answers the same, and as slowly. */
  async password(login: string, password: string, req: Request): Promise<Credentials> {
    const account = await this.comingIn(login, req)
    if (account) await this.requireUnlocked(account, req)
    else {
      if (this.strangers.isUsedUp(login)) await this.noteTurnedAway(req, null, 'locked')
      this.strangers.check(login)
    }
    const isRight =
      account?.passwordHash && account.status === 'active' && !isAsleep(account)
        ? await verifyPassword(password, account.passwordHash)
        : await verifyNobody(password)
    if (account?.passwordHash && isRight) {
      if (isOutdated(account.passwordHash))
        await renewHash(this.db, account.personId, account.passwordHash, await hashPassword(password))
      return account
    }
    if (!account) this.strangers.count(login)
    await this.noteWrong(req, account)
    throw new Problem('wrong-credentials', 'Login or password is wrong.')
  }

  /** The account of somebody whom an identity provider vouches for, where it is in use. */
  async known(login: string, req: Request): Promise<Credentials> {
    const account = await credentialsOf(this.db, login)
    if (account?.status !== 'active' || isAsleep(account))
      throw new Problem('identity-unknown', 'The account of this identity is not in use.')
    await this.requireUnlocked(account, req)
    return account
  }

  /** A code of the account's second factor, or one of its recovery codes where these are taken. Each serves once. */
  async code(
    login: string,
    typed: string,
    req: Request,
    { takesRecovery }: { takesRecovery: boolean },
  ): Promise<CodeUse> {
    const account = await this.comingIn(login, req)
    if (account?.status !== 'active') throw wrongCode()
    await this.requireUnlocked(account, req)
    const use = /^\d{6}$/.test(typed)
      ? await this.useTotp(account.personId, typed)
      : takesRecovery
        ? await this.useRecovery(account, typed, req)
        : null
    if (use) return use
    await this.noteWrong(req, account)
    throw wrongCode()
  }

  /** The account of a login; refused, with an event, where its address tried too often. */
  private async comingIn(login: string, req: Request): Promise<Credentials | null> {
    const account = await credentialsOf(this.db, login)
    if (this.attempts.isUsedUp(req.ip ?? ''))
      await this.noteTurnedAway(req, account, 'too many attempts from the address')
    this.knock(req)
    return account
  }

  private async useTotp(personId: string, code: string): Promise<CodeUse | null> {
    const factor = await storedFactor(this.db, personId)
    if (!factor) return null
    const secret = openSecret(personId, factor.secret)
    const step = stepOf(secret, code, { now: this.now(), lastStep: factor.lastStep })
    return step !== null && (await useStep(this.db, personId, step)) ? { recoveryLeft: null } : null
  }

  private useRecovery(
    { personId, login }: Credentials,
    typed: string,
    req: Request,
  ): Promise<CodeUse | null> {
    return this.db.transaction(async (tx) => {
      const recoveryLeft = await useRecoveryCode(tx, personId, recoveryHash(typed))
      if (recoveryLeft === null) return null
      await record(tx, {
        ...signInEvent('factor.recover', byHim(req, login), login),
        detail: { left: recoveryLeft },
      })
      return { recoveryLeft }
    })
  }

  private async requireUnlocked(account: Credentials, req: Request): Promise<void> {
    if (!isLocked(account)) return
    await this.noteTurnedAway(req, account, 'locked')
    throw new Problem('too-many-requests', LOCKED)
  }

  private noteWrong(req: Request, account: Credentials | null): Promise<void> {
    return this.db.transaction(async (tx) => {
      if (account) await countFailure(tx, account.personId, this.firstLockMs)
      // Of an unknown login nothing is kept: people type their passwords there.
      await record(tx, {
        ...signInEvent('session.open', actorOf(req), account?.login),
        outcome: 'refused',
      })
    })
  }

  private async noteTurnedAway(req: Request, account: Credentials | null, reason: string): Promise<void> {
    const key = account?.login ?? ''
    if (this.turnedAway.isUsedUp(key)) return
    this.turnedAway.count(key)
    await this.db.transaction((tx) =>
      record(tx, {
        ...signInEvent('session.open', actorOf(req), account?.login),
        outcome: 'refused',
        reason,
      }),
    )
  }
}

const isAsleep = ({ isDemo, lastUsedAt }: Credentials) =>
  !isDemo && Date.now() - lastUsedAt.getTime() > UNUSED_MS

const wrongCode = () =>
  new Problem('wrong-code', 'The code is wrong, or was used already: wait for the next.')

/** Somebody who is not, or not yet wholly, signed in. */
export const byHim = (req: Request, login: string): Actor => ({ ...actorOf(req), actor: login })

/** An event of somebody's sign-in, by login. */
export const signInEvent = (
  action: AuditEvent['action'],
  by: Actor,
  login: string | undefined,
): AuditEvent => ({ stream: 'auth', by, action, object: login === undefined ? null : `login:${login}` })
