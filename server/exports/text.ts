import type { ExportFormat } from '../../domain/export.ts'
import type { Label } from '../../domain/label.ts'
import { BYTE_ORDER_MARK, csvLine } from '../../domain/csv.ts'
import type { ExportedReport } from '../queries/report-export.ts'

/** Who took which export when and for whom: what a copy that turns up elsewhere is traced by. */
export interface Watermark {
  exportId: string
  district: string
  by: string
  org: string
  /** UTC. */
  at: string
  recipient: string
  purpose: string
  label: Label
}

type Pages = AsyncIterable<readonly ExportedReport[]>

/** The file of an export, piece by piece, with its watermark. */
export const exportText = (
  format: ExportFormat,
  pages: Pages,
  watermark: Watermark,
): AsyncGenerator<string> => (format === 'csv' ? csvText(pages, watermark) : geojsonText(pages, watermark))

const LABELS_ZH: Readonly<Record<Label, string>> = {
  public: '公开',
  internal: '内部',
  sensitive: '敏感',
  important: '重要',
}

const HEADER = [
  '编号 number',
  '来源 source',
  '类型 type',
  '上报日期 reported on',
  '面积 m² area',
  '乡镇 township',
  '状态 state',
  '判定 verdict',
  '严重程度 severity',
  '规则 rules',
  '人工判定 decision',
  '交办 assigned to',
  '期限 due on',
  '经度 lon',
  '纬度 lat',
  '协办乡镇 assisting',
  '分乡镇面积 m² by township',
  '计数 standing',
  '系统判定 machine verdict',
  '认定误报的规则 overridden',
]

async function* csvText(pages: Pages, watermark: Watermark): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvLine(HEADER)
  for await (const page of pages)
    yield page
      .map(({ row, shares }) =>
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
          row.assistedBy.map(({ name }) => name).join(' '),
          byTownship(row, shares),
          row.standing,
          row.machineVerdict ?? row.verdict,
          row.overridden.join(' '),
        ]),
      )
      .join('')
  // After the data, so that whoever reads by columns finds them where they were.
  yield csvLine([watermarkLine(watermark)])
}

/** A patch that lies wholly in one township, or in none, has its area there; of one that was not judged nothing is known. */
function sharesOf({ township, areaM2, verdict }: ExportedReport['row'], shares: ExportedReport['shares']) {
  if (shares.length > 0) return shares
  return township === null && verdict === null ? [] : [{ township, countedM2: areaM2 }]
}

const byTownship = (row: ExportedReport['row'], shares: ExportedReport['shares']) =>
  sharesOf(row, shares)
    .map(({ township, countedM2 }) => `${township?.name ?? '区外/未划'} ${countedM2.toFixed(2)}`)
    .join('；')

const watermarkLine = ({ exportId, district, by, org, at, recipient, purpose, label }: Watermark) =>
  `# 图斑导出 ${district}/${exportId} · ${LABELS_ZH[label]} · 导出人 ${by}（${org}） · ${at} · 接收方 ${recipient} · 用途 ${purpose}`

async function* geojsonText(pages: Pages, watermark: Watermark): AsyncGenerator<string> {
  yield `{"type":"FeatureCollection","tuban":${JSON.stringify(watermark)},"features":[`
  let separator = '\n'
  for await (const page of pages)
    for (const { row, shares, geometry } of page) {
      const { reportId, centre: _centre, bounds, ...rest } = row
      const properties = { ...rest, byTownship: sharesOf(row, shares) }
      yield `${separator}{"type":"Feature","id":${reportId},"bbox":${JSON.stringify(bounds)},"geometry":${geometry},"properties":${JSON.stringify(properties)}}`
      separator = ',\n'
    }
  yield '\n]}\n'
}
