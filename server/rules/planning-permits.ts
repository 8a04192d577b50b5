import type { LedgerEntry, Measure } from '../../domain/ledger.ts'
import type { RegisterRole } from '../../domain/layer.ts'
import type { Doubt, Result, Severity, ThresholdKey } from '../../domain/rule.ts'
import { squareMetres } from '../../domain/units.ts'
import { actDateOf, useOf } from './evidence.ts'
import {
  beyondAll,
  mainPermit,
  numberOf,
  numbersOf,
  permitsInForce,
  permitsInWords,
  undatedPermit,
} from './registers.ts'
import { excessSize, sizeOf, type Context } from './rule.ts'
import { useFit } from './uses.ts'

/** What rules ask of a building's planning permit, in the country (城乡规划法 41, 65), in town (40, 64), for a time (44, 66). */
export interface PlanningPermit {
  role: RegisterRole
  /** The register of the other planning area; a permit of it is not the right one, and somebody did permit. */
  other: RegisterRole | null
}

export const RURAL_PERMIT: PlanningPermit = { role: 'rural-permits', other: 'urban-permits' }
export const URBAN_PERMIT: PlanningPermit = { role: 'urban-permits', other: 'rural-permits' }
export const TEMPORARY_PERMIT: PlanningPermit = { role: 'temporary-permits', other: null }

/** The permit of the other planning area, where one in force is there: the boundary may have moved since. */
function otherPermit(context: Context, { other }: PlanningPermit): Doubt | null {
  const permit = other && mainPermit(context, other)
  return permit && context.doubt('other-register', numberOf(permit), permit.covered)
}

/**
 * No permit in force touches the building; `uncovered` is what of it lies in the planning area. One without a date of issue,
 * and one of the other planning area, make it a doubt.
 */
export function judgeNoPermit(
  context: Context,
  permit: PlanningPermit,
  uncovered: Measure,
  hit: { severity: Severity; entry: LedgerEntry; covered: LedgerEntry },
): readonly Result[] {
  const { report, thresholds, finding, doubt, areas } = context
  if (permitsInForce(context, permit.role).length > 0) return []

  const size = sizeOf(uncovered, thresholds)
  if (size === 'nothing') return []
  if (size === 'sliver') return [doubt('sliver', hit.entry, uncovered.area)]

  const undated = undatedPermit(context, permit.role)
  if (undated) return [doubt('permit-undated', numberOf(undated), undated.covered)]
  const other = otherPermit(context, permit)
  if (other) return [other]
  return [
    finding({
      severity: hit.severity,
      measured: uncovered.area,
      threshold: 'overlay.noiseM2',
      missing: ['permitPapers', 'fieldCheck', ...actDateOf(report), ...useOf(report)],
      numbers: {
        ...areas('patch', hit.entry, hit.covered),
        permits: permitsInWords(context, permit.role),
      },
    }),
  ]
}

/**
 * 超面积: footprint beyond the permitted area by more than a share of it or an area, whichever is more. Of several permits the
 * one that covers most decides: a neighbour's permit lends no area.
 */
export function judgeFootprint(
  context: Context,
  { role }: PlanningPermit,
  tolerance: { share: ThresholdKey; area: ThresholdKey },
): readonly Result[] {
  const { thresholds, finding, doubt, area } = context
  const permit = mainPermit(context, role)
  if (!permit) return []
  const { approvedArea } = permit
  if (approvedArea === null) return [doubt('attribute-missing', 'approvedAreaM2')]

  const share = thresholds[tolerance.share].value
  const floor = thresholds[tolerance.area].value
  const over = area('patch') - approvedArea
  if (over <= Math.max(share * approvedArea, floor)) return []

  const isByShare = share * approvedArea > floor
  return [
    finding({
      severity: 'medium',
      ...(isByShare
        ? { measured: over / approvedArea, unit: 'ratio', threshold: tolerance.share }
        : { measured: over, threshold: tolerance.area }),
      missing: ['permitPapers', 'fieldCheck'],
      numbers: { patch: area('patch'), approvedArea, over, permit: numberOf(permit) },
    }),
  ]
}

