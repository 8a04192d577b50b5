import { Worker } from 'node:worker_threads'
import type { GeometryCheck, GeometryLimits } from './geometry-check.ts'

/** What a check may take: the slowest valid report takes a tenth of a second, and more on a busy machine. */
const DEADLINE_MS = 5_000

const PROGRAM = new URL('./geometry-guard-worker.ts', import.meta.url)

let worker: Worker | null = null
/** Checks wait for each other, so that the time of one is not counted against the next. */
let queue: Promise<unknown> = Promise.resolve()

/**
 * `checkGeometry` in a thread of its own that is ended after `deadlineMs`: what takes longer is refused as too-complex.
 * For the server, where one request must not hold up all others; rejects only if no thread can be started.
 */
export function checkGeometryGuarded(
  input: unknown,
  limits: GeometryLimits,
  deadlineMs: number = DEADLINE_MS,
): Promise<GeometryCheck> {
  const answer = queue.then(() => ask(input, limits, deadlineMs))
  queue = answer.catch(() => undefined)
  return answer
}

async function ask(input: unknown, limits: GeometryLimits, deadlineMs: number): Promise<GeometryCheck> {
  const thread = worker ?? (await startWorker())
  return new Promise((resolve) => {
    const finish = (answer: GeometryCheck) => {
      clearTimeout(timer)
      thread.removeAllListeners('message').removeAllListeners('error')
      resolve(answer)
    }
    const give = () => {
      worker = null
      thread.terminate().then(
        () => finish(TOO_COMPLEX),
        () => finish(TOO_COMPLEX),
      )
    }
    const timer = setTimeout(give, deadlineMs)
    thread.once('message', finish)
    thread.once('error', give)
    thread.postMessage({ input, limits })
  })
}

/** Answers when the thread has loaded its program, so that loading is not counted as checking. */
async function startWorker(): Promise<Worker> {
  const thread = new Worker(PROGRAM)
  thread.unref()
  await new Promise((resolve, reject) => {
    thread.once('message', resolve)
    thread.once('error', reject)
  })
  thread.removeAllListeners('error')
  worker = thread
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
