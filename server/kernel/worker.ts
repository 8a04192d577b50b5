import { parentPort } from 'node:worker_threads'
import {
  factsOf,
  measure,
  type KernelFact,
  type KernelMeasure,
  type MeasureTask,
  type ServingLayer,
} from './measure.ts'
import { meaningOf, type Serves } from './kinds.ts'
import { ringsOf } from './rings.ts'
import { readSnapshot } from './snapshot.ts'

export interface SharedLayer {
  layerVersionId: string
  serves: Serves
  bytes: SharedArrayBuffer
}

/** A shape as it comes from the database. */
export interface Shape {
  id: string
  /** Well-known binary, in the plane of the district. */
  wkb: Uint8Array
  /** Of the centre of gravity. */
  latitude: number
}

export interface MeasureShape extends Shape, Pick<MeasureTask, 'day' | 'counts'> {
  /** Well-known binary of each. */
  belts: readonly Uint8Array[]
}

export type WorkerQuestion =
  | { kind: 'facts'; layers: readonly SharedLayer[]; shapes: readonly Shape[] }
  | {
      kind: 'measure'
      layers: readonly SharedLayer[]
      buildableZones: ReadonlySet<string>
      shapes: readonly MeasureShape[]
    }

/** In the order of the shapes; null for one that could not be measured. */
export type WorkerAnswer = (KernelFact[] | null)[] | (KernelMeasure | null)[]

/** The thread of kernel.ts: says once that it is there, then answers question by question. */
if (!parentPort) throw new Error('worker.ts of the kernel runs as a worker thread only.')
const port = parentPort

function answer(question: WorkerQuestion): WorkerAnswer {
  const zones = question.kind === 'measure' ? question.buildableZones : new Set<string>()
  const layers = question.layers.map(({ layerVersionId, serves, bytes }): ServingLayer => {
    const { classes, saysPlanting, layer } = readSnapshot(bytes)
    return { layerVersionId, layer, saysPlanting, ...meaningOf(serves, classes, zones) }
  })
  return question.kind === 'facts'
    ? question.shapes.map((shape) => attempt(() => factsOf({ ...shape, rings: ringsOf(shape.wkb) }, layers)))
    : question.shapes.map((shape) =>
        attempt(() =>
          measure({ ...shape, rings: ringsOf(shape.wkb), belts: shape.belts.map(ringsOf) }, layers),
        ),
      )
}

/** One shape that cannot be measured stops no other. */
function attempt<T>(work: () => T): T | null {
  try {
    return work()
  } catch {
    return null
  }
}

port.on('message', (question: WorkerQuestion) => port.postMessage(answer(question)))
port.postMessage('ready')
