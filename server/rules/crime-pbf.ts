import { squareMetres, squareMetresToMu } from '../../domain/units.ts'
import { CRIME_LINES, lineM2, mayDestroy } from './crime-lines.ts'
import { defineRule } from './rule.ts'

const LINE = CRIME_LINES.basicFarmland

/** ES-01 · 涉嫌非法占用农用地罪·永久基本农田: reached, the bound included. */
export const crimePbf = defineRule({
  id: 'ES-01',
  code: 'CRIME_PBF',
  name: '涉嫌非法占用农用地罪·永久基本农田',
  nameEn: 'Criminal line, permanent basic farmland',
  statute: '刑法 342；法释〔2000〕14号 第三条',
  lead: 'NR',
  needs: ['basic-farmland', 'land-approvals'],
  appliesTo: mayDestroy,
  judge({ thresholds, finding, area }) {
    const taken = area(LINE.entry)
    if (taken < lineM2(LINE, thresholds)) return []
    return [
      finding({
        severity: 'critical',
        measured: squareMetresToMu(squareMetres(taken)),
        unit: 'mu',
        threshold: LINE.threshold,
        missing: ['destructionAppraisal', 'fieldCheck', 'partyIdentity'],
        numbers: { [LINE.entry]: taken },
      }),
    ]
  },
})
