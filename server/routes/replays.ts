import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type { Request, Router } from 'express'
import { z } from 'zod'
import { api, type Person } from '../../domain/api.ts'
import { Problem } from '../../domain/problem.ts'
import { actorOf } from '../audit/actor.ts'
import { record, reportStream, ruleStream } from '../audit/record.ts'
import type { Database } from '../db/database.ts'
import { replayText } from '../exports/replay-text.ts'
import { writeFile } from '../exports/write-file.ts'
import { checked, handle, requireAdmission } from '../http/handle.ts'
import { personOf } from '../http/person.ts'
import { requireProof } from '../http/proof.ts'
import { holdReport } from '../queries/decisions.ts'
import { placeNames } from '../queries/places.ts'
import {
  keepDecision,
  openReviews,
  replayCounts,
  replayItem,
  replayReports,
  replaysOf,
} from '../queries/replay-pages.ts'
import { noSuchReport } from '../report-page.ts'

/** Of old ones, nobody reads more. */
const LIMIT = 200
/** Rows a query of the file. */
const PAGE = 500

const { permission } = api['GET /replays/:replayId']
const Params = z.object({ replayId: z.string().regex(/^\d{1,18}$/) })

/** 重演: what changes of layers and thresholds changed, as a page and as a file; review notes on what was decided. */
export function replayRoutes(router: Router, db: Database, { folder }: { folder: string }): void {
  handle(router, 'GET /replays', async ({ person }) => ({
    replays: await replaysOf(db, person.district, LIMIT),
  }))

  handle(router, 'GET /replays/:replayId', async ({ params, query, person }) => {
    const { district } = person
    const { replayId } = params
    const { offset, limit, ...filter } = query
    return db.transaction(
      async (tx) => {
        const townships = await placeNames(tx, district, 'townships')
        const page = { filter, offset, limit }
        return {
          replay: (await replayItem(tx, district, replayId)) ?? missing(replayId),
          ...(await replayReports(tx, district, replayId, page, townships)),
          counts: await replayCounts(tx, district, replayId),
        }
      },
      { readOnly: true },
    )
  })

  handle(router, 'GET /reports/:district/:reportId/reviews', async ({ params, person }) => {
    const { district } = params
    const townships = await placeNames(db, district, 'townships')
    const reviews = await openReviews(db, person, params, townships)
    const replays = await Promise.all(reviews.map(({ replayId }) => replayItem(db, district, replayId)))
    return { reviews: reviews.map((review, n) => ({ ...review, replay: replays[n]! })) }
  })

  handle(
    router,
    'POST /reports/:district/:reportId/reviews/close',
    ({ params, body, person, write, req }) => {
      const { district, reportId } = params
      const { reason } = body
      return write(db, async (tx) => {
        if (!(await holdReport(tx, person, district, reportId, 'report.decide'))) throw noSuchReport(reportId)
        const closed = await keepDecision(tx, district, reportId, { personId: person.personId, reason })
        if (closed === 0) throw new Problem('conflict', 'There is no open review note: somebody closed it.')
        const stream = reportStream(district, reportId)
        const by = actorOf(req)
        await record(tx, { stream, by, action: 'report.review', object: stream, reason, detail: { closed } })
        return { closed }
      })
    },
  )

  router.get('/replays/:replayId/changes.csv', async (req, res) => {
    const person = admitted(req)
    const { district } = person
    const { replayId } = checked(Params, req.params, '/params')!
    const replay = (await replayItem(db, district, replayId)) ?? missing(replayId)
    requireProof(req)
    const file = await writeFile(
      folder,
      replayText(pagesOf(db, district, replayId), replay, {
        district,
        by: person.nameZh,
        org: person.org.nameZh,
        at: new Date().toISOString(),
      }),
    )
    try {
      const { sha256, bytes } = file
      await db.transaction((tx) =>
        record(tx, {
          stream: ruleStream(district),
          by: actorOf(req),
          action: 'replay.export',
          object: `replay:${district}/${replayId}`,
          detail: { sha256, bytes },
        }),
      )
      res
        .type('text/csv; charset=utf-8')
        .attachment(`replay-${replayId}.csv`)
        .set('Content-Length', String(bytes))
      await pipeline(createReadStream(file.path), res)
    } finally {
      await file.discard()
    }
  })
}

function admitted(req: Request): Person {
  const person = personOf(req)
  requireAdmission(permission, person)
  return person as Person
}

async function* pagesOf(db: Database, district: string, replayId: string) {
  const townships = await placeNames(db, district, 'townships')
  for (let offset = 0; ; offset += PAGE) {
    const page = { filter: {}, offset, limit: PAGE }
    const { reports } = await replayReports(db, district, replayId, page, townships)
    yield reports
    if (reports.length < PAGE) return
  }
}

function missing(replayId: string): never {
  throw new Problem('not-found', `There is no replay ${replayId}.`)
}
