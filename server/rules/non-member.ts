import { permitsInForce } from './registers.ts'
import { isRuralDwelling } from './report-kinds.ts'
import { defineRule } from './rule.ts'

/**
 * HS-06 · 非本集体成员建房: the builder of a dwelling is no member of the collective. Membership was checked with the approval:
 * only without one an unknown member is a doubt.
 */
export const nonMember = defineRule({
  id: 'HS-06',
  code: 'NON_MEMBER',
  name: '非本集体成员占地建房',
  nameEn: 'Dwelling of somebody outside the collective',
  statute: '土地管理法 62、77（路径待确认）',
  lead: 'AG',
  assist: ['NR'],
  needs: ['homestead-approvals'],
  about: {
    severity: 'medium',
    condition: '建房人不是本集体经济组织成员；身份不明且无批准的存疑',
    conditionEn: 'The builder is no member of the collective; unknown and unapproved it is a doubt',
    consequence: '不适用第七十八条，按第七十七条处理',
    consequenceEn: 'Goes by article 77 instead of 78',
    attributes: ['use', 'partyKind', 'collectiveMember'],
  },
  appliesTo: isRuralDwelling,
  judge(context) {
    const { report, finding, doubt, area, areas } = context
    if (report.collectiveMember === true) return []
    if (report.collectiveMember === null)
      return permitsInForce(context, 'homestead-approvals').length > 0
        ? []
        : [doubt('attribute-missing', 'collectiveMember', area('patch'))]
    return [
      finding({
        severity: 'medium',
        measured: area('patch'),
        missing: ['fieldCheck', 'membership', 'householdRegister'],
        numbers: areas('patch', 'homesteadCovered'),
      }),
    ]
  },
})
