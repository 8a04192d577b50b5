import { squareMetres, squareMetresToMu } from '../../../domain/units.ts'

const TWO_DECIMALS = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** m² with thousands separators and two decimals, as papers print it. */
export const inSquareMetres = (areaM2: number) => TWO_DECIMALS.format(areaM2)

/** 亩, two decimals. */
export const inMu = (areaM2: number) => TWO_DECIMALS.format(squareMetresToMu(squareMetres(areaM2)))

export const decimal = (value: number) => TWO_DECIMALS.format(value)
export const whole = (value: number) => WHOLE.format(value)
export const percent = (share: number) => `${(share * 100).toFixed(share < 0.1 && share > 0 ? 1 : 0)}%`
