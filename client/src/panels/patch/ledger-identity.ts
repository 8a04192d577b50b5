import type { Evaluation } from '../../../../domain/api.ts'
import { squareMetres, squareMetresToMu } from '../../../../domain/units.ts'

type Entries = Evaluation['ledger']

/** What a patch is made of; together they are the patch (domain rules 3.1). */
export const PATCH_PARTS = [
  'cultivated',
  'otherAgricultural',
  'construction',
  'unused',
  'unsurveyed',
] as const

const TOLERANCE_MU = 0.01

export interface Identity {
  sumM2: number
  differenceMu: number
  holds: boolean
}

/** Whether the parts add up to the patch, to 0.01 亩. Null where land use was not measured. */
export function identityOf(ledger: Entries): Identity | null {
  const areaOf = (entry: string) => ledger.find((one) => one.entry === entry)?.areaM2
  const patch = areaOf('patch')
  const parts = PATCH_PARTS.map(areaOf).filter((area) => area !== undefined)
  if (patch === undefined || parts.length === 0) return null
  const sumM2 = parts.reduce((sum, area) => sum + area, 0)
  const differenceMu = squareMetresToMu(squareMetres(sumM2 - patch))
  return { sumM2, differenceMu, holds: Math.abs(differenceMu) <= TOLERANCE_MU }
}
