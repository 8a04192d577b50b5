import { squareMetres, squareMetresToMu } from '../../domain/units.ts'
import { CRIME_LINES, lineM2, mayDestroy } from './crime-lines.ts'
import { defineRule } from './rule.ts'

/** ES-11 · 接近刑事标准: at least 80 % of a criminal line and below it; a warning, no escalation. */
export const crimeNear = defineRule({
  id: 'ES-11',
  code: 'CRIME_NEAR',
  name: '接近刑事标准',
  nameEn: 'Near a criminal line',
  statute: '领域规则 ES-11（提案）；法释〔2000〕14号 第三条',
  lead: 'NR',
  needs: ['land-use', 'basic-farmland', 'land-approvals'],
  appliesTo: mayDestroy,
  judge({ thresholds, finding, area }) {
    const near = thresholds['crime.nearShare'].value
    return Object.values(CRIME_LINES).flatMap((line) => {
      const taken = area(line.entry)
      const full = lineM2(line, thresholds)
      if (taken < near * full || taken >= full) return []
      return [
        finding({
          severity: 'medium',
          measured: taken / full,
          unit: 'ratio',
          threshold: 'crime.nearShare',
          missing: ['fieldCheck'],
          numbers: {
            [line.entry]: taken,
            mu: squareMetresToMu(squareMetres(taken)),
            lineMu: thresholds[line.threshold].value,
          },
        }),
      ]
    })
  },
})
