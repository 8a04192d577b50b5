import type { Router } from 'express'
import { Problem } from '../../domain/problem.ts'
import { signInEvent } from '../sign-in/door.ts'
import type { Entrance } from '../sign-in/entrance.ts'
import { openSecret, sealSecret } from '../sign-in/factor-secret.ts'
import { newRecoveryCodes, recoveryHash } from '../sign-in/recovery-codes.ts'
import { newSecret, otpauthUri, stepOf } from '../sign-in/totp.ts'
import { actorOf } from '../audit/actor.ts'
import { record } from '../audit/record.ts'
import type { Database } from '../db/database.ts'
import { handle } from '../http/handle.ts'
import { enrolFactor, offeredSecret, offerSecret } from '../queries/second-factors.ts'

const ISSUER = '图斑 Tuban'

/** Enrolling a second factor: an app is shown the secret, and proves by a code that it has it. */
export function secondFactorRoutes(
  router: Router,
  db: Database,
  entrance: Entrance,
  now: () => number = Date.now,
): void {
  handle(router, 'POST /second-factor', async ({ person, req }) => {
    const { personId, login } = person
    const secret = newSecret()
    await db.transaction(async (tx) => {
      await offerSecret(tx, personId, sealSecret(personId, secret))
      await record(tx, signInEvent('factor.offer', actorOf(req, { person }), login))
    })
    return { secret, uri: otpauthUri(secret, { issuer: ISSUER, login }) }
  })

  handle(router, 'POST /second-factor/confirm', async ({ body, person, req, res }) => {
    const { personId, login } = person
    const recoveryCodes = newRecoveryCodes()
    await db.transaction(async (tx) => {
      const offered = await offeredSecret(tx, personId)
      if (!offered)
        throw new Problem('conflict', 'The secret was shown too long ago: begin again with a new one.')
      const secret = openSecret(personId, offered)
      const step = stepOf(secret, body.code, { now: now(), lastStep: 0 })
      if (step === null)
        throw new Problem(
          'wrong-code',
          'This is no code of the secret shown: is the clock of the phone right?',
        )
      await enrolFactor(tx, personId, { step, recoveryHashes: recoveryCodes.map(recoveryHash) })
      await record(tx, signInEvent('factor.enrol', actorOf(req, { person }), login))
    })
    const entering = { personId, lacks: null, provedAt: new Date(), by: 'enrolment' }
    return { recoveryCodes, session: await entrance.open(req, res, entering) }
  })
}
