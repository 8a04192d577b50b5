import type { Certainty, Severity, ThresholdUnit } from './rule.ts'

/** Why a hit is wrong (误报原因). */
export const OVERRIDE_CATEGORIES = [
  'layer-wrong', // 图层有误
  'layer-outdated', // 图层过时
  'paper-missing', // 手续齐全但未入库
  'report-wrong', // 图斑边界或属性有误
  'edge', // 边界误差
  'not-meant', // 规则不适用于此情形
  'other', // 其他
] as const
export type OverrideCategory = (typeof OVERRIDE_CATEGORIES)[number]

/** How an override stands to what is found now. */
export const OVERRIDE_STATES = [
  'holds', // the rule hits as it did when it was overridden
  'asks', // 需再次确认: it hits with other numbers
  'idle', // it does not hit now
  'ended', // withdrawn, or replaced by a newer one
] as const
export type OverrideState = (typeof OVERRIDE_STATES)[number]

/** Reports of which some hit is overridden, or some override asks again. */
export const OVERRIDE_FILTERS = ['overridden', 'asks'] as const
export type OverrideFilter = (typeof OVERRIDE_FILTERS)[number]

/** What was said to be wrong of a rule: how grave and how sure, and how much. */
export interface OverriddenHit {
  severity: Severity
  certainty: Certainty
  measured: number
  unit: ThresholdUnit
}

/** Less than this is the same number, in the unit of the measure (docs/adr/0033); counts and periods are the same or not. */
const SMALLEST: Readonly<Record<ThresholdUnit, number>> = {
  m2: 1,
  mu: 0.0015,
  m: 0.1,
  ratio: 0.01,
  count: 0,
  year: 0,
  month: 0,
  day: 0,
}
const SAME_SHARE = 0.01

const isSameHit = (before: OverriddenHit, now: OverriddenHit) =>
  before.severity === now.severity &&
  before.certainty === now.certainty &&
  before.unit === now.unit &&
  Math.abs(now.measured - before.measured) <=
    (SMALLEST[before.unit] === 0
      ? 0
      : Math.max(SMALLEST[before.unit], SAME_SHARE * Math.abs(before.measured)))

/** Whether a rule hits as it did: as gravely, and as much up to a hundredth. */
export const areSameHits = (before: readonly OverriddenHit[], now: readonly OverriddenHit[]) =>
  before.length === now.length && before.every((hit, n) => isSameHit(hit, now[n]!))
