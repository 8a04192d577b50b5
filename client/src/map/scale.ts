/** px: as long as the line may be. */
const LONGEST = 120

export interface Scale {
  /** m, one of 1, 2, 5 × 10ⁿ. */
  length: number
  /** px */
  width: number
}

/** The roundest length whose line is not too long, where a pixel is so many metres. */
export function scaleOf(metresPerPixel: number): Scale {
  const longest = metresPerPixel * LONGEST
  const power = 10 ** Math.floor(Math.log10(longest))
  const factor = [5, 2, 1].find((one) => one * power <= longest) ?? 1
  const length = factor * power
  return { length, width: Math.round(length / metresPerPixel) }
}

export const scaleText = ({ length }: Scale): string =>
  length >= 1_000 ? `${length / 1_000} km` : length >= 1 ? `${length} m` : `${Math.round(length * 100)} cm`
