import type { LayerRole } from './layer.ts'
import { LEDGER_ENTRIES, type LedgerEntry } from './ledger.ts'

/** Without these layers an entry is absent from the ledger. */
export const LAYERS_OF_ENTRY: Record<LedgerEntry, readonly LayerRole[]> = {
  patch: [],
  cultivated: ['land-use'],
  otherAgricultural: ['land-use'],
  construction: ['land-use'],
  unused: ['land-use'],
  unsurveyed: ['land-use'],
  basicFarmland: ['basic-farmland'],
  redLine: ['eco-red-line'],
  planConform: ['plan-zones'],
  planContrary: ['plan-zones'],
  coveredLandApproval: ['land-approvals'],
  coveredSupply: ['land-approvals'],
  coveredRegistration: ['land-approvals'],
  coveredTemporaryUse: ['temporary-use'],
  coveredFacilityFiling: ['facility-filings'],
  coveredRuralRoad: ['land-use'],
  remainder: [],
  remainderCultivated: ['land-use'],
  remainderOrdinaryCultivated: ['land-use', 'basic-farmland'],
  remainderOtherAgricultural: ['land-use'],
  remainderConstruction: ['land-use'],
  remainderUnused: ['land-use'],
  remainderUnsurveyed: ['land-use'],
  remainderBasicFarmland: ['basic-farmland'],
  remainderRedLine: ['eco-red-line'],
  remainderOutsideBoundaries: ['urban-boundary', 'village-boundary'],
  remainderPlanConform: ['plan-zones'],
  remainderPlanContrary: ['plan-zones'],
  ruralArea: ['urban-boundary'],
  ruralPermitCovered: ['rural-permits'],
  urbanPermitCovered: ['urban-permits'],
  homesteadCovered: ['homestead-approvals'],
  filingCovered: ['facility-filings'],
  remainderPublicForest: ['forests'],
  remainderCommercialForest: ['forests'],
  remainderForest: ['land-use'],
  remainderGrassland: ['land-use'],
  nonGrainInZone: ['land-use', 'grain-zones'],
  untilled: ['land-use'],
  untilledTwice: ['land-use'],
  roadBelt: ['land-use', 'roads'],
  roadBeltBeyond: ['land-use', 'roads'],
  farmPark: ['farm-parks'],
}

/** What takes ground out of R, where it is there (domain rules 3.1 step 5). */
const COVERAGE: readonly LayerRole[] = ['land-approvals', 'temporary-use', 'facility-filings', 'land-use']
/** What plan conformity leaves out. */
const PROTECTED: readonly LayerRole[] = ['basic-farmland', 'eco-red-line']

/** Every layer whose borders may be borders of an entry: whoever sees its shape sees something of them. */
export function layersBehind(entry: LedgerEntry): LayerRole[] {
  const isRemainder = entry.startsWith('remainder')
  return [
    ...new Set([
      ...LAYERS_OF_ENTRY[entry],
      ...(isRemainder || entry.startsWith('covered') ? COVERAGE : []),
      ...(/Plan|^plan/.test(entry) ? PROTECTED : []),
    ]),
  ]
}

/** The entry that a word names, or null. */
export const ledgerEntryOf = (word: string): LedgerEntry | null =>
  LEDGER_ENTRIES.find((entry) => entry === word) ?? null
