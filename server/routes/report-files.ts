import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Request, Response, Router } from 'express'
import { api, type Person } from '../../domain/api.ts'
import { requireOwnDistrict } from '../access/district.ts'
import { actorOf } from '../audit/actor.ts'
import { exportStream, record } from '../audit/record.ts'
import { inTheSameName } from '../db/acting.ts'
import type { Database } from '../db/database.ts'
import { BYTE_ORDER_MARK, csvLine } from '../http/csv.ts'
import { checked, requireAdmission } from '../http/handle.ts'
import { personOf } from '../http/person.ts'
import { requireProof } from '../http/proof.ts'
import { placeNames } from '../queries/places.ts'
import { exportReports, type ExportedReport } from '../queries/report-export.ts'
import { reportIds } from '../queries/report-rows.ts'

/** Rows a query: what is in memory at once, whatever the size of the export. */
const PAGE = 500

const { permission, query: Query } = api['GET /reports/ids']

/** The list as files, with the filters of the list: for spreadsheets and for GIS. */
export function reportFileRoutes(router: Router, db: Database): void {
  router.get('/reports.csv', async (req, res) => {
    const pages = await matching(db, req, { withGeometry: false })
    await send(res, 'text/csv; charset=utf-8', 'reports.csv', csvText(pages))
  })
  router.get('/reports.geojson', async (req, res) => {
    const pages = await matching(db, req, { withGeometry: true })
    await send(res, 'application/geo+json', 'reports.geojson', geojsonText(pages))
  })
}

async function matching(
  db: Database,
  req: Request,
  { withGeometry }: { withGeometry: boolean },
): Promise<AsyncGenerator<ExportedReport[]>> {
  const person = personOf(req)
  requireAdmission(permission, person)
  requireProof(req)
  const { district, ...filter } = checked(Query, req.query, '/query')!
  requireOwnDistrict(person as Person, district)
  const ids = (await reportIds(db, person as Person, district, filter)).map(({ reportId }) => reportId)
  const detail = { format: withGeometry ? 'geojson' : 'csv', filter, reports: ids.length }
  await db.transaction((tx) =>
    record(tx, {
      stream: exportStream(),
      by: actorOf(req),
      action: 'report.export',
      object: `district:${district}`,
      after: ids,
      detail,
    }),
  )
  const townships = await placeNames(db, district, 'townships')
  // The stream asks for pages when the network is ready, not when this request is.
  const asPerson = inTheSameName()
  return (async function* () {
    for (let from = 0; from < ids.length; from += PAGE)
      yield await asPerson(() =>
        exportReports(db, person as Person, district, ids.slice(from, from + PAGE), {
          withGeometry,
          townships,
        }),
      )
  })()
}

async function send(res: Response, type: string, name: string, text: AsyncGenerator<string>): Promise<void> {
  res.type(type).attachment(name)
  await pipeline(Readable.from(text), res)
}

const HEADER = [
  '编号 number',
  '来源 source',
  '类型 type',
  '上报日期 reported on',
  '面积 m² area',
  '乡镇 township',
  '状态 state',
  '系统判定 verdict',
  '严重程度 severity',
  '规则 rules',
  '人工判定 decision',
  '交办 assigned to',
  '期限 due on',
  '经度 lon',
  '纬度 lat',
]

async function* csvText(pages: AsyncGenerator<ExportedReport[]>): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvLine(HEADER)
  for await (const page of pages)
    yield page
      .map(({ row }) =>
        csvLine([
          row.reportNo,
          row.source,
          row.type,
          row.reportedOn,
          // Rounded to 0.01 m² for show; the database keeps the area unrounded.
          row.areaM2.toFixed(2),
          row.township?.name ?? null,
          row.state,
          row.verdict,
          row.severity,
          row.rules.join(' '),
          row.decision,
          row.assignedTo?.name ?? null,
          row.dueOn,
          row.centre[0]!.toFixed(6),
          row.centre[1]!.toFixed(6),
        ]),
      )
      .join('')
}

async function* geojsonText(pages: AsyncGenerator<ExportedReport[]>): AsyncGenerator<string> {
  yield '{"type":"FeatureCollection","features":['
  let separator = '\n'
  for await (const page of pages)
    for (const { row, geometry } of page) {
      const { reportId, centre: _centre, bounds, ...properties } = row
      yield `${separator}{"type":"Feature","id":${reportId},"bbox":${JSON.stringify(bounds)},"geometry":${geometry},"properties":${JSON.stringify(properties)}}`
      separator = ',\n'
    }
  yield '\n]}\n'
}
