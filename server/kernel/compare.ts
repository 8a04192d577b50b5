import type { LayerRole } from '../../domain/layer.ts'
import type { Dispute, GroundFacts, LedgerEntry } from '../../domain/ledger.ts'
import { squareMetres } from '../../domain/units.ts'
import type { Fact } from '../queries/overlay.ts'
import type { KernelMeasure } from './measure.ts'

/** What two engines may differ by: nothing that anybody prints. */
export const TOLERANCE_M2 = 0.01
/** Grid of each step of the overlay ladder, m (sql/functions/06_ledger.sql). */
const GRID_M = [0, 1e-4, 1e-4, 1e-3] as const

/** One area, by PostGIS and by the kernel, m². */
export interface Row {
  /** An entry of the ledger, a land class, or a feature as `role/featureId`. */
  subject: string
  area: number
  other: number
  /** The step of the ladder that PostGIS took for it, or may have taken. */
  step: number
}

/** Facts and permits climb a ladder of their own, and do not say how far (land.hit, land.excess_safely): to its first grid. */
const UNSAID_STEP = 2

/** The entries of the ledger that both engines have. */
const ledgerRows = ({ ledger, step }: GroundFacts, measure: KernelMeasure): Row[] =>
  Object.entries(measure.ledger).map(([entry, other]) => ({
    subject: entry,
    area: ledger[entry as LedgerEntry]?.area ?? 0,
    other,
    step,
  }))

/** The report by land class. */
function classRows({ layers, classes }: GroundFacts, { facts }: KernelMeasure): Row[] {
  const landUse = layers['land-use']?.layerVersionId
  const others: Record<string, number> = {}
  for (const { layerVersionId, class: code, area } of facts)
    if (layerVersionId === landUse) others[code ?? ''] = (others[code ?? ''] ?? 0) + area
  return [...new Set([...Object.keys(classes), ...Object.keys(others)])].map((code) => ({
    subject: code,
    area: classes[code] ?? 0,
    other: others[code] ?? 0,
    step: UNSAID_STEP,
  }))
}

const keyOf = (layerVersionId: string, featureId: number) => `${layerVersionId}/${featureId}`

const sharesOf = ({ facts }: KernelMeasure) =>
  new Map(facts.map(({ layerVersionId, featureId, area }) => [keyOf(layerVersionId, featureId), area]))

/** What each permit covers of the report, and what it leaves. */
function permitRows({ layers, permits }: GroundFacts, measure: KernelMeasure): Row[] {
  const shares = sharesOf(measure)
  const patch = measure.ledger.patch ?? 0
  return permits.flatMap(({ role, featureId, covered, excess }) => {
    const version = layers[role]?.layerVersionId
    if (featureId === undefined || version === undefined) return []
    const subject = `${role}/${featureId}`
    const other = shares.get(keyOf(version, featureId)) ?? 0
    return [
      { subject, area: covered, other, step: UNSAID_STEP },
      { subject, area: excess.area, other: patch - other, step: UNSAID_STEP },
    ]
  })
}

/** What the report shares with every feature that either engine found. */
function factRows({ layers }: GroundFacts, facts: readonly Fact[], measure: KernelMeasure): Row[] {
  const roles = new Map<string, LayerRole>(
    Object.values(layers).map(({ layerVersionId, role }) => [layerVersionId, role]),
  )
  const areas = new Map(
    facts.map(({ layerVersionId, featureId, area }) => [keyOf(layerVersionId, featureId), area]),
  )
  const shares = sharesOf(measure)
  return [...new Set([...areas.keys(), ...shares.keys()])].map((key) => {
    const [layerVersionId, featureId] = key.split('/') as [string, string]
    return {
      subject: `${roles.get(layerVersionId) ?? layerVersionId}/${featureId}`,
      area: areas.get(key) ?? 0,
      other: shares.get(key) ?? 0,
      step: UNSAID_STEP,
    }
  })
}

/** What rules judge by. */
export const groundRows = (ground: GroundFacts, measure: KernelMeasure): Row[] => [
  ...ledgerRows(ground, measure),
  ...classRows(ground, measure),
  ...permitRows(ground, measure),
]

/** All that was measured, feature by feature. */
export const allRows = (ground: GroundFacts, facts: readonly Fact[], measure: KernelMeasure): Row[] => [
  ...ledgerRows(ground, measure),
  ...factRows(ground, facts, measure),
  ...permitRows(ground, measure),
]

/**
 * How far the areas of PostGIS may lie from those of the kernel. On a step of the ladder every outline was moved to the
 * grid: its points and what it passes near, each by up to 0.71 of the grid, once before the operation and once after. So an
 * area changes by up to 1.42 times the grid, as long as all outlines in the report.
 */
export const toleranceOf = ({ step }: Row, { outlineM }: KernelMeasure): number =>
  TOLERANCE_M2 + 1.42 * (GRID_M[step] ?? 0) * outlineM

export const apart = ({ area, other }: Row): number => Math.abs(area - other)

/** What the two engines do not agree about, within what the step of the ladder explains. */
export function disputesOf(ground: GroundFacts, measure: KernelMeasure): Dispute[] {
  return groundRows(ground, measure)
    .filter((row) => apart(row) > toleranceOf(row, measure))
    .map(({ subject, area, other }) => ({ subject, area: squareMetres(area), other: squareMetres(other) }))
}
