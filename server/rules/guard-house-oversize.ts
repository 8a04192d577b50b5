import { defineRule } from './rule.ts'

/**
 * GH-03 · 看护房超标: the bounds themselves are allowed (22.5 m² in the north, single storey); high from two storeys. One
 * of unknown storeys is not shown to keep the standard, however small.
 */
export const guardHouseOversize = defineRule({
  id: 'GH-03',
  code: 'GUARD_HOUSE_OVERSIZE',
  name: '看护房超标',
  nameEn: 'Guard house over size',
  statute: '“大棚房”问题专项清理整治看护房标准；土地管理法 75、77',
  lead: 'AG',
  needs: [],
  about: {
    severity: 'medium；high：两层以上',
    condition: '看护房占地超过 22.5 m²，或超过一层；层数不明的存疑',
    conditionEn: 'A guard house over 22.5 m² or over one storey; unknown storeys are a doubt',
    consequence: '限期拆除超标部分',
    consequenceEn: 'Remove what is over the standard within a period',
    attributes: ['use', 'storeys'],
  },
  appliesTo: (report) => report.use === 'guardHouse',
  judge({ report: { storeys }, thresholds, finding, doubt, area }) {
    const footprint = area('patch')
    const isTooHigh = storeys !== null && storeys > thresholds['guardHouse.maxStoreys'].value
    const isTooLarge = footprint > thresholds['guardHouse.maxAreaM2'].value
    if (isTooHigh)
      return [
        finding({
          severity: 'high',
          measured: storeys,
          unit: 'count',
          threshold: 'guardHouse.maxStoreys',
          missing: ['fieldCheck'],
          numbers: { patch: footprint, storeys },
        }),
      ]
    if (isTooLarge)
      return [
        finding({
          severity: 'medium',
          measured: footprint,
          threshold: 'guardHouse.maxAreaM2',
          missing: storeys === null ? ['fieldCheck', 'storeys'] : ['fieldCheck'],
          numbers: { patch: footprint, ...(storeys !== null && { storeys }) },
        }),
      ]
    return storeys === null ? [doubt('attribute-missing', 'storeys')] : []
  },
})
