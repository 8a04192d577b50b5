import type { Thresholds } from '../../domain/rule.ts'
import { squareMetres, squareMetresToMu } from '../../domain/units.ts'
import { CRIME_LINES, isDestructionUnknown, lineM2, mayDestroy, type CrimeLine } from './crime-lines.ts'
import { defineRule } from './rule.ts'

const nearM2 = (line: CrimeLine, thresholds: Thresholds) =>
  thresholds['crime.nearShare'].value * lineM2(line, thresholds)

/** ES-11 · 接近刑事标准: at least 80 % of a criminal line and below it; a warning, no escalation. */
export const crimeNear = defineRule({
  id: 'ES-11',
  code: 'CRIME_NEAR',
  name: '接近刑事标准',
  nameEn: 'Near a criminal line',
  statute: '刑法 342；法释〔2000〕14号 第三条（80 % 为本系统提案）',
  lead: 'NR',
  needs: ['land-use', 'basic-farmland', 'land-approvals'],
  about: {
    severity: 'medium',
    condition: '达到 ES-01、ES-02 标准的 80 % 而未达到',
    conditionEn: 'From 80 % of the lines of ES-01 and ES-02, and below them',
    consequence: '预警，及早制止',
    consequenceEn: 'A warning: stop it early',
    attributes: ['type', 'use', 'tillageLayer'],
  },
  appliesTo: (report, ground, thresholds) =>
    mayDestroy(report) &&
    !isDestructionUnknown(report) &&
    Object.values(CRIME_LINES).some((line) => ground.ledger.remainder.area >= nearM2(line, thresholds)),
  judge: ({ thresholds, finding, area }) =>
    Object.values(CRIME_LINES)
      .filter((line) => area(line.entry) >= nearM2(line, thresholds))
      .filter((line) => area(line.entry) < lineM2(line, thresholds))
      .map((line) =>
        finding({
          severity: 'medium',
          measured: area(line.entry) / lineM2(line, thresholds),
          unit: 'ratio',
          threshold: 'crime.nearShare',
          missing: ['fieldCheck'],
          numbers: {
            [line.entry]: area(line.entry),
            mu: squareMetresToMu(squareMetres(area(line.entry))),
            lineMu: thresholds[line.threshold].value,
          },
        }),
      ),
})
