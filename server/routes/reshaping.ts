import type { Router } from 'express'
import type { Person } from '../../domain/api.ts'
import type { AuditAction } from '../../domain/audit.ts'
import type { MultiPolygon } from '../../domain/geojson.ts'
import type { NewParty } from '../../domain/party.ts'
import { Problem } from '../../domain/problem.ts'
import type { SplitWay } from '../../domain/reshaping.ts'
import { isHistory } from '../../domain/ties.ts'
import { actorOf } from '../audit/actor.ts'
import { partiesEvent } from '../audit/parties.ts'
import { recordAll, reportStream, type Actor } from '../audit/record.ts'
import { recordReportChanges, type ReportChange } from '../audit/report-change.ts'
import { asPlatform } from '../db/acting.ts'
import type { Database, Db } from '../db/database.ts'
import { evaluateChunk } from '../evaluate.ts'
import { settle } from '../groups/settle.ts'
import { handle } from '../http/handle.ts'
import { openAssignment } from '../queries/assignments.ts'
import { countChange } from '../queries/changes.ts'
import type { HeldReport } from '../queries/decisions.ts'
import { addParties, openParties } from '../queries/parties.ts'
import { isReportVisible } from '../queries/report-visible.ts'
import { addReport, type AddedReport } from '../queries/reports-write.ts'
import {
  addReshaping,
  inherited,
  newestReshaping,
  partsBy,
  putShapeBack,
  setOrigin,
  setStanding,
  takeUnion,
  undoReshaping,
  wholeOf,
  type Reshaping,
} from '../queries/reshaping.ts'
import { thresholdsOn } from '../queries/thresholds.ts'
import { lockTies } from '../queries/tie-lock.ts'
import { districtToday } from '../queries/powers.ts'
import { acceptedGeometry } from '../report-geometry.ts'
import { answeredPage, noSuchReport } from '../report-page.ts'
import { holdAsSeen, holdManyAsSeen } from '../seen-report.ts'

