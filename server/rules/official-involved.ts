import { defineRule } from './rule.ts'

/** ES-09 · 公职人员责任: a public official is among those responsible for what other rules accuse of. */
export const officialInvolved = defineRule({
  id: 'ES-09',
  code: 'OFFICIAL_INVOLVED',
  name: '公职人员责任',
  nameEn: 'Public official responsible',
  statute: '土地管理法 71；公职人员政务处分法',
  lead: 'SV',
  assist: ['NR'],
  needs: [],
  about: {
    severity: 'high',
    condition: '违法责任人中有公职人员（图斑属性载明，或凭材料手工提出）',
    conditionEn: 'A public official among those responsible, by the report or raised by hand',
    consequence: '移送监委，可预警谈话',
    consequenceEn: 'Refer to the supervisory commission; an early-warning talk may follow',
    attributes: ['involvesOfficial', 'partyKind'],
  },
  byHand: { severity: 'high', checklist: ['officialRole', 'partyIdentity'] },
  escalates: true,
  appliesTo: ({ involvesOfficial, partyKind }) => involvesOfficial === true || partyKind === 'official',
  judge: ({ finding, area, areas }) => [
    finding({
      severity: 'high',
      measured: area('patch'),
      missing: ['officialRole', 'partyIdentity'],
      numbers: areas('patch', 'remainder'),
    }),
  ],
})
