import type { ReportFacts } from '../../domain/report.ts'
import type { MissingEvidence } from '../../domain/rule.ts'

/** Evidence that several rules ask for, where the report does not bring it. */

/** Unknown use: the thing built is non-agricultural unless shown otherwise, and showing it is still open. */
export const useOf = (report: ReportFacts): MissingEvidence[] => (report.use === null ? ['use'] : [])

/** A dwelling of an unknown builder: villager or not decides between 土地管理法 78 and 77. */
export const builderOf = (report: ReportFacts): MissingEvidence[] =>
  report.use === 'dwelling' && report.partyKind === null ? ['partyIdentity'] : []

/** Unknown act date: approvals were then compared with the image or the report instead. */
export const actDateOf = (report: ReportFacts): MissingEvidence[] =>
  report.actOn === null ? ['actDate'] : []

export const tillageLayerOf = (report: ReportFacts): MissingEvidence[] =>
  report.tillageLayer === null ? ['tillageLayerCheck'] : []
