import type { z } from 'zod'

// Brands: to the compiler m² and 亩 are different types, at run time both are numbers.
export type SquareMetres = number & z.$brand<'m²'>
export type Mu = number & z.$brand<'亩'>

export const squareMetres = (n: number) => n as SquareMetres
export const mu = (n: number) => n as Mu

/** 15 亩 (mu) make one hectare. */
const SQUARE_METRES_PER_MU = 10_000 / 15

export const muToSquareMetres = (area: Mu) => squareMetres(area * SQUARE_METRES_PER_MU)
export const squareMetresToMu = (area: SquareMetres) => mu(area / SQUARE_METRES_PER_MU)

/** A day without an instant, `YYYY-MM-DD`: approvals are issued and acts happen on days. */
export type Day = string

/** What lies off farther is not surveyed, ± m. */
export const MAX_ACCURACY_M = 1_000
