import type { CheckedNumber, Evaluation } from '../../domain/api.ts'
import type { LayerRole } from '../../domain/layer.ts'
import { LEDGER_ENTRIES, type GroundFacts, type PermitOverlap } from '../../domain/ledger.ts'
import type { Overlay } from '../queries/overlay.ts'
import type { StoredFact } from '../queries/findings.ts'

/** The same overlay of the same shapes gives the same floating-point numbers; what an engine rounds otherwise is under it. */
export const TOLERANCE = 1e-6

type Shown = Pick<Evaluation, 'facts' | 'layers' | 'hiddenLayers'>

/** What was stored of the ground, beside what is measured now. `facts` null: those of this part of the time were not kept. */
export function sameAreas(
  stored: { ground: GroundFacts; facts: readonly StoredFact[] | null },
  again: Overlay,
  shown: Shown,
): CheckedNumber[] {
  const line = (
    kind: CheckedNumber['kind'],
    name: string,
    before: number | null | undefined,
    after: number | null | undefined,
    { role, featureId }: Feature = NO_FEATURE,
  ): CheckedNumber => ({
    kind,
    role,
    featureId,
    name,
    stored: before ?? null,
    again: after ?? null,
    isSame: isSame(before ?? null, after ?? null),
  })
  const { ground } = stored
  return [
    line('step', '', ground.step, again.ground.step),
    line('perimeter', '', ground.perimeter, again.ground.perimeter),
    ...LEDGER_ENTRIES.flatMap((entry) => {
      const [before, after] = [ground.ledger[entry], again.ground.ledger[entry]]
      if (!before && !after) return []
      const widths = [before?.width ?? null, after?.width ?? null]
      const bound = (side: 'low' | 'high') =>
        before?.[side] === undefined && after?.[side] === undefined
          ? []
          : [line(side, entry, before?.[side], after?.[side])]
      return [
        line('entry', entry, before?.area, after?.area),
        ...(widths.some((width) => width !== null) ? [line('width', entry, widths[0], widths[1])] : []),
        ...bound('low'),
        ...bound('high'),
      ]
    }),
    ...(stored.facts === null ? [] : factLines(stored.facts, again, shown, line)),
    ...permitLines(ground.permits, again.ground.permits, shown, line),
  ]
}

export const isSame = (before: number | null, after: number | null) =>
  before === null || after === null ? before === after : Math.abs(before - after) <= TOLERANCE

interface Feature {
  role: LayerRole | null
  /** Null: not one feature, or not for this reader. */
  featureId: number | null
}
const NO_FEATURE: Feature = { role: null, featureId: null }

type Line = (
  kind: CheckedNumber['kind'],
  name: string,
  before: number | undefined,
  after: number | undefined,
  feature: Feature,
) => CheckedNumber

/** By feature; of a layer beyond the reader's clearance all features together. */
function factLines(
  stored: readonly StoredFact[],
  again: Overlay,
  { facts, layers, hiddenLayers }: Shown,
  line: Line,
): CheckedNumber[] {
  const shown = new Map(layers.map(({ layerVersionId, role }) => [layerVersionId, role]))
  const names = new Map(facts.map((fact) => [`${fact.layerVersionId} ${fact.featureId}`, fact.sourceKey]))
  const roleOf = new Map(Object.values(again.ground.layers).map((one) => [one.layerVersionId, one.role]))
  const sums = new Map<string, Feature & { name: string; before?: number; after?: number }>()
  const add = (side: 'before' | 'after', { layerVersionId, featureId, area }: StoredFact) => {
    const role = shown.get(layerVersionId)
    const hidden = roleOf.get(layerVersionId)
    const key = role ? `${layerVersionId} ${featureId}` : `hidden ${hidden}`
    const name = role ? (names.get(key) ?? `#${featureId}`) : ''
    const one = sums.get(key) ?? {
      role: role ?? hidden ?? hiddenLayers[0]!,
      featureId: role ? featureId : null,
      name,
    }
    sums.set(key, { ...one, [side]: (one[side] ?? 0) + area })
  }
  for (const fact of stored) add('before', fact)
  for (const fact of again.facts) add('after', fact)
  return [...sums.values()].map(({ name, before, after, ...feature }) =>
    line('fact', name, before, after, feature),
  )
}

/** In the order in which the overlay gives them, which is that of layer and feature. */
function permitLines(
  stored: readonly PermitOverlap[],
  again: readonly PermitOverlap[],
  { hiddenLayers }: Shown,
  line: Line,
): CheckedNumber[] {
  return Array.from({ length: Math.max(stored.length, again.length) }, (_, n) => {
    const [before, after] = [stored[n], again[n]]
    const { role, number } = (before ?? after)!
    const name = hiddenLayers.includes(role) ? '' : (number ?? `#${n + 1}`)
    const permit = { role, featureId: null }
    return [
      line('covered', name, before?.covered, after?.covered, permit),
      line('excess', name, before?.excess.area, after?.excess.area, permit),
    ]
  }).flat()
}
