import type { LedgerEntry } from '../../domain/ledger.ts'
import { accountOf, type Coverage, type Need } from './account.ts'
import { within } from './box-tree.ts'
import { bitOf, kindsOn, type LayerMeaning } from './kinds.ts'
import { bareFeature, layerOf, type KernelLayer } from './layer.ts'
import { overlap } from './overlap.ts'
import { patchOf } from './patch.ts'
import { centreX, type Ring } from './rings.ts'
import { scale2 } from './scale.ts'
import { sweep, type Participant } from './sweep.ts'

/** A layer that serves, and what it means. */
export interface ServingLayer extends LayerMeaning {
  layerVersionId: string
  layer: KernelLayer
  /** A survey: whether it says of anything how it is planted. */
  saysPlanting: boolean
}

export interface MeasureTask {
  rings: readonly Ring[]
  /** Of the centre of gravity. */
  latitude: number
  /** Days since 1970: which entries of registers are in force. */
  day: number
  counts: Coverage
  /** What lies near a road, a feature each: PostGIS draws it, since there are many ways to go round a corner. */
  belts: readonly (readonly Ring[])[]
}

export interface KernelFact {
  layerVersionId: string
  featureId: number
  class: string | null
  /** m² on the ellipsoid. */
  area: number
}

export interface KernelMeasure {
  facts: KernelFact[]
  /** m² on the ellipsoid. */
  ledger: Partial<Record<LedgerEntry, number>>
  /** Length of all outlines within the report's box, m. */
  outlineM: number
}

/** Uses of which a facility filing is the legal coverage (domain rules 3.1 step 5). */
const FILED_USES = new Set(['guardHouse', 'greenhouse', 'livestock', 'aquaculture', 'farmStorage'])

/** Which coverage counts for a report: a filing for agricultural facilities and unknown uses, a rural road for a rural road (ND). */
export const coverageOf = (type: string | null, use: string | null): Coverage => ({
  filing: use === null || FILED_USES.has(use),
  road: type === 'ND',
})

/** Under a square micrometre a feature only touches: what PostGIS calls an empty intersection, or is too exact to. */
const LEAST_M2 = 1e-12

/** What a report shares with each feature of each layer, m² on the ellipsoid. */
export function factsOf(
  { rings, latitude }: Pick<MeasureTask, 'rings' | 'latitude'>,
  layers: readonly Pick<ServingLayer, 'layerVersionId' | 'layer' | 'classes'>[],
): KernelFact[] {
  const patch = patchOf(rings)
  const k2 = scale2(centreX(rings), latitude)
  return layers.flatMap(({ layerVersionId, layer, classes }) =>
    within(layer.featureBoxes, layer.counts.features, patch.box).flatMap((feature): KernelFact[] => {
      const area = overlap(patch, layer, feature) / k2
      if (area < LEAST_M2) return []
      return [
        {
          layerVersionId,
          featureId: layer.featureIds[feature]!,
          class: classes[layer.classes[feature]!] ?? null,
          area,
        },
      ]
    }),
  )
}

/** Facts and ledger of one report, as land.overlay gives them. */
export function measure(task: MeasureTask, layers: readonly ServingLayer[]): KernelMeasure {
  const patch = patchOf(task.rings)
  const k2 = scale2(centreX(task.rings), task.latitude)
  const belts = layerOf(task.belts.map((rings, n) => bareFeature(n, rings)))
  const reached = within(belts.featureBoxes, belts.counts.features, patch.box).filter(
    (feature) => overlap(patch, belts, feature) > LEAST_M2,
  )
  const participants = layers.flatMap((serving) => {
    const { layer } = serving
    return within(layer.featureBoxes, layer.counts.features, patch.box).flatMap((feature): Participant[] => {
      const kinds = kindsOn(serving, layer, feature, task.day)
      return kinds === 0 ? [] : [{ layer, feature, kinds }]
    })
  })
  const { combinations, outlineM } = sweep(patch, [
    ...participants,
    ...reached.map((feature) => ({ layer: belts, feature, kinds: bitOf('roadBelt') })),
  ])
  const there = new Set<Need>(layers.map(({ serves }) => serves))
  if (layers.some(({ serves, saysPlanting }) => serves === 'land-use' && saysPlanting)) there.add('planting')
  const account = accountOf(combinations, there, { ...task.counts, isInBelt: reached.length > 0 })
  return {
    facts: factsOf(
      task,
      layers.filter(({ serves }) => serves !== 'survey-before'),
    ),
    ledger: Object.fromEntries([...account].map(([entry, m2]) => [entry, m2 / k2])),
    outlineM,
  }
}
