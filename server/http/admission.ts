import type { RequestHandler } from 'express'
import { Problem } from '../../domain/problem.ts'
import { classOf, type Lane } from './request-class.ts'

export interface LaneSize {
  /** Requests under way at once: a few more than its pool has connections, since not all of a request is SQL. */
  atOnce: number
  /** Requests that may wait for them. */
  waiting: number
  /** How long, where it is not as long as for all. */
  waitMs?: number
}

/**
 * A browser asks for six tiles at once; an import or an export lasts. As many may wait as get their turn in time on two cores: in the
 * first second after a start, when nothing is planned or compiled yet, they are served late instead of turned away.
 */
const SIZES: Readonly<Record<Lane, LaneSize>> = {
  interactive: { atOnce: 16, waiting: 512 },
  // One that measures while another settles; more would wait for its lock, each with a connection that lists need.
  // Nobody gives up a report that was drawn as soon as a list.
  judging: { atOnce: 2, waiting: 128, waitMs: 15_000 },
  tiles: { atOnce: 6, waiting: 256 },
  transfers: { atOnce: 8, waiting: 16 },
  admin: { atOnce: 4, waiting: 16 },
}

/** What waited so long is no use to whoever asked. */
const WAIT_MS = 5_000
/** Timers later than this: the process has more than it can do. */
const LAG_MS = 200
const RETRY_AFTER_S = 2

export interface AdmissionOptions {
  sizes?: Readonly<Record<Lane, LaneSize>>
  waitMs?: number
  /** How late timers run just now, in ms. */
  lagMs: () => number
}

interface Waiting {
  start: () => void
  timer: NodeJS.Timeout
}

/**
 * Lets so many requests of each lane in at once and a bounded number wait; the others are told to come again before any
 * work is begun for them, so that what was begun is also finished.
 */
export class Admission {
  private readonly sizes: Readonly<Record<Lane, LaneSize>>
  private readonly waitMs: number
  private readonly lagMs: () => number
  private readonly running = new Map<Lane, number>()
  private readonly queues = new Map<Lane, Set<Waiting>>()

  constructor({ sizes = SIZES, waitMs = WAIT_MS, lagMs }: AdmissionOptions) {
    this.sizes = sizes
    this.waitMs = waitMs
    this.lagMs = lagMs
  }

  /** Waits for a place; answers what gives it back. Throws busy. */
  async enter(lane: Lane): Promise<() => void> {
    const size = this.sizes[lane]
    const running = this.running.get(lane) ?? 0
    const queue = this.queueOf(lane)
    if (this.lagMs() > LAG_MS) throw busy('The server has more to do than it can.')
    if (running < size.atOnce) this.running.set(lane, running + 1)
    else if (queue.size >= size.waiting) throw busy('Too many requests wait already.')
    else await this.turn(queue, size.waitMs ?? this.waitMs)

    let hasLeft = false
    return () => {
      if (!hasLeft) this.leave(lane)
      hasLeft = true
    }
  }

  private turn(queue: Set<Waiting>, waitMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        start: () => {
          clearTimeout(waiting.timer)
          resolve()
        },
        timer: setTimeout(() => {
          queue.delete(waiting)
          reject(busy('No turn came in time.'))
        }, waitMs),
      }
      queue.add(waiting)
    })
  }

  /** The place goes to whoever waits longest. */
  private leave(lane: Lane): void {
    const queue = this.queueOf(lane)
    const [next] = queue
    if (next) {
      queue.delete(next)
      next.start()
    } else this.running.set(lane, this.running.get(lane)! - 1)
  }

  private queueOf(lane: Lane): Set<Waiting> {
    const queue = this.queues.get(lane) ?? new Set()
    this.queues.set(lane, queue)
    return queue
  }
}

const busy = (what: string) =>
  new Problem('busy', `${what} Try again in ${RETRY_AFTER_S} s.`, { retryAfterS: RETRY_AFTER_S })

/** Begins a request when its lane has a place. */
export function inTurn(admission: Admission): RequestHandler {
  return async (req, res, next) => {
    const leave = await admission.enter(classOf(req).lane)
    // Whoever went away while waiting is not served.
    if (res.closed) return leave()
    res.once('close', leave)
    next()
  }
}
