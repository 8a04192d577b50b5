import type { MissingEvidence, ThresholdKey } from '../../domain/rule.ts'

// Written by `npm run docs:rules` from the rules themselves, as each reads and asks where it finds something; do not edit.

interface Asked {
  figures: readonly ThresholdKey[]
  evidence: readonly MissingEvidence[]
}

/** The figures that a rule compares with, and the evidence that it asks for. */
export const ASKED_BY_RULES: Readonly<Record<string, Asked>> = {
  'NA-01': { figures: ['overlay.noiseM2', 'overlay.sliverM2'], evidence: ['fieldCheck', 'approvalPapers'] },
  'NA-02': { figures: ['overlay.noiseM2', 'overlay.sliverM2'], evidence: ['fieldCheck', 'approvalPapers'] },
  'NA-03': {
    figures: ['overlay.noiseM2', 'overlay.sliverM2'],
    evidence: ['destructionAppraisal', 'fieldCheck'],
  },
  'NA-04': { figures: ['overlay.noiseM2', 'overlay.sliverM2'], evidence: ['fieldCheck', 'approvalPapers'] },
  'NA-05': {
    figures: ['overlay.noiseM2', 'overlay.sliverM2'],
    evidence: ['fieldCheck', 'approvalPapers', 'landRight'],
  },
  'NA-06': { figures: ['overlay.noiseM2', 'overlay.sliverM2'], evidence: ['fieldCheck', 'approvalPapers'] },
  'NA-07': {
    figures: ['overlay.noiseM2', 'overlay.sliverM2'],
    evidence: ['fieldCheck', 'redLineOpinion', 'approvalPapers'],
  },
  'NA-08': { figures: ['overlay.noiseM2', 'overlay.sliverM2'], evidence: ['fieldCheck', 'planOpinion'] },
  'NA-09': { figures: ['overlay.noiseM2', 'overlay.sliverM2'], evidence: ['planOpinion'] },
  'NA-10': { figures: ['building.sliverM2'], evidence: ['fieldCheck', 'returnRecord'] },
  'NA-11': {
    figures: ['building.sliverM2', 'tempLand.restoreMonths'],
    evidence: ['fieldCheck', 'restorationAcceptance'],
  },
  'NA-12': { figures: ['building.sliverM2'], evidence: ['fieldCheck', 'permanence'] },
  'NA-13': { figures: ['overlay.noiseM2', 'overlay.sliverM2'], evidence: ['fieldCheck', 'pollutionReport'] },
  'NA-14': {
    figures: ['overlay.noiseM2', 'overlay.sliverM2', 'building.sliverM2'],
    evidence: ['fieldCheck', 'planOpinion', 'earlierFootprint'],
  },
  'NA-15': { figures: [], evidence: ['contracts', 'gains', 'landRight', 'partyIdentity', 'fieldCheck'] },
  'NA-16': {
    figures: [
      'overlay.noiseM2',
      'overlay.sliverM2',
      'building.sliverM2',
      'idle.feeYears',
      'idle.takeBackYears',
    ],
    evidence: ['fieldCheck', 'approvalPapers', 'startRecord'],
  },
  'NG-01': { figures: ['overlay.noiseM2', 'overlay.sliverM2'], evidence: ['fieldCheck', 'approvalPapers'] },
  'NG-02': {
    figures: ['overlay.noiseM2', 'overlay.sliverM2', 'greenBelt.mainRoadM', 'greenBelt.localRoadM'],
    evidence: ['fieldCheck', 'rightOfWay', 'greeningPlan'],
  },
  'NG-03': {
    figures: ['overlay.noiseM2', 'overlay.sliverM2'],
    evidence: ['fieldCheck', 'approvalPapers', 'tillageLayerCheck'],
  },
  'NG-04': {
    figures: ['overlay.noiseM2', 'overlay.sliverM2'],
    evidence: ['fieldCheck', 'tillageLayerCheck'],
  },
  'NG-05': {
    figures: ['overlay.noiseM2', 'overlay.sliverM2'],
    evidence: ['fieldCheck', 'tillageLayerCheck'],
  },
  'NG-06': {
    figures: ['overlay.noiseM2', 'overlay.sliverM2'],
    evidence: ['fieldCheck', 'approvalPapers', 'tillageLayerCheck'],
  },
  'NG-07': {
    figures: ['overlay.noiseM2', 'overlay.sliverM2'],
    evidence: ['fieldCheck', 'approvalPapers', 'tillageLayerCheck'],
  },
  'NG-08': { figures: ['overlay.noiseM2', 'overlay.sliverM2'], evidence: ['plantingSurvey'] },
  'NG-09': { figures: ['overlay.noiseM2', 'overlay.sliverM2'], evidence: ['fieldCheck', 'plantingSurvey'] },
  'NG-10': {
    figures: ['overlay.noiseM2', 'overlay.sliverM2', 'abandoned.years'],
    evidence: ['fieldCheck', 'plantingSurvey'],
  },
  'GH-01': {
    figures: ['overlay.noiseM2', 'overlay.sliverM2', 'building.sliverM2'],
    evidence: ['fieldCheck', 'filingPapers', 'approvalPapers'],
  },
  'GH-02': { figures: [], evidence: ['fieldCheck', 'hardeningSurvey', 'tillageLayerCheck'] },
  'GH-03': { figures: ['guardHouse.maxAreaM2', 'guardHouse.maxStoreys'], evidence: ['fieldCheck'] },
  'GH-04': {
    figures: ['overlay.noiseM2', 'building.sliverM2', 'inside.minShare'],
    evidence: ['fieldCheck', 'filingPapers'],
  },
  'GH-05': {
    figures: ['overlay.noiseM2', 'facility.minFiledShare'],
    evidence: ['filingPapers', 'fieldCheck'],
  },
  'GH-06': { figures: ['overlay.noiseM2', 'overlay.sliverM2'], evidence: ['filingPapers', 'fieldCheck'] },
  'GH-07': {
    figures: [
      'facility.ancillaryCattleShare',
      'facility.ancillaryLivestockShare',
      'facility.ancillaryLivestockMaxMu',
    ],
    evidence: ['fieldCheck', 'filingPapers', 'ancillarySurvey'],
  },
  'GH-08': {
    figures: ['overlay.noiseM2', 'overlay.sliverM2'],
    evidence: ['fieldCheck', 'filingPapers', 'tillageLayerCheck'],
  },
  'GH-09': {
    figures: ['building.sliverM2'],
    evidence: ['fieldCheck', 'filingPapers', 'restorationAcceptance'],
  },
  'GH-10': {
    figures: ['overlay.noiseM2', 'overlay.sliverM2', 'building.sliverM2'],
    evidence: ['fieldCheck', 'filingPapers', 'approvalPapers'],
  },
  'RP-01': { figures: ['overlay.noiseM2', 'overlay.sliverM2'], evidence: ['permitPapers', 'fieldCheck'] },
  'RP-02': {
    figures: [
      'overlay.noiseM2',
      'overlay.sliverM2',
      'building.sliverM2',
      'rural.footprintToleranceShare',
      'rural.footprintToleranceM2',
    ],
    evidence: ['permitPapers', 'fieldCheck'],
  },
  'RP-03': {
    figures: ['overlay.noiseM2', 'overlay.sliverM2', 'building.sliverM2'],
    evidence: ['permitPapers', 'fieldCheck'],
  },
  'RP-04': {
    figures: ['overlay.noiseM2', 'overlay.sliverM2', 'building.sliverM2'],
    evidence: ['permitPapers', 'fieldCheck'],
  },
  'RP-05': {
    figures: ['overlay.noiseM2', 'overlay.sliverM2'],
    evidence: ['fieldCheck', 'approvalPapers', 'permitPapers'],
  },
  'RP-06': { figures: ['overlay.noiseM2', 'overlay.sliverM2'], evidence: ['permitPapers', 'fieldCheck'] },
  'RP-07': {
    figures: ['overlay.noiseM2', 'overlay.sliverM2'],
    evidence: ['fieldCheck', 'permitPapers', 'permanence'],
  },
  'RP-08': { figures: ['worksPermit.minFloorAreaM2'], evidence: ['fieldCheck', 'worksPermit'] },
  'RP-09': {
    figures: ['overlay.noiseM2', 'overlay.sliverM2', 'building.sliverM2', 'inside.minShare'],
    evidence: ['fieldCheck', 'acceptanceRecord', 'permitPapers'],
  },
  'HS-01': { figures: ['overlay.noiseM2'], evidence: ['fieldCheck', 'approvalPapers', 'householdRegister'] },
  'HS-02': { figures: [], evidence: ['fieldCheck', 'householdRegister'] },
  'HS-03': {
    figures: ['overlay.noiseM2', 'building.sliverM2', 'homestead.maxAreaM2', 'homestead.leastLimitM2'],
    evidence: ['fieldCheck', 'approvalPapers'],
  },
  'HS-04': {
    figures: ['overlay.noiseM2', 'overlay.sliverM2'],
    evidence: ['fieldCheck', 'householdRegister'],
  },
  'HS-05': { figures: ['overlay.noiseM2', 'overlay.sliverM2'], evidence: ['fieldCheck', 'approvalPapers'] },
  'HS-06': { figures: [], evidence: ['fieldCheck', 'membership', 'householdRegister'] },
  'ES-01': { figures: ['crime.pbfMu'], evidence: ['destructionAppraisal', 'fieldCheck', 'partyIdentity'] },
  'ES-02': {
    figures: ['crime.farmlandMu'],
    evidence: ['destructionAppraisal', 'fieldCheck', 'partyIdentity'],
  },
  'ES-03': {
    figures: [
      'overlay.noiseM2',
      'crime.publicForestMu',
      'crime.commercialForestMu',
      'crime.forestRepeatShare',
    ],
    evidence: ['destructionAppraisal', 'fieldCheck', 'partyIdentity', 'penaltyRecord'],
  },
  'ES-04': {
    figures: ['crime.grasslandMu', 'crime.grasslandRepeatMu'],
    evidence: ['destructionAppraisal', 'fieldCheck', 'partyIdentity'],
  },
  'ES-05': {
    figures: ['crime.pbfMu', 'crime.farmlandMu', 'crime.cumulativeYears'],
    evidence: ['destructionAppraisal', 'partyIdentity', 'penaltyRecord'],
  },
  'ES-06': { figures: [], evidence: ['contracts', 'gains', 'landRight', 'partyIdentity', 'fieldCheck'] },
  'ES-07': { figures: [], evidence: ['approvalDocuments', 'officialRole', 'lossAppraisal', 'fieldCheck'] },
  'ES-08': {
    figures: ['ratio.illegalFarmland', 'ratio.illegalFarmlandWarn', 'ratio.illegalFarmlandWatch'],
    evidence: ['statistics'],
  },
  'ES-09': { figures: [], evidence: ['officialRole', 'partyIdentity'] },
  'ES-10': { figures: [], evidence: ['obstructionRecord', 'partyIdentity'] },
  'ES-11': { figures: ['crime.pbfMu', 'crime.farmlandMu', 'crime.nearShare'], evidence: ['fieldCheck'] },
}
