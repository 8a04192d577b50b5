import { mu, muToSquareMetres, squareMetres } from '../../domain/units.ts'
import { aPermit } from '../../fixtures/builders/facts.ts'
import type { Situation } from './said.ts'

const heap = { type: 'TD', use: 'other', today: '2027-06-01', reportedOn: '2027-05-01' } as const
const temporary = [
  aPermit({ role: 'temporary-use', issuedOn: '2024-01-10', expiresOn: '2026-01-09', timing: 'expired' }),
]
const house = { use: 'dwelling', partyKind: 'villager' } as const
const permitted = [aPermit({ role: 'rural-permits', covered: 700, excess: 300, approvedArea: 700 })]

/** For each rule about reports a situation in which it has something to find, for what all rules have in common. */
export const HITS: Readonly<Record<string, Situation>> = {
  'NA-01': { ground: { ledger: { remainderBasicFarmland: 500 } } },
  'NA-02': { ground: { ledger: { remainderCultivated: 500 } } },
  'NA-03': { report: { tillageLayer: 'damaged' }, ground: { ledger: { remainderCultivated: 500 } } },
  'NA-04': { ground: { ledger: { remainderOtherAgricultural: 500 } } },
  'NA-05': { ground: { ledger: { remainderUnused: 500 } } },
  'NA-06': { ground: { ledger: { coveredLandApproval: 700, remainder: 300 } } },
  'NA-07': { ground: { ledger: { remainderRedLine: 500 } } },
  'NA-08': { ground: { ledger: { remainderOutsideBoundaries: 500 } } },
  'NA-09': {},
  'NA-10': { report: heap, ground: { permits: temporary } },
  'NA-11': { report: heap, ground: { permits: temporary } },
  'NA-12': { report: { isPermanent: true }, ground: { permits: temporary } },
  'NA-13': { report: heap, ground: { ledger: { remainderCultivated: 500 } } },
  'NA-14': {
    report: { previousFootprintM2: squareMetres(600) },
    ground: { ledger: { planConform: 0, planContrary: 1_000 } },
  },
  'NA-16': {
    report: { type: 'LT', use: null, reportedOn: '2027-05-01', today: '2027-06-01' },
    ground: { ledger: { cultivated: 500 }, permits: [aPermit({ role: 'idle-approvals' })] },
  },
  'NG-01': { report: { type: '03', use: null }, ground: { ledger: { cultivated: 500 } } },
  'NG-04': { report: { type: '02', use: 'orchard' }, ground: { ledger: { basicFarmland: 500 } } },
  'NG-07': { report: { type: '02', use: 'orchard' }, ground: { ledger: { cultivated: 500 } } },
  'GH-03': { report: { use: 'guardHouse' } },
  'GH-05': { report: { use: 'livestock' } },
  'GH-06': { report: { use: 'livestock' }, ground: { ledger: { filingCovered: 700 } } },
  'GH-08': { report: { use: 'livestock' }, ground: { ledger: { basicFarmland: 500 } } },
  'RP-01': { ground: { ledger: { ruralArea: 1_000 } } },
  'RP-02': { ground: { ledger: { ruralArea: 1_000, ruralPermitCovered: 700 }, permits: permitted } },
  'RP-03': { ground: { ledger: { ruralArea: 1_000, ruralPermitCovered: 700 }, permits: permitted } },
  'HS-01': { report: house },
  'HS-04': { report: house, ground: { ledger: { basicFarmland: 500 } } },
  'ES-01': { ground: { patch: 9_000, ledger: { remainderBasicFarmland: muToSquareMetres(mu(6)) } } },
  'ES-02': { ground: { patch: 9_000, ledger: { remainderOrdinaryCultivated: muToSquareMetres(mu(12)) } } },
  'ES-03': { ground: { patch: 9_000, ledger: { remainderPublicForest: muToSquareMetres(mu(6)) } } },
  'ES-04': { ground: { patch: 20_000, ledger: { remainderGrassland: muToSquareMetres(mu(25)) } } },
  'ES-09': { report: { involvesOfficial: true } },
  'ES-10': { report: { isObstructed: true } },
  'ES-11': { ground: { patch: 9_000, ledger: { remainderBasicFarmland: muToSquareMetres(mu(4.5)) } } },
}