/**
 * 超范围: part of the building lies outside all permitted parcels, by more than ε_b. `entry`: what they cover together; of a
 * register without one it is at most the sum of them.
 */
export function judgeParcel(
  context: Context,
  permit: PlanningPermit,
  entry: LedgerEntry | null,
): readonly Result[] {
  const { thresholds, finding, doubt, area, areas } = context
  const permits = permitsInForce(context, permit.role)
  if (permits.length === 0) return []

  const covered = entry ? area(entry) : permits.reduce((sum, one) => sum + one.covered, 0)
  const excess = beyondAll(permits, area('patch') - covered)
  switch (excessSize(excess, thresholds)) {
    case 'nothing':
      return []
    case 'sliver':
      return [doubt('sliver', entry ?? 'patch', excess.area)]
    case 'real': {
      // Each may cover its part of a building on the boundary of the planning areas.
      const other = otherPermit(context, permit)
      if (other) return [other]
      return [
        finding({
          severity: 'medium',
          measured: excess.area,
          threshold: 'building.sliverM2',
          missing: ['permitPapers', 'fieldCheck'],
          numbers: { ...areas('patch'), [entry ?? 'covered']: covered, permits: numbersOf(permits) },
        }),
      ]
    }
  }
}

/**
 * 改变用途、超层数、超高: what stands there against what the permit that covers most of it allows, in one finding. What the
 * permit or the report does not say is a doubt.
 */
export function judgeBuilding(context: Context, { role }: PlanningPermit): readonly Result[] {
  const { report, finding, doubt, area } = context
  const permit = mainPermit(context, role)
  if (!permit) return []
  const { storeys, height } = permit

  const hasOtherUse = useFit(permit.use, report.use) === 'other'
  const isOver = (seen: number | null, allowed: number | null) =>
    seen !== null && allowed !== null && seen > allowed
  const isTooManyStoreys = isOver(report.storeys, storeys)
  const isTooHigh = isOver(report.heightM, height)
  const findings =
    hasOtherUse || isTooManyStoreys || isTooHigh
      ? [
          finding({
            severity: 'medium',
            ...(isTooManyStoreys
              ? { measured: report.storeys!, allowed: storeys!, unit: 'count' }
              : isTooHigh
                ? { measured: report.heightM!, allowed: height!, unit: 'm' }
                : { measured: area('patch') }),
            missing: ['permitPapers', 'fieldCheck', ...(isTooHigh ? (['heightSurvey'] as const) : [])],
            numbers: {
              patch: area('patch'),
              permit: numberOf(permit),
              ...(hasOtherUse && { use: report.use!, permittedUse: permit.use! }),
              ...(isTooManyStoreys && { storeys: report.storeys!, permittedStoreys: storeys! }),
              ...(isTooHigh && { heightM: report.heightM!, permittedHeightM: height! }),
            },
          }),
        ]
      : []
  const unknown = [
    ...(useFit(permit.use, report.use) === 'unknown'
      ? [useFit(permit.use, permit.use) === 'unknown' ? 'permittedUse' : 'use']
      : []),
    ...(storeys === null && height === null ? ['permittedStoreys'] : []),
    ...(storeys !== null && report.storeys === null ? ['storeys'] : []),
    ...(height !== null && report.heightM === null ? ['heightM'] : []),
  ]
  return [...findings, ...unknown.map((subject) => doubt('attribute-missing', subject))]
}

/** What no permit left here covers: under ε_b a permit counts as a neighbour's, but covers what it covers. */
export const uncoveredOf = (ground: Measure, covered: number): Measure => ({
  area: squareMetres(Math.max(0, ground.area - covered)),
  width: ground.width,
})
