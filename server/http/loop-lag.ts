const EVERY_MS = 100
/** Looks of which the middle one counts: a pause, as for a collection of garbage, is no overload; a second of them is. */
const LOOKS = 5

/** How late a timer of every 100 ms has been of late. */
export class Lag {
  private readonly lags: number[] = Array(LOOKS).fill(0)
  private due: number

  constructor(now: number) {
    this.due = now + EVERY_MS
  }

  /** The timer went off. */
  look(now: number): void {
    this.lags.shift()
    this.lags.push(Math.max(0, now - this.due))
    this.due = now + EVERY_MS
  }

  get ms(): number {
    return this.lags.toSorted((a, b) => a - b)[LOOKS >> 1]!
  }
}

export interface LoopLag {
  lagMs(): number
  stop(): void
}

/** Watches how far the event loop is behind. */
export function watchLoopLag(): LoopLag {
  const lag = new Lag(performance.now())
  const timer = setInterval(() => lag.look(performance.now()), EVERY_MS).unref()
  return { lagMs: () => lag.ms, stop: () => clearInterval(timer) }
}
