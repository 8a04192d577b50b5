import { defineRule } from './rule.ts'

/** GH-03 · 看护房超标: the bound itself is allowed (22.5 m² in the north, single storey); high from two storeys. */
export const guardHouseOversize = defineRule({
  id: 'GH-03',
  code: 'GUARD_HOUSE_OVERSIZE',
  name: '看护房超标',
  nameEn: 'Guard house over size',
  statute: '大棚房专项整治看护房标准（农农发）；土地管理法 75、77',
  lead: 'AG',
  needs: [],
  appliesTo: (report) => report.use === 'guardHouse',
  judge({ report, thresholds, finding, area }) {
    const footprint = area('patch')
    const { 'guardHouse.maxAreaM2': maxArea, 'guardHouse.maxStoreys': maxStoreys } = thresholds
    const isTooLarge = footprint > maxArea.value
    const isTooHigh = report.storeys !== null && report.storeys > maxStoreys.value
    if (!isTooLarge && !isTooHigh) return []

    const numbers = { patch: footprint, storeys: report.storeys ?? '不详' }
    const missing = ['fieldCheck', ...(report.storeys === null ? (['storeys'] as const) : [])] as const
    return [
      isTooHigh
        ? finding({
            severity: 'high',
            measured: report.storeys!,
            unit: 'count',
            threshold: 'guardHouse.maxStoreys',
            missing,
            numbers,
          })
        : finding({
            severity: 'medium',
            measured: footprint,
            threshold: 'guardHouse.maxAreaM2',
            missing,
            numbers,
          }),
    ]
  },
})
