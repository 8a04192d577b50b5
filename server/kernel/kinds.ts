import { landClassOf } from '../../domain/land-class.ts'
import type { LayerRole } from '../../domain/layer.ts'
import { NO_DAY, type KernelLayer } from './layer.ts'
import { NON_GRAIN, UNTILLED } from './planting.ts'

/** Kinds of ground that the ledger is made of, as sql/functions/07_overlay.sql names them; each has a bit. */
const KINDS = [
  'cultivated',
  'otherAgricultural',
  'construction',
  'unused',
  'ruralRoad',
  'forestLand',
  'grassland',
  'nonGrain',
  'untilled',
  'untilledBefore',
  'basicFarmland',
  'redLine',
  'urban',
  'village',
  'conformingZone',
  'publicForest',
  'commercialForest',
  'grainZone',
  'farmPark',
  'rightOfWay',
  'roadBelt',
  'landApproval',
  'approval',
  'supply',
  'registration',
  'temporaryUse',
  'filing',
  'ruralPermit',
  'urbanPermit',
  'homestead',
] as const
export type Kind = (typeof KINDS)[number]

export const bitOf = (kind: Kind): number => 1 << KINDS.indexOf(kind)

/** What a layer is there for: its role, or to say how land was planted in the survey before the one that serves. */
export type Serves = LayerRole | 'survey-before'

const BY_ROLE: Partial<Record<Serves, Kind>> = {
  'basic-farmland': 'basicFarmland',
  'eco-red-line': 'redLine',
  'urban-boundary': 'urban',
  'village-boundary': 'village',
  'grain-zones': 'grainZone',
  'farm-parks': 'farmPark',
  roads: 'rightOfWay',
}

/** A register makes ground of its kind where an entry is in force on the day. */
const BY_REGISTER: Partial<Record<Serves, Kind>> = {
  'land-approvals': 'landApproval',
  'temporary-use': 'temporaryUse',
  'facility-filings': 'filing',
  'rural-permits': 'ruralPermit',
  'urban-permits': 'urbanPermit',
  'homestead-approvals': 'homestead',
}

/** What a layer means: what it is there for, and the kinds of ground, as bits, that each of its classes makes. */
export interface LayerMeaning {
  serves: Serves
  classes: readonly string[]
  /** By the place of the class in `classes`; the last for features without one. */
  kindsByClass: Int32Array
}

/** `buildableZones`: the codes of plan zones that allow construction (rules.plan_zone). */
export const meaningOf = (
  serves: Serves,
  classes: readonly string[],
  buildableZones: ReadonlySet<string>,
): LayerMeaning => ({
  serves,
  classes,
  kindsByClass: Int32Array.from([...classes, null], (code) =>
    kindsOf(serves, code, buildableZones).reduce((bits, kind) => bits | bitOf(kind), 0),
  ),
})

function kindsOf(serves: Serves, code: string | null, buildableZones: ReadonlySet<string>): Kind[] {
  const only = BY_ROLE[serves] ?? BY_REGISTER[serves]
  switch (serves) {
    case 'land-use':
      return surveyKinds(code ?? '')
    case 'plan-zones':
      return code !== null && buildableZones.has(code) ? ['conformingZone'] : []
    case 'forests':
      return code === 'public' ? ['publicForest'] : code === 'commercial' ? ['commercialForest'] : []
    case 'land-approvals':
      return [
        'landApproval',
        code === 'landSupply' ? 'supply' : code === 'registration' ? 'registration' : 'approval',
      ]
    default:
      return only ? [only] : []
  }
}

function surveyKinds(code: string): Kind[] {
  const group = landClassOf(code)?.group
  return [
    ...(group ? [group] : []),
    ...(code.startsWith('1006') ? (['ruralRoad'] as const) : []),
    ...(code.startsWith('03') ? (['forestLand'] as const) : []),
    ...(code.startsWith('04') ? (['grassland'] as const) : []),
  ]
}

/** Whether a register's entry is in force on a day (since 1970): issued by then, not expired, neither revoked nor replaced. */
function isInForce(layer: KernelLayer, feature: number, day: number): boolean {
  const [from, to] = [layer.from[feature]!, layer.to[feature]!]
  return layer.isRevoked[feature] === 0 && from !== NO_DAY && from <= day && (to === NO_DAY || to >= day)
}

/** What a feature makes of its ground on a day, as bits. */
export function kindsOn(
  { serves, classes, kindsByClass }: LayerMeaning,
  layer: KernelLayer,
  feature: number,
  day: number,
): number {
  const planting = layer.planting[feature]!
  if (serves === 'survey-before') return planting === UNTILLED ? bitOf('untilledBefore') : 0
  if (BY_REGISTER[serves] && !isInForce(layer, feature, day)) return 0
  const at = layer.classes[feature]!
  const kinds = kindsByClass[at < 0 ? classes.length : at]!
  if (serves !== 'land-use') return kinds
  return kinds | (planting === UNTILLED ? bitOf('untilled') : planting === NON_GRAIN ? bitOf('nonGrain') : 0)
}
