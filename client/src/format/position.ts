/** Six decimals of a degree: about 0.1 m. */
export const degrees = (value: number) => value.toFixed(6)

/** Metres of the plane, to the centimetre. */
export const metres = (value: number) => value.toFixed(2)
