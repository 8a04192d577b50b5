import { createHash } from 'node:crypto'
import type { EvidenceItem } from '../../domain/api.ts'
import { BYTE_ORDER_MARK, csvLine } from '../../domain/csv.ts'

/** 电子数据清单 of one report: what there is, as it was received, and by which hashes it is known again. */
export interface EvidenceList {
  reportNo: string
  evidence: readonly EvidenceItem[]
  /** Who had it made, and when. */
  madeBy: string
  madeAt: Date
}

const ZONE = 'Asia/Shanghai'

/** `2026-03-05 14:07:09`, in the time of the district. */
const clock = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone: ZONE })
const timeText = (at: string | Date | null) => (at === null ? null : clock.format(new Date(at)))

const COLUMNS: readonly [header: string, of: (item: EvidenceItem, n: number) => string | number | null][] = [
  ['序号 no.', (_item, n) => n + 1],
  ['文件名称 name', ({ name }) => name],
  ['类型 type', ({ type }) => type],
  ['大小（字节）size', ({ size }) => size],
  ['SHA-256', ({ sha256 }) => sha256],
  ['SM3', ({ sm3 }) => sm3],
  [
    '拍摄时间 taken',
    ({ takenAt, takenZoneKnown }) =>
      takenAt && `${timeText(takenAt)}${takenZoneKnown ? '' : '（未载时区，按北京时间）'}`,
  ],
  ['接收时间 received', ({ receivedAt }) => timeText(receivedAt)],
  ['设备时钟偏差（秒）clock offset', ({ clockOffsetS }) => clockOffsetS],
  ['拍摄设备 device', ({ device }) => device],
  ['经度 lon', ({ position }) => position && position.lon.toFixed(6)],
  ['纬度 lat', ({ position }) => position && position.lat.toFixed(6)],
  ['提取人 collector', ({ collector }) => collector],
  ['见证人 witness', ({ witness }) => witness],
  [
    '作废 voided',
    ({ voided }) =>
      voided && `${timeText(voided.at)} ${voided.askedBy} 申请、${voided.approvedBy} 复核：${voided.reason}`,
  ],
]

export const listCsv = ({ evidence }: EvidenceList): string =>
  BYTE_ORDER_MARK +
  csvLine(COLUMNS.map(([header]) => header)) +
  evidence.map((item, n) => csvLine(COLUMNS.map(([, of]) => of(item, n)))).join('')

const STYLE = `
@page { size: A4 landscape; margin: 12mm }
body { font: 12px/1.5 "PingFang SC", "Microsoft YaHei", "Noto Sans SC", sans-serif; color: #000 }
h1 { font-size: 18px; text-align: center }
table { width: 100%; border-collapse: collapse; table-layout: fixed }
td, th { border: 1px solid #000; padding: 3px 4px; font-size: 10px; text-align: left; vertical-align: top; overflow-wrap: anywhere }
th:first-child { width: 3em }
th:nth-child(5), th:nth-child(6) { width: 17% }
.is-voided { text-decoration: line-through }
.signs { display: flex; gap: 6em; margin-top: 3em }
`
/** The page's own content policy: nothing but this style. */
export const LIST_POLICY = `sandbox; default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`

/** To be printed and signed. */
export function listHtml({ reportNo, evidence, madeBy, madeAt }: EvidenceList): string {
  const row = (item: EvidenceItem, n: number) =>
    `<tr${item.voided ? ' class="is-voided"' : ''}>${COLUMNS.map(([, of]) => `<td>${escaped(of(item, n))}</td>`).join('')}</tr>`
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>电子数据清单 ${escaped(reportNo)}</title><style>${STYLE}</style></head>
<body><h1>电子数据清单</h1>
<p>图斑编号：${escaped(reportNo)} · 共 ${evidence.length} 件 · 制表：${escaped(madeBy)} · ${timeText(madeAt)}（北京时间）</p>
<table><thead><tr>${COLUMNS.map(([header]) => `<th>${header}</th>`).join('')}</tr></thead>
<tbody>${evidence.map(row).join('\n')}</tbody></table>
<p class="signs"><span>提取人：</span><span>见证人：</span><span>当事人：</span><span>日期：</span></p>
</body></html>
`
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escaped = (value: string | number | null) =>
  String(value ?? '').replace(/[&<>"']/g, (sign) => ENTITIES[sign]!)
