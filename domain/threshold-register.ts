import { THRESHOLDS, type Threshold, type ThresholdKey, type Thresholds, type ThresholdUnit } from './rule.ts'
import type { Day } from './units.ts'
import { dayAfter } from './day.ts'

/** A row of the register (阈值登记): what a number is from one day to another, and who says so. Rows are added, never changed. */
export interface ThresholdRow {
  /** Counts up: of rows for one place and day, the one that was added last holds. */
  thresholdId: string
  key: ThresholdKey
  /** Null: a general row, which came with a release; else of this district alone, before which no general row counts. */
  district: string | null
  /** First and last day, both included; null: from ever, for ever. */
  from: Day | null
  to: Day | null
  /** Null: no source gives the figure yet, or, with `isGeneral`, none of the district's own. */
  value: number | null
  unit: ThresholdUnit
  source: string
  confirmed: boolean
  /** A row of a district by which the general row holds again. */
  isGeneral: boolean
}

const isInForce = ({ from, to }: Pick<ThresholdRow, 'from' | 'to'>, day: Day) =>
  (from === null || from <= day) && (to === null || day <= to)

/** The row that holds for a key on a day, or null where none does. */
export function rowInForce(rows: readonly ThresholdRow[], key: ThresholdKey, day: Day): ThresholdRow | null {
  const newest = (isOwn: boolean) =>
    rows
      .filter((row) => row.key === key && (row.district !== null) === isOwn && isInForce(row, day))
      .reduce<ThresholdRow | null>(
        (last, row) => (last === null || BigInt(row.thresholdId) > BigInt(last.thresholdId) ? row : last),
        null,
      )
  const own = newest(true)
  return own === null || own.isGeneral ? newest(false) : own
}

/** The numbers in force on a day. Throws, by name, for a key that has no row. */
export function thresholdsInForce(rows: readonly ThresholdRow[], day: Day): Thresholds {
  const found = Object.keys(THRESHOLDS).map((name): [ThresholdKey, Threshold] => {
    const key = name as ThresholdKey
    const row = rowInForce(rows, key, day)
    if (row === null)
      throw new Error(`The threshold ${key} has no value in force on ${day}: add a row to rules.threshold.`)
    const { value, unit, source, confirmed } = row
    return [key, { key, value: value ?? NaN, unit, source, confirmed }]
  })
  return Object.fromEntries(found) as Thresholds
}

/** Days on which some number begins to be another, in order. */
export const changeDays = (rows: readonly ThresholdRow[]): Day[] =>
  [
    ...new Set(
      rows.flatMap(({ from, to }) => [
        ...(from === null ? [] : [from]),
        ...(to === null ? [] : [dayAfter(to)]),
      ]),
    ),
  ].sort()
