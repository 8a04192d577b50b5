const EVERY_MS = 100
/** Looks that are averaged: one pause, as for a large collection of garbage, is no overload. */
const LOOKS = 5

export interface LoopLag {
  /** How late timers ran of late, on average, in ms. */
  lagMs(): number
  stop(): void
}

/** Watches how far the event loop is behind. */
export function watchLoopLag(): LoopLag {
  const lags: number[] = []
  let due = performance.now() + EVERY_MS
  const timer = setInterval(() => {
    const now = performance.now()
    lags.push(Math.max(0, now - due))
    if (lags.length > LOOKS) lags.shift()
    due = now + EVERY_MS
  }, EVERY_MS).unref()
  return {
    lagMs: () => lags.reduce((sum, lag) => sum + lag, 0) / LOOKS,
    stop: () => clearInterval(timer),
  }
}
