import { THRESHOLDS, UNSET_THRESHOLDS, type ThresholdKey, type ThresholdUnit } from './rule.ts'
import type { Day } from './units.ts'

/** A row that somebody proposes for the register of his district. */
export interface ThresholdChange {
  key: ThresholdKey
  value: number | null
  /** First and last day, both included; null: from ever, for ever. */
  from: Day | null
  to: Day | null
  source: string
  confirmed: boolean
  /** From then on the general row holds again, and the district has no value of its own. */
  isGeneral: boolean
}

/** Widths are measured of what is smaller than this, in m²: a bound above it would take strips for real ground. */
export const WIDTH_MEASURED_BELOW_M2 = 100
const BY_WIDTH: readonly ThresholdKey[] = ['overlay.sliverM2', 'building.sliverM2']

/** Numbers that the overlay itself reads: with another, everything has to be measured anew. */
export const MEASURED_BY: readonly ThresholdKey[] = [
  'accuracy.reportM',
  'accuracy.layerM',
  'greenBelt.mainRoadM',
  'greenBelt.localRoadM',
]

/** Numbers by which reports stand to townships and to each other: with another, that is settled anew, and no result changes. */
export const SETTLED_BY: readonly ThresholdKey[] = [
  'straddle.assistM2',
  'straddle.assistShare',
  'duplicate.minShare',
  'duplicate.withinMonths',
  'group.adjoinM',
  'group.withinMonths',
]

const WHOLE: readonly ThresholdUnit[] = ['count', 'year', 'month', 'day']

export const CHANGE_FAULTS = ['value', 'whole', 'share', 'width', 'unset', 'days', 'source'] as const
export type ChangeFault = (typeof CHANGE_FAULTS)[number]

/** Why such a row cannot be, and at which of its fields; null where it can. */
export function changeFault(
  change: ThresholdChange,
): { field: keyof ThresholdChange; fault: ChangeFault } | null {
  const { key, value, from, to, source, isGeneral } = change
  const unit = THRESHOLDS[key]
  if (value === null && !isGeneral && !(UNSET_THRESHOLDS as readonly ThresholdKey[]).includes(key))
    return { field: 'value', fault: 'unset' }
  if (value !== null && (isGeneral || !Number.isFinite(value) || value < 0))
    return { field: 'value', fault: 'value' }
  if (value !== null && WHOLE.includes(unit) && !Number.isInteger(value))
    return { field: 'value', fault: 'whole' }
  if (value !== null && unit === 'ratio' && value > 1) return { field: 'value', fault: 'share' }
  if (value !== null && BY_WIDTH.includes(key) && value > WIDTH_MEASURED_BELOW_M2)
    return { field: 'value', fault: 'width' }
  if (from !== null && to !== null && to < from) return { field: 'to', fault: 'days' }
  if (source.trim() === '') return { field: 'source', fault: 'source' }
  return null
}
