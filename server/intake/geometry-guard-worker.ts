import { parentPort } from 'node:worker_threads'
import { checkGeometry, type GeometryLimits } from './geometry-check.ts'

/** The thread of geometry-guard.ts: says once that it is there, then answers check by check. */
if (!parentPort) throw new Error('geometry-guard-worker.ts runs as a worker thread only.')
const port = parentPort

port.on('message', ({ input, limits }: { input: unknown; limits: GeometryLimits }) => {
  port.postMessage(checkGeometry(input, limits))
})
port.postMessage('ready')
