import { mu, muToSquareMetres } from '../../domain/units.ts'
import { aPermit } from '../../fixtures/builders/facts.ts'
import type { Situation } from './said.ts'

const house = { use: 'dwelling', partyKind: 'villager' } as const
const permitted = [aPermit({ role: 'rural-permits', covered: 700, excess: 300, approvedArea: 700 })]

/** For each rule a situation in which it has something to find, for what all rules have in common. */
export const HITS: Readonly<Record<string, Situation>> = {
  'NA-01': { ground: { ledger: { remainderBasicFarmland: 500 } } },
  'NA-02': { ground: { ledger: { remainderCultivated: 500 } } },
  'NA-04': { ground: { ledger: { remainderOtherAgricultural: 500 } } },
  'NA-06': { ground: { ledger: { coveredLandApproval: 700, remainder: 300 } } },
  'NA-07': { ground: { ledger: { remainderRedLine: 500 } } },
  'NA-08': { ground: { ledger: { remainderOutsideBoundaries: 500 } } },
  'NA-09': {},
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
  'ES-11': { ground: { patch: 9_000, ledger: { remainderBasicFarmland: muToSquareMetres(mu(4.5)) } } },
}
