import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type { Request, Router } from 'express'
import { z } from 'zod'
import { api, type ExportItem, type Person } from '../../domain/api.ts'
import { needsSecondPerson } from '../../domain/export.ts'
import { Problem } from '../../domain/problem.ts'
import { isCompartmentUnit } from '../../domain/transfer.ts'
import { requireOwnDistrict } from '../access/district.ts'
import { askApproval, askerOf } from '../approvals/ask.ts'
import type { ExportQuestion } from '../approvals/report-export.ts'
import type { TwoPerson } from '../approvals/two-person.ts'
import { actorOf } from '../audit/actor.ts'
import { exportStream, record } from '../audit/record.ts'
import type { Database } from '../db/database.ts'
import { exportText, type Watermark } from '../exports/text.ts'
import { writeFile } from '../exports/write-file.ts'
import { checked, handle, requireAdmission } from '../http/handle.ts'
import { personOf } from '../http/person.ts'
import { requireProof } from '../http/proof.ts'
import {
  addExport,
  exportById,
  exportObject,
  exportsOf,
  labelOfReports,
  noteHanded,
  waitFor,
  type RegisteredExport,
} from '../queries/exports.ts'
import { placeNames } from '../queries/places.ts'
import { exportReports, type ExportedReport } from '../queries/report-export.ts'
import { reportIds as idsOf } from '../queries/report-rows.ts'

/** Of old ones, nobody reads more. */
const LIMIT = 500
/** Rows a query: what is in memory at once, whatever the size of the export. */
const PAGE = 500

const { permission } = api['POST /exports']
const Params = z.object({ exportId: z.string().regex(/^\d{1,18}$/) })

const TYPES = { csv: 'text/csv; charset=utf-8', geojson: 'application/geo+json' } as const

/** 导出登记: the list as files, registered before they are taken, by two people where they are large or their label is high. */
export function exportRoutes(
  router: Router,
  db: Database,
  { folder, twoPerson }: { folder: string; twoPerson: TwoPerson },
): void {
  handle(router, 'GET /exports', async ({ person }) => ({
    exports: (await exportsOf(db, person, LIMIT)).map((one) => itemOf(one, person)),
    threshold: twoPerson.exportRows,
  }))

  handle(router, 'POST /exports', async ({ body, person, req, write }) => {
    const { district, format, filter, purpose, recipient } = body
    requireOwnDistrict(person, district)
    const by = actorOf(req)
    return write(db, async (tx) => {
      const reportIds = (await idsOf(tx, person, district, filter)).map(({ reportId }) => reportId)
      if (reportIds.length === 0)
        throw new Problem('invalid-request', 'Nothing matches: there is nothing to export.')
      const rows = reportIds.length
      const label = await labelOfReports(tx, district, reportIds)
      const isReady = !needsSecondPerson({ rows, label }, twoPerson)
      const isApart = isCompartmentUnit(person.org.code)
      const asked = { district, format, filter, reportIds, label, purpose, recipient, isApart, isReady }
      const exportId = await addExport(tx, person, asked)
      const object = exportObject(district, exportId)
      const stream = exportStream()
      await record(tx, {
        stream,
        by,
        action: 'export.ask',
        object,
        reason: purpose,
        after: reportIds,
        detail: { format, filter, rows, label, recipient, waits: !isReady },
      })
      if (!isReady) {
        const payload: ExportQuestion = {
          exportId,
          format,
          rows,
          label,
          recipient,
          filter: filterText(filter),
        }
        const question = { kind: 'report.export', object, stream, payload, reason: purpose } as const
        await waitFor(tx, exportId, await askApproval(tx, question, askerOf(person), by))
      }
      return { export: itemOf((await exportById(tx, person, exportId))!, person) }
    })
  })

  router.get('/exports/:exportId/file', async (req, res) => {
    const person = admitted(req)
    const { exportId } = checked(Params, req.params, '/params')!
    const one = await exportById(db, person, exportId)
    if (!one) throw new Problem('not-found', `There is no export ${exportId} that you may see.`)
    requireTakeable(one, person)
    requireProof(req)
    const { district } = person
    const { format, purpose, recipient, label } = one
    const watermark: Watermark = {
      exportId,
      district,
      by: person.actsFor ? `${person.nameZh}（代${person.actsFor.nameZh}）` : person.nameZh,
      org: person.org.nameZh,
      at: new Date().toISOString(),
      recipient,
      purpose,
      label,
    }
    const file = await writeFile(folder, exportText(format, pagesOf(db, person, one), watermark))
    try {
      const { sha256, bytes } = file
      await db.transaction(async (tx) => {
        await noteHanded(tx, exportId, file)
        await record(tx, {
          stream: exportStream(),
          by: actorOf(req),
          action: 'export.hand',
          object: exportObject(district, exportId),
          reason: purpose,
          detail: { format, recipient, label, sha256, bytes },
        })
      })
      res
        .type(TYPES[format])
        .attachment(`reports-${exportId}.${format}`)
        .set({
          'Content-Length': String(bytes),
          'Repr-Digest': `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`,
        })
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

const itemOf = (
  { reportIds: _reportIds, personId, ...shown }: RegisteredExport,
  person: Person,
): ExportItem => ({
  ...shown,
  mayTake: shown.state === 'ready' && personId === person.personId,
})

/** Only whoever asked takes it: it is for him that it was approved, and by his sight that its rows were chosen. */
function requireTakeable({ state, personId, exportId, expiresAt }: RegisteredExport, person: Person): void {
  if (personId !== person.personId)
    throw new Problem('forbidden', `The export ${exportId} is for whoever asked for it.`)
  if (state === 'ready') return
  const why =
    state === 'waiting'
      ? 'waits for a second person'
      : state === 'expired'
        ? `could be taken until ${expiresAt}: ask for it again`
        : `was ${state}`
  throw new Problem('conflict', `The export ${exportId} ${why}.`)
}

/** Read as it stands now, within the sight of whoever takes it. */
async function* pagesOf(
  db: Database,
  person: Person,
  { format, reportIds }: RegisteredExport,
): AsyncGenerator<ExportedReport[]> {
  const { district } = person
  const detail = {
    withGeometry: format === 'geojson',
    townships: await placeNames(db, district, 'townships'),
  }
  for (let from = 0; from < reportIds.length; from += PAGE)
    yield await exportReports(db, person, district, reportIds.slice(from, from + PAGE), detail)
}

/** As the list's address carries it. */
const filterText = (filter: object): string =>
  new URLSearchParams(Object.entries(filter).map(([name, value]) => [name, String(value)])).toString()
