/** One of several ways to do the same. */
export interface Contender {
  run(): Promise<unknown>
  /** Puts everything back after a run; is not timed. */
  undo?(): Promise<unknown>
}

/** Wall times in ms, one a round. */
export type Times = readonly number[]

/**
 * Runs all contenders in each round, every other round from the last to the first, so that a machine that slows down or
 * speeds up wrongs nobody. A round before them warms caches and is not counted.
 */
export async function race<Name extends string>(
  rounds: number,
  contenders: Readonly<Record<Name, Contender>>,
): Promise<Record<Name, Times>> {
  const names = Object.keys(contenders) as Name[]
  const times = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, number[]>
  for (let round = 0; round <= rounds; round++)
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const { run, undo } = contenders[name]
      const from = performance.now()
      await run()
      const ms = performance.now() - from
      await undo?.()
      if (round > 0) times[name].push(ms)
    }
  return times
}

export interface Spread {
  median: number
  least: number
  most: number
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
  return { median, least: sorted[0]!, most: sorted.at(-1)! }
}

/** How many times as long one took as the other, round by round: both had the same neighbours on the machine. */
export const ratioOf = (slow: Times, fast: Times): Spread =>
  spreadOf(slow.map((ms, round) => ms / fast[round]!))

/** What a share of the values lies below or at. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!
}
