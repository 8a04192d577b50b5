import type { Request, Response, Router } from 'express'
import type { Account, Answer } from '../../domain/api.ts'
import { mayHold } from '../../domain/person.ts'
import { usualClearance } from '../../domain/label.ts'
import { Problem } from '../../domain/problem.ts'
import { actorOf } from '../audit/actor.ts'
import { ADMIN_STREAM, record, type AuditAction } from '../audit/record.ts'
import type { Database, Db } from '../db/database.ts'
import { errorCode } from '../db/errors.ts'
import { handle } from '../http/handle.ts'
import { holdSeen } from '../http/hold.ts'
import {
  accountsOf,
  inviteAccount,
  newActivation,
  openWorkPhone,
  resetAccount,
  setDisabled,
  setWorkPhone,
  unlockAccount,
} from '../queries/accounts.ts'
import { organisationById } from '../queries/organisations.ts'
import { removeFactor } from '../queries/second-factors.ts'
import { addDeputy, endDeputy, grantPost, revokePost } from '../queries/posts.ts'
import { endSessionsOf } from '../queries/sessions.ts'

/** The same post twice, and posts that one person may not hold together. */
const UNIQUE_VIOLATION = '23505'
const EXCLUSION_VIOLATION = '23P01'

/** Accounts are made by one administrator and given their posts by another: neither alone lets anybody in. */
export function accountRoutes(router: Router, db: Database): void {
  const all = async (district: string) => ({ accounts: await accountsOf(db, district) })

  handle(router, 'GET /accounts', ({ person }) => all(person.district))

  handle(router, 'POST /accounts', async ({ body, person, req }) => {
    const { district, personId: createdBy } = person
    const made = await db.transaction(async (tx) => {
      const personId = await inviteAccount(tx, { ...body, district, createdBy })
      if (personId === null)
        throw new Problem('conflict', `The login ${body.login} is taken.`, {
          errors: [{ pointer: '/login', detail: 'taken' }],
        })
      const { login, nameZh } = body
      await note(tx, req, 'account.invite', `person:${personId}`, { login, nameZh })
      return { personId, activation: await newActivation(tx, personId, createdBy) }
    })
    return withLink(await accountsOf(db, district), made)
  })

  handle(router, 'POST /accounts/:personId/activation', async ({ params, person, seen, req, res }) => {
    const { personId } = params
    const activation = await db.transaction(async (tx) => {
      await hold(tx, 'account', personId, { district: person.district, seen, res })
      if (!(await resetAccount(tx, person.district, personId))) throw noSuchAccount(personId)
      await endSessionsOf(tx, personId, 'password')
      await note(tx, req, 'account.new-link', `person:${personId}`)
      return newActivation(tx, personId, person.personId)
    })
    return withLink(await accountsOf(db, person.district), { personId, activation })
  })

  handle(router, 'POST /accounts/:personId/status', async ({ params, body, person, seen, req, res }) => {
    const { personId } = params
    if (personId === person.personId)
      throw new Problem('conflict', 'Nobody disables the account that he works with.')
    await db.transaction(async (tx) => {
      await hold(tx, 'account', personId, { district: person.district, seen, res })
      if (!(await setDisabled(tx, person.district, personId, body.isDisabled))) throw noSuchAccount(personId)
      if (body.isDisabled) await endSessionsOf(tx, personId, 'disabled')
      await note(tx, req, body.isDisabled ? 'account.disable' : 'account.enable', `person:${personId}`)
    })
    return all(person.district)
  })

  handle(router, 'POST /accounts/:personId/phone', async ({ params, body, person, seen, req, res }) => {
    const { personId } = params
    await db.transaction(async (tx) => {
      await hold(tx, 'account', personId, { district: person.district, seen, res })
      await setWorkPhone(tx, personId, body.phone)
      await note(tx, req, 'account.phone', `person:${personId}`, { isSet: body.phone !== null })
    })
    return all(person.district)
  })

  handle(router, 'POST /accounts/:personId/unmask', ({ params, body, person, req }) => {
    const { personId } = params
    return db.transaction(async (tx) => {
      const phone = await openWorkPhone(tx, person.district, personId)
      if (phone === undefined) throw noSuchAccount(personId)
      const object = `person:${personId}`
      const event = { stream: ADMIN_STREAM, by: actorOf(req), action: 'account.unmask', object } as const
      await record(tx, { ...event, reason: body.reason })
      return { phone }
    })
  })

  handle(router, 'POST /accounts/:personId/unlock', async ({ params, person, seen, req, res }) => {
    const { personId } = params
    await db.transaction(async (tx) => {
      await hold(tx, 'account', personId, { district: person.district, seen, res })
      if (!(await unlockAccount(tx, person.district, personId))) throw noSuchAccount(personId)
      await note(tx, req, 'account.unlock', `person:${personId}`)
    })
    return all(person.district)
  })

  handle(
    router,
    'POST /accounts/:personId/second-factor/reset',
    async ({ params, person, seen, req, res }) => {
      const { personId } = params
      if (personId === person.personId)
        throw new Problem('conflict', 'Nobody resets his own second factor: another administrator does.')
      await db.transaction(async (tx) => {
        await hold(tx, 'account', personId, { district: person.district, seen, res })
        if (!(await removeFactor(tx, person.district, personId)))
          throw new Problem('not-found', `The account ${personId} has no second factor.`)
        await endSessionsOf(tx, personId, 'factor')
        await note(tx, req, 'factor.reset', `person:${personId}`)
      })
      return all(person.district)
    },
  )

  handle(router, 'POST /accounts/:personId/posts', async ({ params, body, person, seen, req, res }) => {
    const { district, personId: grantedBy } = person
    const org = await organisationById(db, district, body.orgId)
    if (!org) throw new Problem('not-found', `There is no organisation ${body.orgId}.`)
    if (!mayHold(body.role, org))
      throw new Problem('invalid-request', `${org.code} has no post of ${body.role}.`, {
        errors: [{ pointer: '/role', detail: `not in ${org.code}` }],
      })
    if (params.personId === grantedBy) throw new Problem('conflict', 'Nobody gives a post to himself.')
    const clearance = body.clearance ?? usualClearance(body.role)
    try {
      await db.transaction(async (tx) => {
        await hold(tx, 'account', params.personId, { district, seen, res })
        await grantPost(tx, { ...body, clearance, personId: params.personId, grantedBy })
        await note(tx, req, 'post.grant', `person:${params.personId}`, { ...body, clearance, org: org.code })
      })
    } catch (error) {
      throw whyNotGranted(error)
    }
    return all(district)
  })

  handle(router, 'POST /posts/:postId/revoke', async ({ params, person, seen, req, res }) => {
    const { postId } = params
    await db.transaction(async (tx) => {
      await hold(tx, 'post', postId, { district: person.district, seen, res })
      if (!(await revokePost(tx, person.district, postId, person.personId)))
        throw new Problem('not-found', `There is no post ${postId}.`)
      await note(tx, req, 'post.revoke', `post:${postId}`)
    })
    return all(person.district)
  })

  handle(router, 'POST /posts/:postId/deputies', async ({ params, body, person, seen, req, res }) => {
    if (body.validTo < body.validFrom)
      throw new Problem('invalid-request', 'The last day lies before the first.', {
        errors: [{ pointer: '/validTo', detail: `before ${body.validFrom}` }],
      })
    const deputy = { ...body, postId: params.postId, madeBy: person.personId }
    await db.transaction(async (tx) => {
      await hold(tx, 'post', params.postId, { district: person.district, seen, res })
      if (!(await addDeputy(tx, person.district, deputy)))
        throw new Problem('not-found', 'There is no such post of another person.')
      await note(tx, req, 'deputy.name', `post:${params.postId}`, body)
    })
    return all(person.district)
  })

  handle(router, 'POST /deputies/:deputyId/end', async ({ params, person, seen, req, res }) => {
    const { deputyId } = params
    await db.transaction(async (tx) => {
      await hold(tx, 'deputy', deputyId, { district: person.district, seen, res })
      if (!(await endDeputy(tx, person.district, deputyId, person.personId)))
        throw new Problem('not-found', `There is no deputy ${deputyId}.`)
      await note(tx, req, 'deputy.end', `deputy:${deputyId}`)
    })
    return all(person.district)
  })
}

