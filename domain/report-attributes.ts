import {
  FOREST_KINDS,
  LAND_USES,
  LIVESTOCK_KINDS,
  PARTY_KINDS,
  PATCH_TYPES,
  type ReportAttributes,
} from './report.ts'
import type { MissingEvidence } from './rule.ts'

/** How an attribute is written down: a code of a list, yes or no, a number, a text, a day. */
export type AttributeForm =
  | {
      kind: 'choice'
      codes: readonly string[]
      /** Family of the codes' names on screen. */
      family: 'use' | 'party' | 'tillage' | 'forestKind' | 'livestockKind' | 'patchType'
    }
  | { kind: 'flag' }
  | { kind: 'number'; most: number; isWhole?: true }
  | { kind: 'text' }
  | { kind: 'day' }

/** What a field check may set: the attributes that rules read, the type and the day of the act. */
export type CheckedAttribute = keyof ReportAttributes | 'type' | 'actOn'

/** m²: more than any report has. */
const MOST_M2 = 1e9

/** Every attribute of a report, with how it is written down, in the order of forms. */
export const ATTRIBUTE_FORMS: Readonly<Record<CheckedAttribute, AttributeForm>> = {
  type: { kind: 'choice', codes: Object.keys(PATCH_TYPES), family: 'patchType' },
  use: { kind: 'choice', codes: LAND_USES, family: 'use' },
  actOn: { kind: 'day' },
  partyKind: { kind: 'choice', codes: PARTY_KINDS, family: 'party' },
  storeys: { kind: 'number', most: 200, isWhole: true },
  heightM: { kind: 'number', most: 1_000 },
  isPermanent: { kind: 'flag' },
  isActive: { kind: 'flag' },
  worksPermitNo: { kind: 'text' },
  isRebuilt: { kind: 'flag' },
  previousFootprintM2: { kind: 'number', most: MOST_M2 },
  tillageLayer: { kind: 'choice', codes: ['intact', 'damaged'], family: 'tillage' },
  idleYears: { kind: 'number', most: 100, isWhole: true },
  byBusiness: { kind: 'flag' },
  greeningApprovalNo: { kind: 'text' },
  inOutApprovalNo: { kind: 'text' },
  forestKind: { kind: 'choice', codes: FOREST_KINDS, family: 'forestKind' },
  isInGreenhouse: { kind: 'flag' },
  isHardened: { kind: 'flag' },
  hardenedAreaM2: { kind: 'number', most: MOST_M2 },
  ancillaryAreaM2: { kind: 'number', most: MOST_M2 },
  projectAreaM2: { kind: 'number', most: MOST_M2 },
  livestockKind: { kind: 'choice', codes: LIVESTOCK_KINDS, family: 'livestockKind' },
  householdId: { kind: 'text' },
  collectiveMember: { kind: 'flag' },
  isReturned: { kind: 'flag' },
  restoredOn: { kind: 'day' },
  redLineOpinionNo: { kind: 'text' },
  earlierPenalties: { kind: 'number', most: 1_000, isWhole: true },
  involvesOfficial: { kind: 'flag' },
  isObstructed: { kind: 'flag' },
}

export const CHECKED_ATTRIBUTES = Object.keys(ATTRIBUTE_FORMS) as CheckedAttribute[]

/** What a check may be based on (核查依据): only the first is a 实地核查. */
export const CHECK_BASES = ['field', 'papers', 'image'] as const
export type CheckBasis = (typeof CHECK_BASES)[number]

/** Longest number of an approval, or id of a household. */
export const MOST_TEXT = 100

/** The attribute that a piece of missing evidence would tell. */
export const EVIDENCE_ATTRIBUTES: Readonly<Partial<Record<MissingEvidence, CheckedAttribute>>> = {
  use: 'use',
  storeys: 'storeys',
  actDate: 'actOn',
  partyIdentity: 'partyKind',
  tillageLayerCheck: 'tillageLayer',
  householdRegister: 'householdId',
  membership: 'collectiveMember',
  heightSurvey: 'heightM',
  permanence: 'isPermanent',
  returnRecord: 'isReturned',
  restorationAcceptance: 'restoredOn',
  earlierFootprint: 'previousFootprintM2',
  plantingSurvey: 'idleYears',
  greeningPlan: 'greeningApprovalNo',
  inOutPlan: 'inOutApprovalNo',
  redLineOpinion: 'redLineOpinionNo',
  forestRegister: 'forestKind',
  penaltyRecord: 'earlierPenalties',
  worksPermit: 'worksPermitNo',
  hardeningSurvey: 'hardenedAreaM2',
  ancillarySurvey: 'ancillaryAreaM2',
  officialRole: 'involvesOfficial',
  obstructionRecord: 'isObstructed',
}
