import type { Dispute, GroundFacts, LedgerEntry } from '../../domain/ledger.ts'
import { squareMetres } from '../../domain/units.ts'
import type { KernelMeasure } from './measure.ts'

/** What two engines may differ by: nothing that anybody prints. */
const TOLERANCE_M2 = 0.01
/** Grid of each step of the overlay ladder, m (sql/functions/06_ledger.sql). */
const GRID_M = [0, 1e-4, 1e-4, 1e-3] as const

/**
 * How far the areas of PostGIS may lie from those of the kernel. On a step of the ladder every outline was moved to the
 * grid: its points and what it passes near, each by up to 0.71 of the grid, once before the operation and once after. So an
 * area changes by up to 1.42 times the grid, as long as all outlines in the report.
 */
export const toleranceOf = (step: number, outlineM: number): number =>
  TOLERANCE_M2 + 1.42 * (GRID_M[step] ?? 0) * outlineM

interface Row {
  subject: string
  area: number
  other: number
}

/** Every area of the ground facts beside the kernel's, where it has one. */
function rowsOf(ground: GroundFacts, measure: KernelMeasure): Row[] {
  const shares = new Map(
    measure.facts.map(({ layerVersionId, featureId, area }) => [`${layerVersionId}/${featureId}`, area]),
  )
  const landUse = ground.layers['land-use']?.layerVersionId
  const classes: Record<string, number> = {}
  for (const { layerVersionId, class: code, area } of measure.facts)
    if (layerVersionId === landUse) classes[code ?? ''] = (classes[code ?? ''] ?? 0) + area
  const patch = measure.ledger.patch ?? 0
  return [
    ...Object.entries(measure.ledger).map(([entry, other]) => ({
      subject: entry,
      area: ground.ledger[entry as LedgerEntry]?.area ?? 0,
      other,
    })),
    ...[...new Set([...Object.keys(ground.classes), ...Object.keys(classes)])].map((code) => ({
      subject: code,
      area: ground.classes[code] ?? 0,
      other: classes[code] ?? 0,
    })),
    ...ground.permits.flatMap(({ role, featureId, covered, excess }) => {
      const version = ground.layers[role]?.layerVersionId
      if (featureId === undefined || version === undefined) return []
      const subject = `${role}/${featureId}`
      const other = shares.get(`${version}/${featureId}`) ?? 0
      return [
        { subject, area: covered, other },
        { subject, area: excess.area, other: patch - other },
      ]
    }),
  ]
}

/** What the two engines do not agree about, within what the step of the ladder explains. */
export function disputesOf(ground: GroundFacts, measure: KernelMeasure): Dispute[] {
  const tolerance = toleranceOf(ground.step, measure.outlineM)
  return rowsOf(ground, measure)
    .filter(({ area, other }) => Math.abs(area - other) > tolerance)
    .map(({ subject, area, other }) => ({
      subject,
      area: squareMetres(area),
      other: squareMetres(other),
    }))
}
