import type { Router } from 'express'
import { MAX_EVIDENCE_ITEMS } from '../../domain/evidence.ts'
import type { Answer, Person } from '../../domain/api.ts'
import { Problem } from '../../domain/problem.ts'
import { askForVoid } from '../approvals/ask-for-void.ts'
import { actorOf } from '../audit/actor.ts'
import { record, reportStream } from '../audit/record.ts'
import { beyondClearance } from '../db/acting.ts'
import type { Database, Db } from '../db/database.ts'
import type { NewEvidence, ReceivedEvidence } from '../evidence/receive.ts'
import { receiveEvidence } from '../evidence/receive.ts'
import { faultOf, keep, StorageFull, type EvidenceStore } from '../evidence/store.ts'
import { handle } from '../http/handle.ts'
import { personOf } from '../http/person.ts'
import { holdReport } from '../queries/decisions.ts'
import {
  addCustody,
  addEvidence,
  bytesOfDay,
  custodyOf,
  evidenceItem,
  evidenceObject,
  evidenceOf,
  isEvidenceWanted,
  noteCheck,
  sentBefore,
  wantEvidence,
  wantNoMore,
  type EvidencePlace,
  type EvidenceReceipt,
} from '../queries/evidence.ts'
import { handedOverAt, isReportVisible } from '../queries/report-visible.ts'
import { noSuchReport } from '../report-page.ts'

/** What one person may send within a day. */
const DAY_BYTES = 2_000_000_000

/** What is on record, whoever sees it. */
const ANYBODY = { person: null, until: null } as const

type Added = Answer<'POST /reports/:district/:reportId/evidence'>

export function evidenceRoutes(router: Router, db: Database, store: EvidenceStore): void {
  handle(router, 'GET /reports/:district/:reportId/evidence', async ({ params, person }) => {
    const { district, reportId } = params
    return db.transaction(
      async (tx) => {
        const until = await visibleUntil(tx, person, district, reportId)
        return {
          evidence: await evidenceOf(tx, district, reportId, { person, until }),
          isWanted: await isEvidenceWanted(tx, district, reportId, until),
        }
      },
      { readOnly: true },
    )
  })

  handle(
    router,
    'POST /reports/:district/:reportId/evidence',
    async ({ params, form, file, person, req, write }) => {
      const { evidence, refusal, clockOffsetS } = file as ReceivedEvidence
      const want = () => noteWanted(db, { person, ...params, by: actorOf(req) })
      if (refusal instanceof StorageFull) throw await want()
      if (evidence === null) throw refusal
      try {
        // The file has its place before the row says so: a power cut leaves a file without a row, never the other.
        await keep(store, evidence)
      } catch (error) {
        throw error instanceof StorageFull ? await want() : error
      }
      const { clientUuid, witness } = form
      const receipt = { clientUuid, clockOffsetS, witness: witness || null, by: person }
      const by = actorOf(req)
      return write(db, async (tx) => {
        const { district, reportId } = params
        if (!(await holdReport(tx, person, district, reportId, 'evidence.add'))) throw noSuchReport(reportId)
        // The same bytes are known as such, whoever brought them first.
        const added = await beyondClearance(tx, () => addOnce(tx, { district, reportId }, evidence, receipt))
        const stream = reportStream(district, reportId)
        const { evidenceId, sha256, sm3, size, type, name } = added.item
        const detail = { evidence: evidenceId, sha256, sm3, size, type, name, isKnown: added.isKnown }
        await record(tx, {
          stream,
          by,
          action: 'evidence.add',
          object: evidenceObject({ ...params, evidenceId }),
          detail,
        })
        return added
      })
    },
    {
      async receive(req) {
        // Before twenty megabytes are taken.
        const { district, reportId } = req.params as { district: string; reportId: string }
        if (!/^\d{1,18}$/.test(reportId)) throw noSuchReport(reportId)
        await visibleUntil(db, personOf(req) as Person, district, reportId)
        return receiveEvidence(store, req)
      },
    },
  )

  handle(router, 'GET /reports/:district/:reportId/evidence/:evidenceId', async ({ params, person }) =>
    db.transaction(
      async (tx) => {
        const item = await visibleItem(tx, person, params)
        const until = await handedOverAt(tx, person, params.district, params.reportId)
        return { item, custody: await custodyOf(tx, params.evidenceId, until) }
      },
      { readOnly: true },
    ),
  )

  handle(
    router,
    'POST /reports/:district/:reportId/evidence/:evidenceId/check',
    async ({ params, person, req }) => {
      const fault = await faultOf(store, await visibleItem(db, person, params))
      const by = actorOf(req)
      return db.transaction(async (tx) => {
        const { evidenceId } = params
        await noteCheck(tx, evidenceId, fault === null)
        await addCustody(tx, [evidenceId], 'checked', person, fault)
        await record(tx, {
          stream: reportStream(params.district, params.reportId),
          by,
          action: 'evidence.check',
          object: evidenceObject(params),
          outcome: fault === null ? 'done' : 'refused',
          detail: { evidence: evidenceId, fault },
        })
        return { item: await visibleItem(tx, person, params) }
      })
    },
  )

  handle(
    router,
    'POST /reports/:district/:reportId/evidence/:evidenceId/void',
    async ({ params, body, person, req, write }) =>
      write(db, async (tx) => {
        const { district, reportId } = params
        if (!(await holdReport(tx, person, district, reportId, 'evidence.void'))) throw noSuchReport(reportId)
        const item = await visibleItem(tx, person, params)
        const approvalId = await askForVoid(tx, { reportId, item, reason: body.reason }, person, actorOf(req))
        return { approvalId, item: await visibleItem(tx, person, params) }
      }),
  )
}

