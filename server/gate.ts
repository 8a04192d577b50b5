import { Problem } from '../domain/problem.ts'

/** Lets so many at a time through; so many more wait in a queue, and whoever comes then is sent away. */
export class Gate {
  private readonly places: number
  private readonly queue: number
  private readonly retryAfterS: number
  private inside = 0
  private readonly waiting: (() => void)[] = []

  constructor({ places, queue, retryAfterS }: { places: number; queue: number; retryAfterS: number }) {
    this.places = places
    this.queue = queue
    this.retryAfterS = retryAfterS
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.inside < this.places) this.inside += 1
    else if (this.waiting.length < this.queue)
      // Whoever leaves hands his place over, so nobody comes in between.
      await new Promise<void>((resolve) => this.waiting.push(resolve))
    else
      throw new Problem('too-many-requests', `Too many wait already: try again in ${this.retryAfterS} s.`, {
        retryAfterS: this.retryAfterS,
      })
    try {
      return await work()
    } finally {
      const next = this.waiting.shift()
      if (next) next()
      else this.inside -= 1
    }
  }
}
