import { permitsInForce } from './registers.ts'
import { isRuralDwelling } from './report-kinds.ts'
import { defineRule } from './rule.ts'

/**
 * HS-02 · 一户多宅: the household has another homestead, by approvals and other reports. Whether it has one, the township checked
 * when it approved this dwelling: only without an approval an unknown household is a doubt.
 */
export const moreThanOneHomestead = defineRule({
  id: 'HS-02',
  code: 'MORE_THAN_ONE',
  name: '一户多宅',
  nameEn: 'More than one homestead a household',
  statute: '土地管理法 62',
  lead: 'AG',
  assist: ['TW'],
  needs: ['homestead-approvals'],
  about: {
    severity: 'medium',
    condition: '同一农户编号另有宅基地批准或住宅图斑；农户不明且无批准的存疑',
    conditionEn:
      'The same household id has another homestead approval or dwelling; unknown and unapproved it is a doubt',
    consequence: '多占的宅基地退还；继承等情形由村集体、乡镇核实',
    consequenceEn:
      'The extra homestead is returned; inheritance and the like are for village and township to check',
    attributes: ['use', 'partyKind', 'householdId'],
  },
  appliesTo: isRuralDwelling,
  judge(context) {
    const { report, finding, doubt, area, areas } = context
    const { otherHomesteads } = report
    if (otherHomesteads === null)
      return permitsInForce(context, 'homestead-approvals').length > 0
        ? []
        : [doubt('attribute-missing', 'householdId', area('patch'))]
    if (otherHomesteads === 0) return []
    return [
      finding({
        severity: 'medium',
        measured: 1 + otherHomesteads,
        allowed: 1,
        unit: 'count',
        missing: ['fieldCheck', 'householdRegister'],
        numbers: areas('patch', 'homesteadCovered'),
      }),
    ]
  },
})
