import { once } from 'node:events'
import type { Request, Router } from 'express'
import { Problem } from '../../domain/problem.ts'
import { actorOf } from '../audit/actor.ts'
import { readAnchors } from '../audit/anchors.ts'
import { writeBundle } from '../audit/bundle.ts'
import { AUDIT_STREAM, record, type AuditAction } from '../audit/record.ts'
import type { Database, Db } from '../db/database.ts'
import { checked, handle, requireAdmission } from '../http/handle.ts'
import { personOf } from '../http/person.ts'
import { requireProof } from '../http/proof.ts'
import type { VerifyAuditPayload } from '../jobs/payloads.ts'
import { FILES } from '../openapi.ts'
import {
  administratorsActs,
  auditCounts,
  auditEvents,
  isCursor,
  visitBefore,
} from '../queries/audit-events.ts'
import { sealHashes, sealsBefore, SEALS_A_PAGE, trailState } from '../queries/audit-seals.ts'
import { addJob } from '../queries/jobs.ts'
import { newestVerifications, verificationById } from '../queries/verifications.ts'

/** Anchors shown, of one an hour. */
const NEWEST_ANCHORS = 200

export interface AuditOptions {
  anchorFile: string
  wakeJobs: () => void
}

/** For the auditor alone: what was done on the platform, and proof of it. What he reads leaves events too. */
export function auditRoutes(router: Router, db: Database, { anchorFile, wakeJobs }: AuditOptions): void {
  handle(router, 'GET /audit/events', async ({ query, req }) => {
    const { cursor, ...filter } = query
    if (cursor !== undefined && !isCursor(cursor))
      throw new Problem('invalid-request', 'The cursor is none that an answer gave.', {
        errors: [{ pointer: '/query/cursor', detail: 'not a cursor' }],
      })
    const newestAnchor = (await readAnchors(anchorFile)).at(-1)?.n ?? null
    return db.transaction(async (tx) => {
      const page = await auditEvents(tx, filter, cursor)
      const counts = cursor === undefined ? await auditCounts(tx, filter) : null
      await note(tx, req, 'audit.search', {
        ...filter,
        isNextPage: cursor !== undefined,
        events: page.events.length,
      })
      return { ...page, counts, newestAnchor }
    })
  })

  handle(router, 'GET /audit/state', async ({ person, req }) => {
    const anchors = await readAnchors(anchorFile)
    const newest = anchors.at(-1)
    return db.transaction(async (tx) => {
      const { actor, session } = actorOf(req)
      const since = await visitBefore(tx, actor!, session)
      const acts = await administratorsActs(tx, since)
      const [lastSeal] = await sealsBefore(tx, null)
      const [verification] = await newestVerifications(tx, person.district)
      const hashes = await sealHashes(tx, newest ? [newest.n] : [])
      await note(tx, req, 'audit.search', { of: 'administrators', since, events: acts.length })
      return {
        lastVisitAt: since,
        administratorsActs: acts,
        ...(await trailState(tx)),
        lastSeal: lastSeal ?? null,
        newestAnchor: newest ? { ...newest, fits: hashes.get(newest.n) === newest.root } : null,
        anchors: anchors.length,
        verification: verification ?? null,
      }
    })
  })

  handle(router, 'GET /audit/seals', async ({ query }) => {
    const seals = await sealsBefore(db, query.before ?? null)
    return { seals, next: seals.length === SEALS_A_PAGE ? seals.at(-1)!.n : null }
  })

  handle(router, 'GET /audit/anchors', async () => {
    const anchors = (await readAnchors(anchorFile)).slice(-NEWEST_ANCHORS).reverse()
    const hashes = await sealHashes(
      db,
      anchors.map(({ n }) => n),
    )
    return { anchors: anchors.map((one) => ({ ...one, fits: hashes.get(one.n) === one.root })) }
  })

  handle(router, 'POST /audit/verify', async ({ person, req }) => {
    const { district, personId } = person
    const payload: VerifyAuditPayload = { actor: actorOf(req) }
    const { jobId } = await db.transaction(async (tx) => {
      const job = await addJob(tx, { district, kind: 'verify-audit', payload, createdBy: personId })
      await note(tx, req, 'audit.verify', { job: job.jobId })
      return job
    })
    wakeJobs()
    return { verification: (await verificationById(db, district, jobId))! }
  })

  handle(router, 'GET /audit/verifications', async ({ person }) => ({
    verifications: await newestVerifications(db, person.district),
  }))

  handle(router, 'GET /audit/verifications/:jobId', async ({ params, person }) => {
    const verification = await verificationById(db, person.district, params.jobId)
    if (!verification) throw new Problem('not-found', `There is no verification ${params.jobId}.`)
    return { verification }
  })

  router.get('/audit/bundle', async (req, res) => {
    const person = personOf(req)
    const { permission, query: Query } = FILES['GET /audit/bundle']
    requireAdmission(permission, person)
    requireProof(req)
    const { from, to, stream } = checked(Query, req.query, '/query')!
    const streams = stream?.split(',').filter((name) => name !== '') ?? null
    const isWhole = from === undefined && to === undefined && streams === null
    const anchors = await readAnchors(anchorFile)
    await db.transaction((tx) =>
      note(tx, req, 'audit.export', { from: from ?? null, to: to ?? null, streams }),
    )
    res.type('application/x-ndjson').attachment(`audit-${new Date().toISOString().slice(0, 10)}.jsonl`)
    await writeBundle(db, {
      anchors,
      ...(!isWhole && { excerpt: { from: from ?? null, to: to ?? null, streams } }),
      async write(text) {
        if (res.destroyed) throw new Error('The caller has gone.')
        if (!res.write(text)) await Promise.race([once(res, 'drain'), once(res, 'close')])
      },
    })
    res.end()
  })
}

/** What was done with the trail itself, in the transaction that did it. */
const note = (tx: Db, req: Request, action: AuditAction, detail: object) =>
  record(tx, { stream: AUDIT_STREAM, by: actorOf(req), action, object: null, detail })