/** Until when the person sees the report: null for ever, a moment where it was taken back from him. */
export async function visibleUntil(
  db: Db,
  person: Person,
  district: string,
  reportId: string,
): Promise<string | null> {
  if (!(await isReportVisible(db, person, district, reportId))) throw noSuchReport(reportId)
  return handedOverAt(db, person, district, reportId)
}

/** An item of a report that the person sees. */
export async function visibleItem(db: Db, person: Person, place: EvidencePlace) {
  const until = await visibleUntil(db, person, place.district, place.reportId)
  const item = await evidenceItem(db, place, { person, until })
  if (!item) throw new Problem('not-found', `There is no evidence ${place.evidenceId} that you may see.`)
  return item
}

/** Adds the item to a held report, unless it is there: sent before under its UUID, or the same bytes under another. */
async function addOnce(
  tx: Db,
  place: Pick<EvidencePlace, 'district' | 'reportId'>,
  evidence: NewEvidence,
  receipt: EvidenceReceipt,
): Promise<Added> {
  const { district, reportId } = place
  const { personId } = receipt.by
  const sent = await sentBefore(tx, personId, receipt.clientUuid)
  if (sent) {
    if (sent.sha256 !== evidence.sha256 || sent.district !== district || sent.reportId !== reportId)
      throw new Problem(
        'key-reused',
        `The UUID ${receipt.clientUuid} was sent with another file: take a new one.`,
      )
    return { item: (await evidenceItem(tx, sent, ANYBODY))!, isKnown: false }
  }
  const items = await evidenceOf(tx, district, reportId, ANYBODY)
  const same = items.find(({ sha256 }) => sha256 === evidence.sha256)
  if (same?.voided)
    throw new Problem(
      'evidence-voided',
      `This file is on record as “${same.name}” and was voided: ${same.voided.reason}`,
    )
  if (same) {
    await addCustody(tx, [same.evidenceId], 'received-again', receipt.by, evidence.name)
    return { item: same, isKnown: true }
  }
  if (items.filter(({ voided }) => !voided).length >= MAX_EVIDENCE_ITEMS)
    throw new Problem(
      'evidence-limit',
      `The report has ${MAX_EVIDENCE_ITEMS} items: have one voided that is not needed.`,
    )
  if ((await bytesOfDay(tx, personId)) + evidence.size > DAY_BYTES)
    throw new Problem('evidence-limit', `You sent ${DAY_BYTES / 1e9} GB within a day: go on tomorrow.`)
  const evidenceId = await addEvidence(tx, district, reportId, evidence, receipt)
  await addCustody(tx, [evidenceId], 'received', receipt.by, evidence.name)
  await wantNoMore(tx, district, reportId)
  return { item: (await evidenceItem(tx, { ...place, evidenceId }, ANYBODY))!, isKnown: false }
}

/** The report stands and goes on; it is marked, so that somebody brings the photos later. */
async function noteWanted(
  db: Database,
  {
    person,
    district,
    reportId,
    by,
  }: { person: Person; district: string; reportId: string; by: ReturnType<typeof actorOf> },
): Promise<Problem> {
  await db.transaction(async (tx) => {
    if (!(await holdReport(tx, person, district, reportId, 'evidence.add'))) throw noSuchReport(reportId)
    if (!(await wantEvidence(tx, district, reportId))) return
    const stream = reportStream(district, reportId)
    await record(tx, { stream, by, action: 'evidence.want', object: stream })
  })
  return new Problem(
    'storage-full',
    'The file was not kept. The report stands, marked as wanting evidence: keep the file and send it again once there is room.',
  )
}
