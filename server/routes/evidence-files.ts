import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Request, Response, Router } from 'express'
import { z } from 'zod'
import { EVIDENCE_EXTENSIONS } from '../../domain/evidence.ts'
import { api, type EvidenceItem, type Person } from '../../domain/api.ts'
import { Problem } from '../../domain/problem.ts'
import { actorOf } from '../audit/actor.ts'
import { record, reportStream } from '../audit/record.ts'
import type { Database } from '../db/database.ts'
import { listCsv, listHtml, LIST_POLICY, type EvidenceList } from '../evidence/list.ts'
import { PICTURES, shownPicture, type PictureSize } from '../evidence/picture.ts'
import { pathOf, type EvidenceStore } from '../evidence/store.ts'
import { checked, requireAdmission } from '../http/handle.ts'
import { personOf } from '../http/person.ts'
import { requireProof } from '../http/proof.ts'
import { addCustody, evidenceObject, evidenceOf, orientationOf } from '../queries/evidence.ts'
import { reportDetail } from '../queries/report-detail.ts'
import { handedOverAt } from '../queries/report-visible.ts'
import { noSuchReport } from '../report-page.ts'
import { visibleItem } from './evidence.ts'

const ITEM = '/reports/:district/:reportId/evidence/:evidenceId'
const { permission, params: Params } = api['GET /reports/:district/:reportId/evidence/:evidenceId']
const { params: CaseParams } = api['GET /reports/:district/:reportId/evidence']

/** Whatever the bytes are, no browser runs them. */
const POLICY = "sandbox; default-src 'none'"

/** The bytes of evidence, and the list of it. */
export function evidenceFileRoutes(router: Router, db: Database, store: EvidenceStore): void {
  router.get(`${ITEM}/original`, async (req, res) => {
    const person = admitted(req)
    requireProof(req)
    const params = checked(Params, req.params, '/params')!
    const item = await visibleItem(db, person, params)
    const file = await open(pathOf(store, item.sha256)).catch((cause: unknown) => {
      throw new Problem('internal', 'The file is not where it was kept.', { cause })
    })
    try {
      await db.transaction(async (tx) => {
        await addCustody(tx, [item.evidenceId], 'read', person)
        await record(tx, {
          stream: reportStream(params.district, params.reportId),
          by: actorOf(req),
          action: 'evidence.read',
          object: evidenceObject(params),
          detail: { evidence: item.evidenceId, sha256: item.sha256 },
        })
      })
    } catch (error) {
      await file.close()
      throw error
    }
    res.attachment(downloadName(item)).set({
      'Content-Type': item.type,
      'Content-Length': String(item.size),
      'Content-Security-Policy': POLICY,
      'Repr-Digest': `sha-256=:${Buffer.from(item.sha256, 'hex').toString('base64')}:`,
    })
    await pipeline(file.createReadStream(), res)
  })

  for (const size of Object.keys(PICTURES) as PictureSize[])
    router.get(`${ITEM}/${size}`, async (req, res) => {
      const item = await visibleItem(db, admitted(req), checked(Params, req.params, '/params')!)
      const orientation = await orientationOf(db, item.evidenceId)
      const file = await shownPicture(store, { ...item, orientation }, size)
      if (file === null)
        throw new Problem('not-found', `“${item.name}” cannot be shown here: download the original.`)
      res.set({ 'Content-Type': 'image/jpeg', 'Content-Security-Policy': POLICY })
      await pipeline(createReadStream(file), res)
    })

  router.get('/reports/:district/:reportId/evidence.csv', async (req, res) => {
    const list = await madeList(db, req, 'csv')
    res.type('text/csv; charset=utf-8').attachment(`电子数据清单-${list.reportNo}.csv`).send(listCsv(list))
  })
  router.get('/reports/:district/:reportId/evidence.html', async (req, res) => {
    const list = await madeList(db, req, 'html')
    sendPage(res, listHtml(list))
  })
}

function admitted(req: Request): Person {
  const person = personOf(req)
  requireAdmission(permission, person)
  return person as Person
}

/** Under the ending of what it is, so that no program takes it for something else. */
function downloadName({ name, type }: EvidenceItem): string {
  const extension = EVIDENCE_EXTENSIONS[type]
  return `${path.basename(name, path.extname(name)) || '未命名'}${extension}`
}

function sendPage(res: Response, html: string): void {
  res.set('Content-Security-Policy', LIST_POLICY).type('text/html; charset=utf-8').send(html)
}

/** The list as of now; that it was made is noted for each item. */
async function madeList(db: Database, req: Request, format: 'csv' | 'html'): Promise<EvidenceList> {
  const person = admitted(req)
  requireProof(req)
  const { district, reportId } = checked(CaseParams, req.params, '/params') as z.output<typeof CaseParams>
  return db.transaction(async (tx) => {
    const report = await reportDetail(tx, person, district, reportId)
    if (!report) throw noSuchReport(reportId)
    const until = await handedOverAt(tx, person, district, reportId)
    const evidence = await evidenceOf(tx, district, reportId, { person, until })
    const ids = evidence.map(({ evidenceId }) => evidenceId)
    await addCustody(tx, ids, 'listed', person)
    const stream = reportStream(district, reportId)
    await record(tx, {
      stream,
      by: actorOf(req),
      action: 'evidence.list',
      object: stream,
      after: evidence.map(({ evidenceId, sha256, sm3 }) => ({ evidenceId, sha256, sm3 })),
      detail: { format, items: evidence.length },
    })
    return { reportNo: report.report_no, evidence, madeBy: person.nameZh, madeAt: new Date() }
  })
}
