import { squareMetres, squareMetresToMu } from '../../../domain/units.ts'

const TWO_DECIMALS = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
const FOUR_DECIMALS = new Intl.NumberFormat('en-US', { minimumFractionDigits: 4, maximumFractionDigits: 4 })
const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** m² with thousands separators and two decimals, as papers print it. */
export const inSquareMetres = (areaM2: number) => TWO_DECIMALS.format(areaM2)

/** Below it two decimals would say that there is nothing. */
const SMALLEST_MU_OF_TWO_DECIMALS = 0.005

/** 亩, two decimals; four where it is little, so that little is not nothing. */
export function inMu(areaM2: number): string {
  const mu = squareMetresToMu(squareMetres(areaM2))
  const isLittle = mu > 0 && mu < SMALLEST_MU_OF_TWO_DECIMALS
  return (isLittle ? FOUR_DECIMALS : TWO_DECIMALS).format(mu)
}

export const decimal = (value: number) => TWO_DECIMALS.format(value)
export const whole = (value: number) => WHOLE.format(value)
export const percent = (share: number) => `${(share * 100).toFixed(share < 0.1 && share > 0 ? 1 : 0)}%`
