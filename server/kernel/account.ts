import type { LayerRole } from '../../domain/layer.ts'
import type { LedgerEntry } from '../../domain/ledger.ts'
import { bitOf, type Kind } from './kinds.ts'

/** What decides of one report which coverage counts for it (sql/functions/07_overlay.sql). */
export interface Coverage {
  filing: boolean
  road: boolean
}

type Test = (has: (kind: Kind) => boolean, counts: Coverage) => boolean

const isUrban: Test = (has) => has('urban')
// Ground that polygons of two groups claim goes to the first.
const isCultivated: Test = (has) => has('cultivated')
const isOtherAgricultural: Test = (has) => has('otherAgricultural') && !has('cultivated')
const isConstruction: Test = (has) => has('construction') && !has('cultivated') && !has('otherAgricultural')
const isUnused: Test = (has) =>
  has('unused') && !has('cultivated') && !has('otherAgricultural') && !has('construction')
const isUnsurveyed: Test = (has) =>
  !has('cultivated') && !has('otherAgricultural') && !has('construction') && !has('unused')
const isConform: Test = (has) => has('conformingZone') && !has('basicFarmland') && !has('redLine')

// Legal coverage, in the order of domain rules 3.1 step 5; each without what stands before it.
const byApproval: Test = (has) => has('landApproval')
const byTemporaryUse: Test = (has) => has('temporaryUse') && !has('landApproval')
const byFiling: Test = (has, counts) =>
  counts.filing && has('filing') && !has('landApproval') && !has('temporaryUse')
const byRoad: Test = (has, counts) =>
  counts.road &&
  has('ruralRoad') &&
  !has('landApproval') &&
  !has('temporaryUse') &&
  !(counts.filing && has('filing'))
const isLeft: Test = (has, counts) =>
  !has('landApproval') &&
  !has('temporaryUse') &&
  !(counts.filing && has('filing')) &&
  !(counts.road && has('ruralRoad'))

const left =
  (test: Test): Test =>
  (has, counts) =>
    isLeft(has, counts) && test(has, counts)

const not =
  (test: Test): Test =>
  (has, counts) =>
    !test(has, counts)

/** An entry of the ledger (domain/ledger.ts), the layers without which it is not measured, and which ground it is. */
const ENTRIES: readonly (readonly [entry: LedgerEntry, needs: readonly LayerRole[], test: Test])[] = [
  ['patch', [], () => true],
  ['cultivated', ['land-use'], isCultivated],
  ['otherAgricultural', ['land-use'], isOtherAgricultural],
  ['construction', ['land-use'], isConstruction],
  ['unused', ['land-use'], isUnused],
  ['unsurveyed', ['land-use'], isUnsurveyed],
  ['basicFarmland', ['basic-farmland'], (has) => has('basicFarmland')],
  ['redLine', ['eco-red-line'], (has) => has('redLine')],
  ['planConform', ['plan-zones'], isConform],
  ['planContrary', ['plan-zones'], not(isConform)],
  ['coveredLandApproval', ['land-approvals'], byApproval],
  ['coveredTemporaryUse', ['temporary-use'], byTemporaryUse],
  ['coveredFacilityFiling', ['facility-filings'], byFiling],
  ['coveredRuralRoad', ['land-use'], byRoad],
  ['remainder', [], isLeft],
  ['remainderCultivated', ['land-use'], left(isCultivated)],
  [
    'remainderOrdinaryCultivated',
    ['land-use', 'basic-farmland'],
    left((has) => has('cultivated') && !has('basicFarmland')),
  ],
  ['remainderOtherAgricultural', ['land-use'], left(isOtherAgricultural)],
  ['remainderConstruction', ['land-use'], left(isConstruction)],
  ['remainderUnused', ['land-use'], left(isUnused)],
  ['remainderUnsurveyed', ['land-use'], left(isUnsurveyed)],
  ['remainderBasicFarmland', ['basic-farmland'], left((has) => has('basicFarmland'))],
  ['remainderRedLine', ['eco-red-line'], left((has) => has('redLine'))],
  [
    'remainderOutsideBoundaries',
    ['urban-boundary', 'village-boundary'],
    left((has) => !has('urban') && !has('village')),
  ],
  ['remainderPlanConform', ['plan-zones'], left(isConform)],
  ['remainderPlanContrary', ['plan-zones'], left(not(isConform))],
  ['ruralArea', ['urban-boundary'], not(isUrban)],
  ['ruralPermitCovered', ['rural-permits'], (has) => has('ruralPermit')],
  ['urbanPermitCovered', ['urban-permits'], (has) => has('urbanPermit')],
  ['homesteadCovered', ['homestead-approvals'], (has) => has('homestead')],
  ['filingCovered', ['facility-filings'], (has) => has('filing')],
]

const known = new Map<number, readonly LedgerEntry[]>()

/** The entries in which ground of a combination of kinds counts. Combinations come again and again. */
function entriesOf(present: number, counts: Coverage): readonly LedgerEntry[] {
  const key = 4 * (present >>> 0) + (counts.filing ? 2 : 0) + (counts.road ? 1 : 0)
  const found =
    known.get(key) ??
    ENTRIES.filter(([, , test]) => test((kind) => (present & bitOf(kind)) !== 0, counts)).map(
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
  roles: ReadonlySet<LayerRole>,
  counts: Coverage,
): Map<LedgerEntry, number> {
  const account = new Map<LedgerEntry, number>()
  for (const [entry, needs] of ENTRIES) if (needs.every((role) => roles.has(role))) account.set(entry, 0)
  for (const [present, m2] of combinations)
    for (const entry of entriesOf(present, counts)) {
      const sum = account.get(entry)
      if (sum !== undefined) account.set(entry, sum + m2)
    }
  return account
}
