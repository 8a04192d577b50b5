import type { ReportPage } from '../../../../domain/api.ts'
import {
  CHECKED_ATTRIBUTES,
  EVIDENCE_ATTRIBUTES,
  type CheckedAttribute,
} from '../../../../domain/report-attributes.ts'
import type { MissingEvidence } from '../../../../domain/rule.ts'

/** Null: not known. */
export type Value = string | number | boolean | null
export type Values = Partial<Record<CheckedAttribute, Value>>

/** Attributes of a form, under a heading. */
export const ATTRIBUTE_GROUPS = {
  building: [
    'use',
    'actOn',
    'partyKind',
    'storeys',
    'heightM',
    'isPermanent',
    'isActive',
    'worksPermitNo',
    'isRebuilt',
    'previousFootprintM2',
  ],
  farming: ['tillageLayer', 'idleYears', 'byBusiness', 'greeningApprovalNo', 'inOutApprovalNo', 'forestKind'],
  facility: [
    'isInGreenhouse',
    'isHardened',
    'hardenedAreaM2',
    'ancillaryAreaM2',
    'projectAreaM2',
    'livestockKind',
  ],
  homestead: ['householdId', 'collectiveMember'],
  other: [
    'isReturned',
    'restoredOn',
    'redLineOpinionNo',
    'earlierPenalties',
    'involvesOfficial',
    'isObstructed',
  ],
} as const satisfies Record<string, readonly CheckedAttribute[]>
export type AttributeGroup = keyof typeof ATTRIBUTE_GROUPS

const isAttribute = (name: string): name is CheckedAttribute =>
  (CHECKED_ATTRIBUTES as readonly string[]).includes(name)

/** What is known of the open patch, attribute by attribute. */
export function valuesOf(page: ReportPage): Values {
  const known: Record<string, unknown> = {
    ...page.attributes,
    type: page.report.type,
    actOn: page.actOn,
  }
  return Object.fromEntries(CHECKED_ATTRIBUTES.map((name) => [name, (known[name] ?? null) as Value]))
}

/**
 * What rules ask for and nobody knows: attributes that they doubt for want of, and those that would show evidence that is still
 * missing.
 */
export function askedFor(page: ReportPage): CheckedAttribute[] {
  const known = valuesOf(page)
  const results = page.evaluation?.results ?? []
  const doubted = results.flatMap(({ reason, subject }) =>
    reason === 'attribute-missing' && subject !== null && isAttribute(subject) ? [subject] : [],
  )
  const missing = results
    .flatMap((result) => result.missing as MissingEvidence[])
    .flatMap((evidence) => EVIDENCE_ATTRIBUTES[evidence] ?? [])
  return CHECKED_ATTRIBUTES.filter(
    (name) => known[name] === null && (doubted.includes(name) || missing.includes(name)),
  )
}

/** What of a form differs from what is known. */
export const changedOf = (known: Values, filled: Values): Values =>
  Object.fromEntries(
    Object.entries(filled).filter(([name, value]) => value !== (known[name as CheckedAttribute] ?? null)),
  )
