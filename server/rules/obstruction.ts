import { defineRule } from './rule.ts'

/** ES-10 · 阻碍执法: an offence of its own, whatever becomes of the land. */
export const obstruction = defineRule({
  id: 'ES-10',
  code: 'OBSTRUCTION',
  name: '阻碍执法',
  nameEn: 'Obstruction of enforcement',
  statute: '土地管理法实施条例 61；刑法 277',
  lead: 'PS',
  assist: ['NR'],
  needs: [],
  about: {
    severity: 'high',
    condition: '以暴力、威胁或者拒不配合等方式阻碍执法（图斑属性载明，或凭材料手工提出）',
    conditionEn: 'Violence, threats or refusal against enforcement, by the report or raised by hand',
    consequence: '移送公安机关：治安管理处罚，构成妨害公务罪的追究刑事责任',
    consequenceEn: 'Transfer to the police: public-order penalty, or prosecution for obstruction',
    attributes: ['isObstructed'],
  },
  byHand: { severity: 'high', checklist: ['obstructionRecord', 'partyIdentity'] },
  appliesTo: ({ isObstructed }) => isObstructed === true,
  judge: ({ finding, area, areas }) => [
    finding({
      severity: 'high',
      measured: area('patch'),
      missing: ['obstructionRecord', 'partyIdentity'],
      numbers: areas('patch'),
    }),
  ],
})
