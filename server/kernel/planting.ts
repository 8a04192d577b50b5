// How the survey says that land is planted (种植属性, domain rules 2.2), as a layer keeps it.

/** Grain, fallow, mixed crops, or nothing said. */
export const OTHERWISE = 0
export const NON_GRAIN = 1
export const UNTILLED = 2

/** By code or by name, out of all that a feature says: who says two things was not tilled. */
export function plantingOf(words: readonly string[]): number {
  const said = words.map((word) => word.trim())
  if (said.some((word) => word.toUpperCase() === 'WG' || word === '未耕种')) return UNTILLED
  if (said.some((word) => word.toUpperCase() === 'FLS' || word === '种植非粮作物')) return NON_GRAIN
  return OTHERWISE
}
