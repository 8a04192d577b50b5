import type { LayerRole } from './layer.ts'
import type { Day, SquareMetres } from './units.ts'

/**
 * Entries of the area ledger (面积台账) of one report, in m².
 *
 * P is the reported polygon, R what is left of it after legal coverage (domain rules 3.1 step 5).
 * `cultivated + otherAgricultural + construction + unused + unsurveyed = patch`, to 0.01 亩.
 */
export const LEDGER_ENTRIES = [
  'patch', // P 图斑面积
  'cultivated', // P∩耕地
  'otherAgricultural', // P∩其他农用地
  'construction', // P∩建设用地
  'unused', // P∩未利用地
  'unsurveyed', // P 未被地类图斑覆盖 (or of a class nobody knows)
  'basicFarmland', // P∩永久基本农田
  'redLine', // P∩生态保护红线
  'planConform', // P∩规划建设用途, outside basic farmland and red line
  'planContrary', // P − planConform
  'coveredLandApproval', // legal coverage, in this order, each without what stands before it
  'coveredSupply', // of coveredLandApproval, what 供地 covers and no 批文 does
  'coveredRegistration', // of it, what 不动产登记 covers and neither of those does
  'coveredTemporaryUse',
  'coveredFacilityFiling',
  'coveredRuralRoad',
  'remainder', // R
  'remainderCultivated', // R∩耕地
  'remainderOrdinaryCultivated', // R∩耕地 outside basic farmland
  'remainderOtherAgricultural',
  'remainderConstruction',
  'remainderUnused',
  'remainderUnsurveyed',
  'remainderBasicFarmland',
  'remainderRedLine',
  'remainderOutsideBoundaries', // R outside the urban and the village boundary
  'remainderPlanConform',
  'remainderPlanContrary',
  'ruralArea', // P outside the urban boundary: 乡、村庄规划区
  'ruralPermitCovered', // P∩rural permits valid on the day
  'urbanPermitCovered',
  'homesteadCovered',
  'filingCovered', // P∩facility filings valid on the day
  'remainderPublicForest', // R∩公益林
  'remainderCommercialForest', // R∩商品林
  'remainderForest', // R∩林地 03*, whatever its kind
  'remainderGrassland', // R∩草地 04*
  'nonGrainInZone', // P∩种植非粮作物 (ZZSXDM) ∩ grain zones
  'untilled', // P∩未耕种 (ZZSXDM) in the survey of the day
  'untilledTwice', // … and in the survey before it
  'roadBelt', // P∩耕地 within the allowed belt along the roads' right-of-way
  'roadBeltBeyond', // P∩耕地 farther from the roads than the allowed belt, of a report that reaches into it
  'farmPark', // P∩农业园区
] as const
export type LedgerEntry = (typeof LEDGER_ENTRIES)[number]

/**
 * What was measured of one entry. `width` is twice the radius of the largest circle that fits inside, in m: it is
 * measured only where the area is under 100 m², to tell a sliver (细缝) from a hut; else null.
 */
export interface Measure {
  area: SquareMetres
  width: number | null
  /**
   * What there is, and what there may be, whichever way the borders of report and layer lie off within their accuracy (ADR 32).
   * Absent where no rule needs them: what is 3 m² or more then has at least 3 m² whichever way.
   */
  low?: SquareMetres
  high?: SquareMetres
}

/** Entries of a missing layer are absent: not measured is not zero. */
export type Ledger = Partial<Record<LedgerEntry, Measure>> & { patch: Measure; remainder: Measure }

/** A permit, approval or filing that touches the report (证照套合), with its dates as against the judged day. */
export interface PermitOverlap {
  role: LayerRole
  /** Its row in the register; unknown in evaluations of earlier releases. */
  featureId?: number
  kind: string | null
  number: string | null
  holder: string | null
  status: string | null
  issuedOn: Day | null
  expiresOn: Day | null
  use: string | null
  storeys: number | null
  /** m */
  height: number | null
  approvedArea: SquareMetres | null
  /** On the judged day: before issue, in force, after expiry, or revoked. */
  timing: PermitTiming
  /** P∩permit. */
  covered: SquareMetres
  /** P − permit, and how wide it is. */
  excess: Measure
}

export const PERMIT_TIMINGS = ['in-force', 'issued-later', 'expired', 'revoked', 'undated'] as const
export type PermitTiming = (typeof PERMIT_TIMINGS)[number]

/** How a permit stands to an act: by its dates, and in force, but for another use than what was done. */
export const PERMIT_STANDINGS = [...PERMIT_TIMINGS, 'other-use'] as const
export type PermitStanding = (typeof PERMIT_STANDINGS)[number]

/** The layer that served a role, as of the judged day. */
export interface LayerUsed {
  layerVersionId: string
  role: LayerRole
  version: number
  validFrom: Day
  /** True when no version was in force yet on the judged day, so that the earliest one served. */
  laterThanDay: boolean
  /** Of land use: the survey before it, where both say how land is planted. */
  beforeId?: string
  /** Of roads: the allowed belts beside main roads and beside others on the day, in m. */
  beltM?: readonly [main: number, local: number]
  /** How far its borders may lie off, ± m; unknown in evaluations of earlier releases. */
  accuracyM?: number
  /** Only of land-approvals: whether it holds registrations of rights (不动产登记) at all. */
  hasRegistrations?: boolean
}

/** An area that two engines measured, and not to the same. */
export interface Dispute {
  /** An entry of the ledger, a land class, or a permit as `role/featureId`. */
  subject: string
  /** As it stands in the facts, and as the second engine has it. */
  area: SquareMetres
  other: SquareMetres
}

/** What became of the question to a second engine, which is asked before anything grave is found (docs/adr/0027). */
export interface SecondOpinion {
  /** Null: it was not there, or could not answer. */
  engine: string | null
  disputes: readonly Dispute[]
}

/** All that rules know of one report's ground: measured, with no legal opinion in it (事实). */
export interface GroundFacts {
  ledger: Ledger
  /** P by land class (DLBM, as in the layer), m². */
  classes: Readonly<Record<string, SquareMetres>>
  permits: readonly PermitOverlap[]
  layers: Partial<Record<LayerRole, LayerUsed>>
  /** How far the outline of P may lie off, ± m; unknown in evaluations of earlier releases. */
  accuracyM?: number
  /** Length of the outline of P with its holes, in m: 2 × area ÷ perimeter is the mean width of a strip. */
  perimeter: number
  /** Highest step of the overlay ladder that any entry needed: 0 floating … 3 grid 1 mm; 4 = could not be had. */
  step: number
  /** Only where it was asked for. */
  secondOpinion?: SecondOpinion
}
