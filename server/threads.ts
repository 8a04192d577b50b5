import { Worker } from 'node:worker_threads'

interface Waiting {
  start: (thread: Worker) => void
  fail: (error: unknown) => void
}

export interface ThreadsOptions {
  /** Says once that it is there, then answers message by message. */
  program: URL
  count: number
  /** What whoever waits too long gets. */
  busy: () => Error
}

/** Threads of one program, started when they are wanted and kept; each works for one at a time. */
export class Threads {
  private readonly options: ThreadsOptions
  private readonly idle: Worker[] = []
  /** Whether at work, idle or starting. */
  private count = 0
  private readonly waiting = new Set<Waiting>()

  constructor(options: ThreadsOptions) {
    this.options = options
  }

  /** A thread, for whoever takes it alone. */
  take(waitMs: number): Promise<Worker> {
    const thread = this.idle.pop()
    if (thread) return Promise.resolve(thread)
    return this.count < this.options.count ? this.start() : this.turn(waitMs)
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
      const timer = Number.isFinite(waitMs)
        ? setTimeout(() => waiting.fail(this.options.busy()), waitMs)
        : undefined
      this.waiting.add(waiting)
    })
  }

  private async start(): Promise<Worker> {
    this.count += 1
    try {
      return await startThread(this.options.program)
    } catch (error) {
      this.count -= 1
      throw error
    }
  }
}

/** Answers when the thread has loaded its program, so that loading is not counted as work. */
async function startThread(program: URL): Promise<Worker> {
  const thread = new Worker(program)
  await new Promise((resolve, reject) => {
    thread.once('message', resolve)
    thread.once('error', reject)
  })
  thread.removeAllListeners('error')
  // Idle, it keeps no process from ending.
  thread.unref()
  return thread
}

/** Null where it did not come in time, or the thread died of it: then it has to be replaced. */
export function answerOf<T>(thread: Worker, question: object, deadlineMs: number): Promise<T | null> {
  return new Promise((resolve) => {
    const finish = (answer: T | null) => {
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
