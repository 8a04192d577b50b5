import type { ReplayItem, ReplayReportItem } from '../../domain/api.ts'
import type { BriefResult } from '../../domain/replay.ts'
import { BYTE_ORDER_MARK, csvLine } from '../../domain/csv.ts'

const HEADER = [
  '编号 number',
  '乡镇 township',
  '原判定 verdict before',
  '新判定 verdict after',
  '规则 rule',
  '变化 change',
  '原结果 before',
  '原量算值 measured before',
  '原阈值 threshold before',
  '新结果 after',
  '新量算值 measured after',
  '新阈值 threshold after',
  '单位 unit',
  '原因 why',
  '面积变化 m² areas',
  '处理 state',
]

/** One row a result that is another; of a report of which only areas are others, one row without a rule. */
export async function* replayText(
  pages: AsyncIterable<readonly ReplayReportItem[]>,
  replay: ReplayItem,
  taken: { district: string; by: string; org: string; at: string },
): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvLine(HEADER)
  for await (const page of pages) yield page.map(linesOf).join('')
  const { district, by, org, at } = taken
  // After the data, so that whoever reads by columns finds them where they were.
  yield csvLine([
    `# 图斑重演 ${district}/${replay.replayId} · ${subjectOf(replay)} · 变更人 ${replay.changedBy} · 导出人 ${by}（${org}） · ${at}`,
  ])
}

function linesOf(report: ReplayReportItem): string {
  const { reportNo, township, verdictBefore, verdictAfter, changes, ledger, isReview, outcome } = report
  const areas = Object.entries(ledger)
    .map(([entry, [before, after]]) => `${entry} ${metres(before)} → ${metres(after)}`)
    .join('；')
  const state = isReview ? (outcome ?? 'review') : 'judged'
  const rows = changes.length > 0 ? changes : [null]
  return rows
    .map((change) =>
      csvLine([
        reportNo,
        township?.name ?? null,
        verdictBefore,
        verdictAfter,
        change?.ruleId ?? null,
        change?.change ?? 'areas',
        ...sideOf(change?.before ?? null),
        ...sideOf(change?.after ?? null),
        (change?.after ?? change?.before)?.unit ?? null,
        report.why.map(reasonOf).join('；'),
        areas,
        state,
      ]),
    )
    .join('')
}

const sideOf = (result: BriefResult | null) =>
  result
    ? [
        result.severity ?? `${result.reason}: ${result.subject}`,
        number(result.measured),
        number(result.threshold),
      ]
    : [null, null, null]

const number = (value: number | null) => (value === null ? null : String(value))
const metres = (area: number | null) => (area === null ? '–' : area.toFixed(2))

function reasonOf(reason: ReplayReportItem['why'][number]): string {
  if (reason.kind === 'threshold') return `${reason.key} ${reason.before ?? '–'} → ${reason.after ?? '–'}`
  if (reason.kind === 'layer') return `${reason.role} v${reason.before ?? '–'} → v${reason.after ?? '–'}`
  if (reason.kind === 'day') return `day ${reason.before} → ${reason.after}`
  return 'rules'
}

function subjectOf({ threshold, layer, cause, dueOn }: ReplayItem): string {
  if (threshold) return `${threshold.key} = ${threshold.value ?? '–'}`
  return layer ? `${cause} ${layer.role} v${layer.version}` : `${cause} ${dueOn}`
}
