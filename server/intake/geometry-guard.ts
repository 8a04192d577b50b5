import { Problem } from '../../domain/problem.ts'
import { answerOf, Threads } from '../threads.ts'
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
  const answer = await answerOf<GeometryCheck>(thread, { input, limits }, deadlineMs)
  if (answer) threads.give(thread)
  else threads.replace(thread)
  return answer ?? TOO_COMPLEX
}

const threads = new Threads({
  program: PROGRAM,
  count: THREADS,
  busy: () => new Problem('busy', 'Too many polygons are being checked; try again shortly.'),
})

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
