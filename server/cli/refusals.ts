import { noticeText, type ImportNotice } from '../../domain/import-notice.ts'
import type { RefusedRow } from '../imports/import-reports.ts'
import type { Terminal } from './terminal.ts'

/** What one line says of a refused report: row, number, and where in its rings. */
export function refusalText({
  row,
  reportNo,
  code,
  detail,
  part,
  ring,
  index,
  coordinate,
}: RefusedRow): string {
  const place = part === null ? '' : ` · part ${part}, ring ${ring}, vertex ${index}${near(coordinate)}`
  return `  row ${row}, id ${reportNo ?? '—'} · ${code}${place} · ${detail}`
}

const near = (coordinate: readonly number[] | null) =>
  coordinate && coordinate.length > 1 ? `, near ${coordinate.slice(0, 2).join(', ')}` : ''

/** Names every refused report: none is lost in silence. */
export function warnOfRefused(terminal: Terminal, fileName: string, refused: readonly RefusedRow[]): void {
  if (refused.length === 0) return
  terminal.warn(`${fileName}: ${refused.length} refused 未接收`)
  for (const row of refused) terminal.warn(refusalText(row))
}

/** Says what was read otherwise than it stands in the file. */
export function warnOfNotices(terminal: Terminal, fileName: string, notices: readonly ImportNotice[]): void {
  for (const notice of notices)
    terminal.warn(`${fileName}: ${noticeText(notice, 'zh')} · ${noticeText(notice, 'en')}`)
}
