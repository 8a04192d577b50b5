import type { LedgerEntry } from '../../domain/ledger.ts'
import { bitOf, type Kind, type Serves } from './kinds.ts'

/** What decides of one report which coverage counts for it (sql/functions/07_overlay.sql). */
export interface Coverage {
  filing: boolean
  road: boolean
}

/** What is known of a report beside its ground. */
interface Standing extends Coverage {
  /** It reaches into the belt along a road. */
  isInBelt: boolean
}

/** A layer, or that the survey says how land is planted: without one, an entry is not measured. */
export type Need = Serves | 'planting'

type Test = (has: (kind: Kind) => boolean, report: Standing) => boolean

const is =
  (kind: Kind): Test =>
  (has) =>
    has(kind)
const both =
  (one: Test, other: Test): Test =>
  (has, report) =>
    one(has, report) && other(has, report)
const not =
  (test: Test): Test =>
  (has, report) =>
    !test(has, report)
/** One kind where none of the others is, which go before it. */
const only =
  (kind: Kind, ...before: Kind[]): Test =>
  (has) =>
    has(kind) && !before.some(has)

// Ground that polygons of two groups claim goes to the first.
const isCultivated = is('cultivated')
const isOtherAgricultural = only('otherAgricultural', 'cultivated')
const isConstruction = only('construction', 'cultivated', 'otherAgricultural')
const isUnused = only('unused', 'cultivated', 'otherAgricultural', 'construction')
const isUnsurveyed: Test = (has) =>
  !has('cultivated') && !has('otherAgricultural') && !has('construction') && !has('unused')
const isConform = only('conformingZone', 'basicFarmland', 'redLine')
const isForest = only('forestLand', 'cultivated')
const isGrassland = only('grassland', 'cultivated', 'forestLand')
const isCommercialForest = only('commercialForest', 'publicForest')
const isBesideRoad = only('cultivated', 'rightOfWay')

// Legal coverage, in the order of domain rules 3.1 step 5; each without what stands before it.
const byApproval = is('landApproval')
const byTemporaryUse = only('temporaryUse', 'landApproval')
const byFiling: Test = (has, report) =>
  report.filing && has('filing') && !has('landApproval') && !has('temporaryUse')
const byRoad: Test = (has, report) =>
  report.road &&
  has('ruralRoad') &&
  !has('landApproval') &&
  !has('temporaryUse') &&
  !(report.filing && has('filing'))
const isLeft: Test = (has, report) =>
  !has('landApproval') &&
  !has('temporaryUse') &&
  !(report.filing && has('filing')) &&
  !(report.road && has('ruralRoad'))
const left = (test: Test) => both(isLeft, test)

/** An entry of the ledger (domain/ledger.ts), what it needs to be measured, and which ground it is. */
const ENTRIES: readonly (readonly [entry: LedgerEntry, needs: readonly Need[], test: Test])[] = [
  ['patch', [], () => true],
  ['cultivated', ['land-use'], isCultivated],
  ['otherAgricultural', ['land-use'], isOtherAgricultural],
  ['construction', ['land-use'], isConstruction],
  ['unused', ['land-use'], isUnused],
  ['unsurveyed', ['land-use'], isUnsurveyed],
  ['basicFarmland', ['basic-farmland'], is('basicFarmland')],
  ['redLine', ['eco-red-line'], is('redLine')],
  ['planConform', ['plan-zones'], isConform],
  ['planContrary', ['plan-zones'], not(isConform)],
  ['coveredLandApproval', ['land-approvals'], byApproval],
  ['coveredSupply', ['land-approvals'], only('supply', 'approval')],
  ['coveredRegistration', ['land-approvals'], only('registration', 'approval', 'supply')],
  ['coveredTemporaryUse', ['temporary-use'], byTemporaryUse],
  ['coveredFacilityFiling', ['facility-filings'], byFiling],
  ['coveredRuralRoad', ['land-use'], byRoad],
  ['remainder', [], isLeft],
  ['remainderCultivated', ['land-use'], left(isCultivated)],
  ['remainderOrdinaryCultivated', ['land-use', 'basic-farmland'], left(only('cultivated', 'basicFarmland'))],
  ['remainderOtherAgricultural', ['land-use'], left(isOtherAgricultural)],
  ['remainderConstruction', ['land-use'], left(isConstruction)],
  ['remainderUnused', ['land-use'], left(isUnused)],
  ['remainderUnsurveyed', ['land-use'], left(isUnsurveyed)],
  ['remainderBasicFarmland', ['basic-farmland'], left(is('basicFarmland'))],
  ['remainderRedLine', ['eco-red-line'], left(is('redLine'))],
  [
    'remainderOutsideBoundaries',
    ['urban-boundary', 'village-boundary'],
    left((has) => !has('urban') && !has('village')),
  ],
  ['remainderPlanConform', ['plan-zones'], left(isConform)],
  ['remainderPlanContrary', ['plan-zones'], left(not(isConform))],
  ['ruralArea', ['urban-boundary'], not(is('urban'))],
  ['ruralPermitCovered', ['rural-permits'], is('ruralPermit')],
  ['urbanPermitCovered', ['urban-permits'], is('urbanPermit')],
  ['homesteadCovered', ['homestead-approvals'], is('homestead')],
  ['filingCovered', ['facility-filings'], is('filing')],
  ['remainderPublicForest', ['forests'], left(is('publicForest'))],
  ['remainderCommercialForest', ['forests'], left(isCommercialForest)],
  ['remainderForest', ['land-use'], left(isForest)],
  ['remainderGrassland', ['land-use'], left(isGrassland)],
  ['nonGrainInZone', ['planting', 'grain-zones'], both(is('nonGrain'), is('grainZone'))],
  ['untilled', ['planting'], is('untilled')],
  ['untilledTwice', ['planting', 'survey-before'], both(is('untilled'), is('untilledBefore'))],
  ['roadBelt', ['land-use', 'roads'], both(isBesideRoad, is('roadBelt'))],
  [
    'roadBeltBeyond',
    ['land-use', 'roads'],
    both(isBesideRoad, (has, { isInBelt }) => isInBelt && !has('roadBelt')),
  ],
  ['farmPark', ['farm-parks'], is('farmPark')],
]

const known = new Map<number, readonly LedgerEntry[]>()

/** The entries in which ground of a combination of kinds counts. Combinations come again and again. */
function entriesOf(present: number, report: Standing): readonly LedgerEntry[] {
  const key =
    8 * (present >>> 0) + (report.isInBelt ? 4 : 0) + (report.filing ? 2 : 0) + (report.road ? 1 : 0)
  const found =
    known.get(key) ??
    ENTRIES.filter(([, , test]) => test((kind) => (present & bitOf(kind)) !== 0, report)).map(
      ([entry]) => entry,
    )
  known.set(key, found)
  return found
}

/**
 * The area ledger of a patch, m² in the plane, out of what its combinations of ground hold: the same entries as
 * land.ledger gives, from a definition of its own. Entries of a missing layer are absent.
 */
export function accountOf(
  combinations: ReadonlyMap<number, number>,
  there: ReadonlySet<Need>,
  report: Standing,
): Map<LedgerEntry, number> {
  const account = new Map<LedgerEntry, number>()
  for (const [entry, needs] of ENTRIES) if (needs.every((need) => there.has(need))) account.set(entry, 0)
  for (const [present, m2] of combinations)
    for (const entry of entriesOf(present, report)) {
      const sum = account.get(entry)
      if (sum !== undefined) account.set(entry, sum + m2)
    }
  return account
}
