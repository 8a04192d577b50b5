import { Worker } from 'node:worker_threads'
import { Problem } from '../../domain/problem.ts'
import { refusedBySize, type GeometryCheck, type GeometryLimits } from './geometry-check.ts'

/** Beside a check that takes all of its time, others go on. */
const THREADS = 2
/** What a check may take: the slowest valid report takes a tenth of a second, and more on a busy machine. */
const DEADLINE_MS = 1_000
/** What a request may wait for a thread: with the deadline under the 2 s within which each is answered. */
const WAIT_MS = 500

const PROGRAM = new URL('./geometry-guard-worker.ts', import.meta.url)

export interface GuardTimes {
  deadlineMs?: number
  /** Whoever waits longer for a thread gets `busy`; Infinity for work that nobody waits for. */
  waitMs?: number
}

/**
 * `checkGeometry` in a thread that is ended after `deadlineMs`: what takes longer is refused as too-complex. For the
 * server, where one request must not hold up all others. Rejects with `busy`, or if no thread can be started.
 */
export async function checkGeometryGuarded(
  input: unknown,
  limits: GeometryLimits,
  { deadlineMs = DEADLINE_MS, waitMs = WAIT_MS }: GuardTimes = {},
): Promise<GeometryCheck> {
  // Handing an input over costs as much as it is large.
  const early = refusedBySize(input, limits)
  if (early) return early
  const thread = await threads.take(waitMs)
  const answer = await answerOf(thread, { input, limits }, deadlineMs)
  if (answer) threads.give(thread)
  else threads.replace(thread)
  return answer ?? TOO_COMPLEX
}

/** Null where it did not come in time, or the thread died of it. */
function answerOf(thread: Worker, question: object, deadlineMs: number): Promise<GeometryCheck | null> {
  return new Promise((resolve) => {
    const finish = (answer: GeometryCheck | null) => {
      clearTimeout(timer)
      thread.removeAllListeners('message').removeAllListeners('error')
      resolve(answer)
    }
    // An answer that came while this thread was itself held up still counts: it is read before setImmediate.
    const timer = setTimeout(() => setImmediate(finish, null), deadlineMs)
    thread.once('message', finish)
    thread.once('error', () => finish(null))
    thread.postMessage(question)
  })
}

interface Waiting {
  start: (thread: Worker) => void
  fail: (error: unknown) => void
}

class Threads {
  private readonly idle: Worker[] = []
  /** Whether at work, idle or starting. */
  private count = 0
  private readonly waiting = new Set<Waiting>()

  /** A thread, for whoever takes it alone. */
  take(waitMs: number): Promise<Worker> {
    const thread = this.idle.pop()
    if (thread) return Promise.resolve(thread)
    return this.count < THREADS ? this.start() : this.turn(waitMs)
  }

  /** To whoever waits longest. */
  give(thread: Worker): void {
    const [next] = this.waiting
    if (next) next.start(thread)
    else this.idle.push(thread)
  }

  replace(thread: Worker): void {
    this.count -= 1
    // Nobody waits for its end, however it comes.
    thread.on('error', () => undefined)
    void thread.terminate()
    this.start().then(
      (fresh) => this.give(fresh),
      (error: unknown) => {
        for (const waiting of this.waiting) waiting.fail(error)
      },
    )
  }

  private turn(waitMs: number): Promise<Worker> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        clearTimeout(timer)
        this.waiting.delete(waiting)
      }
      const waiting: Waiting = {
        start(thread) {
          leave()
          resolve(thread)
        },
        fail(error) {
          leave()
          reject(error as Error)
        },
      }
      const timer = Number.isFinite(waitMs) ? setTimeout(() => waiting.fail(busy()), waitMs) : undefined
      this.waiting.add(waiting)
    })
  }

  private async start(): Promise<Worker> {
    this.count += 1
    try {
      return await startThread()
    } catch (error) {
      this.count -= 1
      throw error
    }
  }
}

const threads = new Threads()

const busy = () => new Problem('busy', 'Too many polygons are being checked; try again shortly.')

/** Answers when the thread has loaded its program, so that loading is not counted as checking. */
async function startThread(): Promise<Worker> {
  const thread = new Worker(PROGRAM)
  await new Promise((resolve, reject) => {
    thread.once('message', resolve)
    thread.once('error', reject)
  })
  thread.removeAllListeners('error')
  // Idle, it keeps no process from ending.
  thread.unref()
  return thread
}

const TOO_COMPLEX: GeometryCheck = {
  ok: false,
  errors: [
    {
      code: 'too-complex',
      part: 0,
      ring: 0,
      index: 0,
      coordinate: [],
      pointer: '/coordinates',
      detail: 'The polygon is too complex to be checked in time: simplify or split it.',
    },
  ],
}
