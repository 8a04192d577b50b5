import { LAYER_FIELDS } from '../../domain/layer-fields.ts'
import { IntakeError } from '../../domain/intake-problem.ts'
import {
  LAND_APPROVAL_KINDS,
  REGISTER_ROLES,
  type LayerFeatureAttributes,
  type LayerRole,
  type RegisterAttributes,
} from '../../domain/layer.ts'
import { FOREST_KINDS, LAND_USES, type ForestKind } from '../../domain/report.ts'
import { layerMapOf, translate, type ClassMap } from './class-map.ts'
import { dayValue, numberValue, pick, statusValue, textValue } from './values.ts'
import { codeOf } from './words.ts'

const isRegister = (role: LayerRole) => (REGISTER_ROLES as readonly LayerRole[]).includes(role)

/** Roles whose features mean nothing without a class, and what the class is called. */
const CLASSED: Partial<Record<LayerRole, string>> = {
  'land-use': 'a land class (DLBM)',
  'plan-zones': 'a plan zone (GHFQDM)',
}

/** Throws wrong-role for a file whose fields cannot be those of the role: told with what is expected and what is there. */
export function checkFitsRole(
  role: LayerRole,
  fields: readonly string[],
  name: string,
  classMap: ClassMap | undefined,
): void {
  const names = LAYER_FIELDS[role]
  const has = (wanted: readonly string[]) =>
    wanted.some((one) => fields.some((field) => field.toLowerCase() === one.toLowerCase()))
  const there = `it has: ${fields.join(', ') || 'no fields at all'}`
  const mapped = classMap?.layers[role]
  if (mapped && !has([mapped.field]))
    throw new IntakeError(
      'wrong-role',
      `${name} does not fit the class map: the layer ${role} is read from the field ${mapped.field}; ${there}.`,
    )
  if (CLASSED[role] && !has(names.class) && !mapped)
    throw new IntakeError(
      'wrong-role',
      `${name} does not fit the layer ${role}: it needs ${CLASSED[role]} in one of ${names.class.join(', ')}, or a class map; ${there}.`,
    )
  if ((role === 'townships' || role === 'villages') && !has(names.name))
    throw new IntakeError(
      'wrong-role',
      `${name} does not fit the layer ${role}: it needs a name in one of ${names.name.join(', ')}; ${there}.`,
    )
  if (isRegister(role) && !has(names.number ?? []) && !has(names.issuedOn ?? []))
    throw new IntakeError(
      'wrong-role',
      `${name} does not fit the register ${role}: it needs a number (${names.number!.join(', ')}) or a day of issue (${names.issuedOn!.join(', ')}); ${there}.`,
    )
}

/** Words for the kinds in the layer land-approvals. */
const APPROVAL_WORDS: Record<string, (typeof LAND_APPROVAL_KINDS)[number]> = {
  批文: 'landApproval',
  建设用地批准: 'landApproval',
  农用地转用: 'landApproval',
  供地: 'landSupply',
  供地手续: 'landSupply',
  登记: 'registration',
  不动产登记: 'registration',
}

/** One row of a layer file in the platform's words; what it does not translate stays in `attributes`. */
export function toLayerFeature(
  properties: Readonly<Record<string, unknown>>,
  role: LayerRole,
  fields: readonly string[],
  classMap: ClassMap | undefined,
): LayerFeatureAttributes {
  const names = LAYER_FIELDS[role]
  const map = layerMapOf(role, fields, classMap)
  const rawClass = map ? translate(map, properties) : textValue(pick(properties, names.class))
  const base = {
    sourceKey: textValue(pick(properties, names.sourceKey)),
    class: classOf(role, rawClass),
    name: textValue(pick(properties, names.name)),
  }
  if (!isRegister(role)) return { ...base, validFrom: null, validTo: null, attributes: { ...properties } }
  return {
    ...base,
    validFrom: dayValue(pick(properties, names.issuedOn!)),
    validTo: dayValue(pick(properties, names.expiresOn!)),
    attributes: { ...properties, ...registerAttributes(properties, role) },
  }
}

function classOf(role: LayerRole, value: string | null): string | null {
  if (role === 'land-approvals') return approvalKind(value)
  if (role === 'forests') return forestKind(value)
  return value?.toUpperCase() ?? null
}

/** 森林类别 (SEN_LIN_LB) and 林种: 1… is public-welfare forest, 2… commercial; what is neither stays as it is. */
function forestKind(value: string | null): string | null {
  const known = codeOf(FOREST_KINDS, value)
  if (known || value === null) return known
  if (/^1\d{0,2}$|公益/.test(value)) return 'public' satisfies ForestKind
  return /^2\d{0,2}$|商品/.test(value) ? ('commercial' satisfies ForestKind) : value
}

const approvalKind = (value: string | null) =>
  value === null ? 'landApproval' : Object.hasOwn(APPROVAL_WORDS, value) ? APPROVAL_WORDS[value]! : value

function registerAttributes(
  properties: Readonly<Record<string, unknown>>,
  role: LayerRole,
): RegisterAttributes {
  const names = LAYER_FIELDS[role]
  const number = textValue(pick(properties, names.number!))
  const holder = textValue(pick(properties, names.holder!))
  const status = statusValue(pick(properties, names.status!))
  const use = textValue(pick(properties, names.use!))
  const storeys = numberValue(pick(properties, names.storeys!))
  const approvedAreaM2 = numberValue(pick(properties, names.approvedAreaM2!))
  const heightM = numberValue(pick(properties, names.heightM!))
  const householdId = role === 'homestead-approvals' ? textValue(pick(properties, names.householdId!)) : null
  return {
    ...(number !== null && { number }),
    ...(holder !== null && { holder }),
    ...(status !== null && { status }),
    ...(use !== null && { use: codeOf(LAND_USES, use) ?? use }),
    ...(storeys !== null && { storeys }),
    ...(approvedAreaM2 !== null && { approvedAreaM2 }),
    ...(heightM !== null && { heightM }),
    ...(householdId !== null && { householdId }),
  }
}
