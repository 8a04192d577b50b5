import { GEOMETRY_NOTICES } from './geometry-problem.ts'
import { INTAKE_NOTICES } from './intake-problem.ts'

/** What was read otherwise than it stands in a file, as a closed list (读取说明). The direction of rings is nobody's business. */
const { 'orientation-fixed': _, ...OF_GEOMETRY } = GEOMETRY_NOTICES
export const IMPORT_NOTICES = {
  ...INTAKE_NOTICES,
  ...OF_GEOMETRY,
  'value-unknown': { zh: '取值未能识别，按不明处理', en: 'a value was not understood and counts as unknown' },
} as const
export type ImportNoticeCode = keyof typeof IMPORT_NOTICES

/** One kind of notice, once for a file. */
export interface ImportNotice {
  code: ImportNoticeCode
  /** Rows that it is true of, and the first of them; null of the file as a whole. */
  rows: number | null
  firstRow: number | null
  /** Of a value that was not understood: its field, and the first such value. */
  field: string | null
  value: string | null
}

/** A notice in a reader's language: what, of which field and value, in how many rows. */
export function noticeText(notice: ImportNotice, language: 'zh' | 'en'): string {
  const { code, rows, firstRow, field, value } = notice
  const isZh = language === 'zh'
  const words = IMPORT_NOTICES[code][language]
  const what = field === null ? '' : isZh ? `（${field}：“${value}”）` : ` (${field}: “${value}”)`
  const where =
    rows === null ? '' : isZh ? `：${rows} 行，首见第 ${firstRow} 行` : `: ${rows} rows, first ${firstRow}`
  return words + what + where
}
