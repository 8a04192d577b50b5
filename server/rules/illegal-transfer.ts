import { definePaperRule } from './rule.ts'

/** NA-15 · 非法转让土地、集体土地非农出租: by contracts only. */
export const illegalTransfer = definePaperRule({
  id: 'NA-15',
  code: 'ILLEGAL_TRANSFER',
  name: '非法转让土地、集体土地非农出租',
  nameEn: 'Unlawful transfer, or collective land let for non-farm use',
  statute: '土地管理法 74、82；土地管理法实施条例 54、60',
  lead: 'NR',
  about: {
    severity: 'medium',
    condition: '有合同等证据证明买卖、非法转让土地，或擅自将集体土地出让、转让、出租用于非农业建设',
    conditionEn:
      'Contracts show land bought, sold or transferred unlawfully, or collective land let for non-farm building',
    consequence: '没收违法所得；非法转让处违法所得 10–50 % 罚款，集体土地非农出租处 10–30 %',
    consequenceEn:
      'Confiscate the gains; fine of 10–50 % of them for a transfer, 10–30 % for collective land',
    attributes: [],
  },
  byHand: {
    severity: 'medium',
    checklist: ['contracts', 'gains', 'landRight', 'partyIdentity', 'fieldCheck'],
  },
})
