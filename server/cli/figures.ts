import { squareMetres, squareMetresToMu } from '../../domain/units.ts'

/** Enough digits to add up again. */
export const number = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 6 })
export const m2 = (value: number) => `${number.format(value)} m²`

/** A value with its unit, areas in both units of the field. */
export function quantity(value: number, unit: string | null): string {
  if (unit === 'm2') return `${m2(value)} (${squareMetresToMu(squareMetres(value)).toFixed(4)} 亩)`
  if (unit === 'mu') return `${number.format(value)} 亩`
  if (unit === 'ratio') return `${number.format(value * 100)} %`
  return unit === null || unit === 'count' ? String(value) : `${number.format(value)} ${unit}`
}
