import type { Job } from '../../../../domain/api.ts'

/** A row of a file that was not taken, and why. */
export interface RefusedRow {
  row: string
  key: string
  code: string
  detail: string
  coordinate: readonly number[] | null
}

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null

function rowOf(value: Fields): RefusedRow {
  const text = (...names: readonly string[]) => {
    const found = names.map((name) => value[name]).find((one) => one !== undefined && one !== null)
    return found === undefined ? '' : String(found)
  }
  const coordinate = value['coordinate'] ?? value['location']
  const isPlace = Array.isArray(coordinate) && coordinate.length >= 2 && coordinate.every(Number.isFinite)
  return {
    row: text('row', 'index', 'featureId'),
    key: text('reportNo', 'sourceKey', 'key'),
    code: text('code'),
    detail: text('detail', 'reason'),
    coordinate: isPlace ? (coordinate as number[]) : null,
  }
}

/** The refused rows of an ended job, as its result lists them. */
export function refusedRowsOf(job: Job): readonly RefusedRow[] {
  if (!isFields(job.result)) return []
  const { refused, problems } = job.result
  const rows = Array.isArray(refused) ? refused : Array.isArray(problems) ? problems : []
  return rows.filter(isFields).map(rowOf)
}

/** Counts that the result names, for a line of summary. */
export function countsOf(job: Job): readonly (readonly [name: string, count: number])[] {
  if (!isFields(job.result)) return []
  return Object.entries(job.result).filter((entry): entry is [string, number] => typeof entry[1] === 'number')
}

/** A cell that a spreadsheet takes as text and not as a formula. */
function cell(value: string): string {
  const harmless = /^[=+\-@\t\r]/.test(value) && !/^-?\d+(\.\d+)?$/.test(value) ? `'${value}` : value
  return /[",\n\r]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

/** For Excel: with a byte order mark, so that it reads Chinese as UTF-8. */
export function csvOf(rows: readonly RefusedRow[]): string {
  const lines = rows.map(({ row, key, code, detail, coordinate }) =>
    [row, key, code, detail, coordinate?.[0] ?? '', coordinate?.[1] ?? '']
      .map((value) => cell(String(value)))
      .join(','),
  )
  return `\uFEFF${['row,key,code,detail,lon,lat', ...lines].join('\r\n')}\r\n`
}