/** 合并、拆分: nothing is lost by it, and both are taken back the way they were done. */
export function reshapingRoutes(router: Router, db: Database): void {
  handle(
    router,
    'POST /reports/:district/:reportId/merge',
    ({ params, body, person, seen, write, req, res }) => {
      const { district, reportId } = params
      const { way, reason } = body
      const others = [...new Set(body.members.map((member) => member.reportId))]
      if (others.includes(reportId))
        throw new Problem('invalid-request', 'A report cannot be merged into itself.')
      return write(db, async (tx) => {
        const [before, ...members] = await holdManyAsSeen(
          tx,
          { person, district, reportId, seen, res, operation: 'report.arrange' },
          others,
        )
        const versions = new Map(body.members.map((member) => [member.reportId, member.version]))
        for (const member of members) {
          if (member.version !== versions.get(member.reportId))
            throw new Problem(
              'precondition-failed',
              `Report ${member.reportId} was changed after you saw it.`,
            )
          await requireNoAssignment(tx, district, member.reportId, 'assignment-open')
        }
        if (way === 'union') await requireNoAssignment(tx, district, reportId, 'shape-in-hand')
        await lockTies(tx, district)
        const act = { kind: 'merge', reportId, others, way } as const
        const actId = await addReshaping(tx, district, { ...act, reason, by: person })
        await asPlatform(tx, () => setStanding(tx, district, others, { is: 'merged', countedAs: reportId }))
        if (way === 'union') {
          await takeUnion(tx, district, { ...act, actId })
          await evaluateChunk(tx, district, [reportId], null)
        }
        await settle(tx, district, [reportId, ...others])
        await countChange(tx, district, [reportId, ...others])
        const change = { person, by: actorOf(req), district, reason }
        await recordReportChanges(
          tx,
          eventsOf(change, 'report.merge', [before, ...members], { actId, ...act }),
        )
        return answeredPage(tx, person, params, res)
      })
    },
  )

  handle(
    router,
    'POST /reports/:district/:reportId/merge/undo',
    ({ params, body, person, seen, write, req, res }) => {
      const { district, reportId } = params
      const { reason } = body
      return write(db, async (tx) => {
        const held = { person, district, reportId, seen, res, operation: 'report.arrange' } as const
        const { act, before, others } = await holdNewest(tx, held, 'merge')
        if (isHistory(before.standing))
          throw new Problem('not-standing', 'It was merged or split itself since: take that back first.')
        if (act.way === 'union') await requireNoAssignment(tx, district, reportId, 'shape-in-hand')
        await lockTies(tx, district)
        await undoReshaping(tx, district, act.actId, { reason, by: person })
        await asPlatform(tx, () => setStanding(tx, district, act.others, { is: 'own' }))
        if (act.way === 'union') {
          await putShapeBack(tx, district, reportId, act.actId)
          await evaluateChunk(tx, district, [reportId], null)
        }
        await settle(tx, district, [reportId, ...act.others])
        await countChange(tx, district, [reportId, ...act.others])
        const change = { person, by: actorOf(req), district, reason }
        await recordReportChanges(tx, eventsOf(change, 'report.unmerge', [before, ...others], { ...act }))
        return answeredPage(tx, person, params, res)
      })
    },
  )

  handle(router, 'POST /reports/:district/:reportId/split/parts', async ({ params, body, person }) => {
    const { district, reportId } = params
    const drawn = await drawnOf(db, district, body.drawn)
    return db.transaction(
      async (tx) => {
        if (!(await isReportVisible(tx, person, district, reportId))) throw noSuchReport(reportId)
        return { parts: await cut(tx, district, reportId, body.by, drawn) }
      },
      { readOnly: true },
    )
  })

  handle(
    router,
    'POST /reports/:district/:reportId/split',
    async ({ params, body, person, seen, write, req, res }) => {
      const { district, reportId } = params
      const { by: way, reason } = body
      const drawn = await drawnOf(db, district, body.drawn)
      return write(db, async (tx) => {
        const before = await holdAsSeen(tx, {
          person,
          district,
          reportId,
          seen,
          res,
          operation: 'report.arrange',
        })
        if (before.standing !== 'own')
          throw new Problem(
            'conflict',
            'It is counted in another report: say first whether the two are the same.',
          )
        await requireNoAssignment(tx, district, reportId, 'shape-in-hand')
        const parts = await cut(tx, district, reportId, way, drawn)
        if (parts.length < 2) throw new Problem('nothing-to-split', 'Cut like this, the report is one part.')
        const by = actorOf(req)
        const added = await addParts(tx, { person, by, district, reportId }, parts)
        const others = added.map((part) => part.reportId)
        await lockTies(tx, district)
        const act = { kind: 'split', reportId, others, way } as const
        const actId = await addReshaping(tx, district, { ...act, reason, by: person })
        await asPlatform(tx, () => setStanding(tx, district, [reportId], { is: 'split' }))
        await evaluateChunk(tx, district, others, null)
        await settle(tx, district, [reportId])
        await countChange(tx, district, [reportId])
        const change = { person, by, district, reason }
        await recordReportChanges(tx, eventsOf(change, 'report.split', [before], { actId, ...act }))
        return { ...(await answeredPage(tx, person, params, res)), parts: others }
      })
    },
  )

  handle(
    router,
    'POST /reports/:district/:reportId/split/undo',
    ({ params, body, person, seen, write, req, res }) => {
      const { district, reportId } = params
      const { reason } = body
      return write(db, async (tx) => {
        const held = { person, district, reportId, seen, res, operation: 'report.arrange' } as const
        const { act, before, others } = await holdNewest(tx, held, 'split')
        for (const part of others) {
          if (part.standing === 'merged' || part.standing === 'split')
            throw new Problem(
              'conflict',
              `Part ${part.reportId} was merged or split itself: take that back first.`,
            )
          await requireNoAssignment(tx, district, part.reportId, 'assignment-open')
        }
        await lockTies(tx, district)
        await undoReshaping(tx, district, act.actId, { reason, by: person })
        await asPlatform(tx, async () => {
          await setStanding(tx, district, act.others, { is: 'undone' })
          await setStanding(tx, district, [reportId], { is: 'own' })
        })
        await settle(tx, district, [reportId, ...act.others])
        await countChange(tx, district, [reportId, ...act.others])
        const change = { person, by: actorOf(req), district, reason }
        await recordReportChanges(tx, eventsOf(change, 'report.unsplit', [before, ...others], { ...act }))
        return answeredPage(tx, person, params, res)
      })
    },
  )
}

