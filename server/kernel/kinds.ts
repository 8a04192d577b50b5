import { landClassOf } from '../../domain/land-class.ts'
import type { LayerRole } from '../../domain/layer.ts'
import { NO_DAY, type KernelLayer } from './layer.ts'

/** Kinds of ground that the ledger is made of, as sql/functions/07_overlay.sql names them; each has a bit. */
const KINDS = [
  'cultivated',
  'otherAgricultural',
  'construction',
  'unused',
  'ruralRoad',
  'basicFarmland',
  'redLine',
  'urban',
  'village',
  'conformingZone',
  'landApproval',
  'temporaryUse',
  'filing',
  'ruralPermit',
  'urbanPermit',
  'homestead',
] as const
export type Kind = (typeof KINDS)[number]

export const bitOf = (kind: Kind): number => 1 << KINDS.indexOf(kind)

const BY_ROLE: Partial<Record<LayerRole, Kind>> = {
  'basic-farmland': 'basicFarmland',
  'eco-red-line': 'redLine',
  'urban-boundary': 'urban',
  'village-boundary': 'village',
}

/** A register makes ground of its kind where an entry is in force on the day. */
const BY_REGISTER: Partial<Record<LayerRole, Kind>> = {
  'land-approvals': 'landApproval',
  'temporary-use': 'temporaryUse',
  'facility-filings': 'filing',
  'rural-permits': 'ruralPermit',
  'urban-permits': 'urbanPermit',
  'homestead-approvals': 'homestead',
}

/** What a layer means: its role, and the kinds of ground, as bits, that each of its classes makes. */
export interface LayerMeaning {
  role: LayerRole
  classes: readonly string[]
  /** By the place of the class in `classes`; the last for features without one. */
  kindsByClass: Int32Array
}

/** `buildableZones`: the codes of plan zones that allow construction (rules.plan_zone). */
export function meaningOf(
  role: LayerRole,
  classes: readonly string[],
  buildableZones: ReadonlySet<string>,
): LayerMeaning {
  const kindsOf = (code: string | null): number => {
    if (role === 'plan-zones') return code !== null && buildableZones.has(code) ? bitOf('conformingZone') : 0
    if (role !== 'land-use') return BY_ROLE[role] ? bitOf(BY_ROLE[role]) : 0
    const group = landClassOf(code ?? '')?.group
    return (group ? bitOf(group) : 0) | (code?.startsWith('1006') ? bitOf('ruralRoad') : 0)
  }
  return { role, classes, kindsByClass: Int32Array.from([...classes, null], kindsOf) }
}

/** Whether a register's entry is in force on a day (since 1970): issued by then, not expired, neither revoked nor replaced. */
function isInForce(layer: KernelLayer, feature: number, day: number): boolean {
  const [from, to] = [layer.from[feature]!, layer.to[feature]!]
  return layer.isRevoked[feature] === 0 && from !== NO_DAY && from <= day && (to === NO_DAY || to >= day)
}

/** What a feature makes of its ground on a day, as bits. */
export function kindsOn(
  { role, classes, kindsByClass }: LayerMeaning,
  layer: KernelLayer,
  feature: number,
  day: number,
): number {
  const register = BY_REGISTER[role]
  if (register) return isInForce(layer, feature, day) ? bitOf(register) : 0
  const at = layer.classes[feature]!
  return kindsByClass[at < 0 ? classes.length : at]!
}
