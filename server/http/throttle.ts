import { Problem } from '../../domain/problem.ts'

interface Window {
  count: number
  /** ms since the epoch */
  endsAt: number
}

/** Counts events per key in fixed windows, in memory: enough against guessing while one process serves. */
export class Throttle {
  private readonly limit: number
  private readonly windowMs: number
  private readonly words: string | undefined
  private readonly windows = new Map<string, Window>()

  /** `words` are what a refused caller is told; without them, how long to wait. */
  constructor(limit: number, windowMs: number, words?: string) {
    this.limit = limit
    this.windowMs = windowMs
    this.words = words
  }

  /** Throws 429 where the key has used up its window. */
  check(key: string, now = Date.now()): void {
    const window = this.windows.get(key)
    if (!window || window.endsAt <= now || window.count < this.limit) return
    const seconds = Math.ceil((window.endsAt - now) / 1000)
    // With words of their own all refusals answer alike, so that none tells which logins exist.
    if (this.words !== undefined) throw new Problem('too-many-requests', this.words)
    throw new Problem('too-many-requests', `Too many attempts: try again in ${seconds} s.`, {
      retryAfterS: seconds,
    })
  }

  isUsedUp(key: string, now = Date.now()): boolean {
    const window = this.windows.get(key)
    return window !== undefined && window.endsAt > now && window.count >= this.limit
  }

  count(key: string, now = Date.now()): void {
    const window = this.windows.get(key)
    if (window && window.endsAt > now) window.count += 1
    else {
      this.forgetPast(now)
      this.windows.set(key, { count: 1, endsAt: now + this.windowMs })
    }
  }

  forget(key: string): void {
    this.windows.delete(key)
  }

  private forgetPast(now: number): void {
    for (const [key, window] of this.windows) if (window.endsAt <= now) this.windows.delete(key)
  }
}