/** What an administrator saw; where it is another by now, he gets the accounts as they stand. */
const hold = (
  tx: Db,
  kind: 'account' | 'post' | 'deputy',
  id: string,
  { district, seen, res }: { district: string; seen: number; res: Response },
) =>
  holdSeen(tx, { kind, district, id, version: seen, res }, async () => ({
    accounts: await accountsOf(tx, district),
  }))

/** An act of an administrator, in the transaction that does it. */
const note = (tx: Db, req: Request, action: AuditAction, object: string, detail?: object) =>
  record(tx, { stream: ADMIN_STREAM, by: actorOf(req), action, object, ...(detail && { detail }) })

function withLink(
  accounts: readonly Account[],
  { personId, activation }: { personId: string; activation: Answer<'POST /accounts'>['activation'] },
): Answer<'POST /accounts'> {
  return { account: accounts.find((one) => one.personId === personId)!, activation }
}

function whyNotGranted(error: unknown): unknown {
  switch (errorCode(error)) {
    case UNIQUE_VIOLATION:
      return new Problem('conflict', 'The person holds this post already.')
    case EXCLUSION_VIOLATION:
      return new Problem(
        'conflict',
        'Posts that run the platform are held by different people, and by nobody with cases.',
      )
    default:
      return error
  }
}

const noSuchAccount = (personId: string) => new Problem('not-found', `There is no account ${personId}.`)
