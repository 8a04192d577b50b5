import { BYTE_ORDER_MARK, csvLine } from '../../../../domain/csv.ts'
import type { Job } from '../../../../domain/api.ts'
import { IMPORT_NOTICES, type ImportNotice } from '../../../../domain/import-notice.ts'

/** A row of a file that was not taken, and why. */
export interface RefusedRow {
  row: string
  key: string
  code: string
  detail: string
  /** Where in its rings, counted from 0; null where a whole row is at fault. */
  place: { part: number; ring: number; vertex: number } | null
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
    place: placeOf(value),
    coordinate: isPlace ? (coordinate as number[]) : null,
  }
}

function placeOf({ part, ring, index }: Fields): RefusedRow['place'] {
  if (typeof part !== 'number' || typeof ring !== 'number' || typeof index !== 'number') return null
  return { part, ring, vertex: index }
}

/** The refused rows of an ended job, as its result lists them; what was repaired is in, and listed with its layer. */
export function refusedRowsOf(job: Job): readonly RefusedRow[] {
  if (!isFields(job.result)) return []
  const { refused, problems } = job.result
  const rows = Array.isArray(refused) ? refused : Array.isArray(problems) ? problems : []
  return rows
    .filter(isFields)
    .filter(({ action }) => action !== 'repaired')
    .map(rowOf)
}

/** What an ended import read otherwise than it stands in the file. */
export function noticesOf(job: Job): readonly ImportNotice[] {
  const notices = isFields(job.result) ? job.result['notices'] : []
  return Array.isArray(notices)
    ? (notices as ImportNotice[]).filter(({ code }) => code in IMPORT_NOTICES)
    : []
}

const COUNTS = [
  'accepted',
  'features',
  'repaired',
  'refused',
  'refusedCount',
  'evaluated',
  'suspected',
  'doubtful',
  'clear',
] as const

/** Counts that the result names, for a line of summary. */
export function countsOf(job: Job): readonly (readonly [name: (typeof COUNTS)[number], count: number])[] {
  const { result } = job
  if (!isFields(result)) return []
  return COUNTS.flatMap((name) => (typeof result[name] === 'number' ? [[name, result[name]] as const] : []))
}

const CSV_HEAD = ['row', 'key', 'code', 'detail', 'part', 'ring', 'vertex', 'lon', 'lat']

/** For a spreadsheet. */
export function csvOf(rows: readonly RefusedRow[]): string {
  const lines = rows.map(({ row, key, code, detail, place, coordinate }) => [
    ...[row, key, code, detail],
    ...[place?.part, place?.ring, place?.vertex, coordinate?.[0], coordinate?.[1]].map(
      (value) => value ?? null,
    ),
  ])
  return BYTE_ORDER_MARK + [CSV_HEAD, ...lines].map(csvLine).join('')
}
