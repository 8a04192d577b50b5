import type { ThresholdUnit } from '../../../../domain/rule.ts'
import { decimal, inMu, inSquareMetres, percent, whole } from '../../format/area.ts'
import { t, wordOf } from '../../text/text.ts'

/** A measure with its unit, areas in both units of the field. */
export function quantity(value: number, unit: string | null): string {
  switch (unit as ThresholdUnit | null) {
    case 'm2':
      return `${inSquareMetres(value)} m² (${inMu(value)} ${t('unit.mu')})`
    case 'mu':
      return `${decimal(value)} ${t('unit.mu')}`
    case 'm':
      return `${decimal(value)} m`
    case 'ratio':
      return percent(value)
    case 'year':
    case 'month':
    case 'day':
      return `${decimal(value)} ${t(`unit.${unit as 'year' | 'month' | 'day'}`)}`
    case 'count':
      return whole(value)
    case null:
      return decimal(value)
  }
}

/** Numbers behind a finding that are no areas in m². */
const OTHER_UNITS: Readonly<Record<string, ThresholdUnit>> = {
  mu: 'mu',
  lineMu: 'mu',
  publicLineMu: 'mu',
  commercialLineMu: 'mu',
  acts: 'count',
  share: 'ratio',
  filedShare: 'ratio',
  storeys: 'count',
  maxStoreys: 'count',
  permittedStoreys: 'count',
  heightM: 'm',
  permittedHeightM: 'm',
  roadWidthM: 'm',
  mainRoadM: 'm',
  localRoadM: 'm',
}

/** Families of the words that some of them are. */
const FAMILIES: Readonly<Record<string, string>> = {
  assist: 'agency',
  excessKind: 'excess',
  use: 'use',
  permittedUse: 'use',
}

export const numberName = (key: string) => {
  const ledgerName = wordOf('ledger', key)
  return ledgerName === key ? wordOf('figure', key) : ledgerName
}

export function numberText(key: string, value: number | string): string {
  if (typeof value === 'number') return quantity(value, OTHER_UNITS[key] ?? 'm2')
  return wordOf(FAMILIES[key] ?? 'timing', value)
}
