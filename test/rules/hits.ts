import { mu, muToSquareMetres, squareMetres } from '../../domain/units.ts'
import type { LandUse } from '../../domain/report.ts'
import { aPermit, type PermitWords } from '../../fixtures/builders/facts.ts'
import type { Situation } from './said.ts'
const heap = { type: 'TD', use: 'other', today: '2027-06-01', reportedOn: '2027-05-01' } as const
const temporary = [
  aPermit({ role: 'temporary-use', issuedOn: '2024-01-10', expiresOn: '2026-01-09', timing: 'expired' }),
]

const m2 = squareMetres
const house = { use: 'dwelling', partyKind: 'villager' } as const
const permitted = [
  aPermit({
    role: 'rural-permits',
    covered: 700,
    excess: 300,
    approvedArea: 700,
    use: 'industrial',
    storeys: 1,
  }),
]
const filed = (use: LandUse, words: Partial<PermitWords> = {}) =>
  aPermit({ role: 'facility-filings', use, ...words })

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
  'NG-02': {
    report: { type: '03', use: 'forest' },
    ground: { ledger: { cultivated: 900, roadBelt: 300, roadBeltBeyond: 600 } },
  },
  'NG-03': { report: { type: 'SM', use: 'lake' }, ground: { ledger: { cultivated: 500 } } },
  'NG-04': { report: { type: '02', use: 'orchard' }, ground: { ledger: { basicFarmland: 500 } } },
  'NG-05': { report: { type: '04', use: 'turf' }, ground: { ledger: { basicFarmland: 500 } } },
  'NG-06': { report: { type: '04', use: 'turf' }, ground: { ledger: { remainderOrdinaryCultivated: 500 } } },
  'NG-07': { report: { type: '02', use: 'orchard' }, ground: { ledger: { cultivated: 500 } } },
  'NG-08': {
    report: { type: '02', use: 'orchard', tillageLayer: 'intact' },
    ground: { ledger: { cultivated: 500 } },
  },
  'NG-09': { report: { type: '01', use: null }, ground: { ledger: { nonGrainInZone: 500 } } },
  'NG-10': { report: { type: '01', use: null }, ground: { ledger: { cultivated: 500, untilledTwice: 500 } } },
  'GH-01': {
    report: { use: 'tourism' },
    ground: { ledger: { farmPark: 1_000, remainderOtherAgricultural: 1_000 } },
  },
  'GH-02': { report: { use: 'dwelling', isInGreenhouse: true, isHardened: true } },
  'GH-03': { report: { use: 'guardHouse' } },
  'GH-04': {
    report: { use: 'commercial' },
    ground: { ledger: { filingCovered: 1_000 }, classes: { '1202': 1_000 }, permits: [filed('guardHouse')] },
  },
  'GH-05': { report: { use: 'livestock' } },
  'GH-06': { report: { use: 'livestock' }, ground: { ledger: { filingCovered: 700 } } },
  'GH-07': { report: { use: 'livestock', ancillaryAreaM2: m2(80), projectAreaM2: m2(500) } },
  'GH-08': { report: { use: 'livestock' }, ground: { ledger: { basicFarmland: 500 } } },
  'GH-09': {
    report: { use: 'livestock' },
    ground: { ledger: { filingCovered: 1_000 }, permits: [filed('livestock', { expiresOn: '2025-06-14' })] },
  },
  'GH-10': {
    ground: {
      ledger: { filingCovered: 1_000, remainderOtherAgricultural: 1_000 },
      classes: { '1202': 1_000 },
      permits: [filed('livestock')],
    },
  },
  'RP-01': { ground: { ledger: { ruralArea: 1_000 } } },
  'RP-02': { ground: { ledger: { ruralArea: 1_000, ruralPermitCovered: 700 }, permits: permitted } },
  'RP-03': { ground: { ledger: { ruralArea: 1_000, ruralPermitCovered: 700 }, permits: permitted } },
  'RP-04': {
    report: { storeys: 2 },
    ground: { ledger: { ruralArea: 1_000, ruralPermitCovered: 700 }, permits: permitted },
  },
  'RP-05': { ground: { ledger: { ruralArea: 1_000, remainderCultivated: 500 } } },
  'RP-06': { ground: { permits: [] } },
  'RP-07': { report: { isPermanent: false }, ground: { permits: [] } },
  'RP-08': { report: { isActive: true }, ground: { permits: [] } },
  'RP-09': { ground: { permits: [aPermit({ role: 'accepted-projects' })] } },
  'HS-01': { report: house },
  'HS-02': { report: { ...house, otherHomesteads: 1 } },
  'HS-03': {
    report: house,
    ground: {
      patch: 120,
      ledger: { homesteadCovered: 90 },
      permits: [aPermit({ role: 'homestead-approvals', covered: 90, excess: 30, approvedArea: 90 })],
    },
  },
  'HS-04': { report: house, ground: { ledger: { basicFarmland: 500 } } },
  'HS-05': { report: house, ground: { ledger: { remainderCultivated: 500 } } },
  'HS-06': { report: { ...house, collectiveMember: false } },
  'ES-01': { ground: { patch: 9_000, ledger: { remainderBasicFarmland: muToSquareMetres(mu(6)) } } },
  'ES-02': { ground: { patch: 9_000, ledger: { remainderOrdinaryCultivated: muToSquareMetres(mu(12)) } } },
  'ES-03': { ground: { patch: 9_000, ledger: { remainderPublicForest: muToSquareMetres(mu(6)) } } },
  'ES-04': { ground: { patch: 20_000, ledger: { remainderGrassland: muToSquareMetres(mu(25)) } } },
  'ES-09': { report: { involvesOfficial: true } },
  'ES-10': { report: { isObstructed: true } },
  'ES-11': { ground: { patch: 9_000, ledger: { remainderBasicFarmland: muToSquareMetres(mu(4.5)) } } },
}
