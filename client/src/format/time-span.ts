const MINUTE = 60
const HOUR = 3_600

/** Seconds in the unit that a person would say them in, rounded up. */
export function timeSpan(seconds: number): { unit: 'seconds' | 'minutes' | 'hours'; n: number } {
  if (seconds < 2 * MINUTE) return { unit: 'seconds', n: Math.ceil(seconds) }
  if (seconds < 2 * HOUR) return { unit: 'minutes', n: Math.ceil(seconds / MINUTE) }
  return { unit: 'hours', n: Math.ceil(seconds / HOUR) }
}