type Change = Pick<ReportChange, 'person' | 'by' | 'district' | 'reason'>

const eventsOf = (
  change: Change,
  action: AuditAction,
  reports: readonly HeldReport[],
  detail: object,
): ReportChange[] => reports.map((before) => ({ ...change, action, before, detail }))

/** A township that works on a report loses neither its task nor its deadline, and the ground of neither changes under its hands. */
async function requireNoAssignment(
  tx: Db,
  district: string,
  reportId: string,
  code: 'assignment-open' | 'shape-in-hand',
): Promise<void> {
  const open = await openAssignment(tx, district, reportId)
  if (open) throw new Problem(code, `${open.reportNo} · ${open.township} · ${open.dueOn}`)
}

/** The newest act on a report, which must be of this kind, with all reports of it locked. */
async function holdNewest(
  tx: Db,
  report: Parameters<typeof holdAsSeen>[1],
  kind: Reshaping['kind'],
): Promise<{ act: Reshaping; before: HeldReport; others: HeldReport[] }> {
  const { district, reportId } = report
  const act = await newestReshaping(tx, district, reportId)
  const [before, ...others] = await holdManyAsSeen(tx, { ...report, evenHistory: true }, act?.others ?? [])
  // Read before the lock: what stands now must be what was read.
  const now = await newestReshaping(tx, district, reportId)
  if (!act || act.kind !== kind || act.actId !== now?.actId)
    throw new Problem('conflict', `There is no ${kind} to take back, or a newer act comes first.`)
  return { act, before, others }
}

const drawnOf = async (db: Db, district: string, drawn: unknown): Promise<MultiPolygon | null> =>
  drawn === null ? null : (await acceptedGeometry(db, district, drawn)).geometry

async function cut(tx: Db, district: string, reportId: string, by: SplitWay, drawn: MultiPolygon | null) {
  const today = await districtToday(tx)
  const thresholds = (await thresholdsOn(tx, district, [today])).get(today)!
  return partsBy(tx, district, reportId, { by, drawn, leastM2: thresholds['overlay.noiseM2'].value })
}

interface Cutting {
  person: Person
  by: Actor
  district: string
  reportId: string
}

/** Reports of the parts, with what the whole says of the object and of whom it concerns. */
async function addParts(
  tx: Db,
  { person, by, district, reportId }: Cutting,
  parts: readonly { geometry: MultiPolygon }[],
): Promise<AddedReport[]> {
  const { reportNo, originId, next } = await wholeOf(tx, district, reportId)
  const fields = await inherited(tx, district, reportId)
  const concerned = (await openParties(tx, district, reportId)).filter(({ role }) => role === 'party')
  const createdBy = { name: person.nameZh, personId: person.personId, orgId: person.org.orgId }
  const added: AddedReport[] = []
  for (const [n, { geometry }] of parts.entries())
    added.push(
      await addReport(tx, { ...fields, geometry, district, createdBy, reportNo: `${reportNo}_${next + n}` }),
    )
  await setOrigin(
    tx,
    district,
    added.map((part) => part.reportId),
    originId,
  )
  const named: { reportId: string; party: NewParty }[] = added.flatMap((part) =>
    concerned.map((party) => ({ reportId: part.reportId, party })),
  )
  await addParties(tx, district, person.nameZh, named)
  await recordAll(
    tx,
    added.flatMap((part) => {
      const stream = reportStream(district, part.reportId)
      const created = {
        stream,
        by,
        action: 'report.create',
        object: stream,
        detail: { ...part, partOf: reportId },
      } as const
      return concerned.length > 0 ? [created, partiesEvent(stream, by, concerned)] : [created]
    }),
  )
  return added
}
