import { availableParallelism } from 'node:os'
import path from 'node:path'
import type { Db } from '../db/database.ts'
import { buildableZones } from '../queries/kernel-layers.ts'
import { answerOf, Threads } from '../threads.ts'
import type { Serves } from './kinds.ts'
import type { KernelFact, KernelMeasure } from './measure.ts'
import { SnapshotFolder } from './snapshot-folder.ts'
import { Snapshots } from './snapshots.ts'
import type { MeasureShape, Shape, SharedLayer, WorkerAnswer, WorkerQuestion } from './worker.ts'

/** Changes with any change that can alter an area that the kernel gives. */
export const KERNEL_VERSION = '1'

/** Shapes that a thread takes at once. */
const FACT_SHAPES = 200
const MEASURE_SHAPES = 10
/** A slice usually takes milliseconds; a transaction may wait no longer for anything but its database. */
const DEADLINE_MS = 5_000
const THREADS = Math.min(8, availableParallelism())
const PROGRAM = new URL('./worker.ts', import.meta.url)

export interface KernelOptions {
  /** Where snapshots of layers are kept; null: nowhere. */
  folder: string | null
  /** Of layers in memory. */
  mostBytes: number
}

export interface KernelFactsOptions {
  onProgress?: (done: number, total: number) => void
  isCancelled?: () => boolean | Promise<boolean>
}

/** A layer version, and what it is there for. */
export interface ServingVersion {
  layerVersionId: string
  serves: Serves
}

export interface MeasureQuestion extends MeasureShape {
  layers: readonly ServingVersion[]
}

/** The second engine (docs/adr/0027): areas from layers in memory, by another method and other code than PostGIS. */
export class Kernel {
  private readonly snapshots: Snapshots
  private readonly threads = new Threads({
    program: PROGRAM,
    count: THREADS,
    busy: () => new Error('Every thread of the kernel is at work.'),
  })

  constructor({ folder, mostBytes }: KernelOptions) {
    this.snapshots = new Snapshots({ folder: folder === null ? null : new SnapshotFolder(folder), mostBytes })
  }

  /** Makes snapshots of layers that have none yet, so that whoever asks next need not wait; answers how many. */
  prepare(
    db: Db,
    district: string,
    layerVersionIds: readonly string[],
    signal?: AbortSignal,
  ): Promise<number> {
    return this.snapshots.prepare(db, district, layerVersionIds, signal)
  }

  /**
   * What shapes share with each feature of layer versions, m² on the ellipsoid: slice by slice, in the order of the shapes, on
   * all threads. Null for a shape that could not be measured. Ends early where it is cancelled, or not read on.
   */
  async *facts(
    db: Db,
    district: string,
    layerVersionIds: readonly string[],
    shapes: readonly Shape[],
    { onProgress, isCancelled }: KernelFactsOptions = {},
  ): AsyncGenerator<{ id: string; facts: KernelFact[] | null }> {
    const layers = (await this.snapshots.of(db, district, layerVersionIds)).map(
      ({ layerVersionId, role, snapshot }): SharedLayer => ({
        layerVersionId,
        serves: role,
        bytes: snapshot.bytes,
      }),
    )
    const slices = slicesOf(shapes, FACT_SHAPES)
    const ask = (slice: readonly Shape[]) => {
      const answer = this.ask<KernelFact[]>({ kind: 'facts', layers, shapes: slice })
      // One that fails after somebody stopped reading concerns nobody.
      answer.catch(() => undefined)
      return answer
    }
    const asked = slices.slice(0, THREADS + 1).map(ask)
    let done = 0
    for (const [n, slice] of slices.entries()) {
      if (await isCancelled?.()) return
      const answers = await asked[n]!
      const next = slices[asked.length]
      if (next) asked.push(ask(next))
      for (const [at, { id }] of slice.entries()) yield { id, facts: answers[at] ?? null }
      done += slice.length
      onProgress?.(done, shapes.length)
    }
  }

  /** Facts and ledger of each shape, in their order; null for one that could not be measured. */
  async measure(
    db: Db,
    district: string,
    questions: readonly MeasureQuestion[],
  ): Promise<(KernelMeasure | null)[]> {
    const zones = await buildableZones(db)
    const answers = new Map<MeasureQuestion, KernelMeasure | null>()
    for (const [, some] of Map.groupBy(questions, ({ layers }) => JSON.stringify(layers))) {
      const layers = await this.serving(db, district, some[0]!.layers)
      await Promise.all(
        slicesOf(some, MEASURE_SHAPES).map(async (slice) => {
          const shapes = slice.map(({ layers: _shared, ...shape }) => shape)
          const found = await this.ask<KernelMeasure>({
            kind: 'measure',
            layers,
            buildableZones: zones,
            shapes,
          })
          for (const [at, question] of slice.entries()) answers.set(question, found[at] ?? null)
        }),
      )
    }
    return questions.map((question) => answers.get(question) ?? null)
  }

  private async serving(
    db: Db,
    district: string,
    versions: readonly ServingVersion[],
  ): Promise<SharedLayer[]> {
    const ids = versions.map(({ layerVersionId }) => layerVersionId)
    const loaded = new Map(
      (await this.snapshots.of(db, district, ids)).map((one) => [one.layerVersionId, one.snapshot.bytes]),
    )
    return versions.flatMap(({ layerVersionId, serves }) => {
      const bytes = loaded.get(layerVersionId)
      return bytes ? [{ layerVersionId, serves, bytes }] : []
    })
  }

  /** None where the thread did not answer in time. */
  private async ask<T>(question: WorkerQuestion): Promise<readonly (T | null)[]> {
    const thread = await this.threads.take(Infinity)
    const answer = await answerOf<WorkerAnswer>(thread, question, DEADLINE_MS)
    if (answer) this.threads.give(thread)
    else this.threads.replace(thread)
    return (answer ?? []) as (T | null)[]
  }
}

const slicesOf = <T>(list: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, n) => list.slice(n * size, (n + 1) * size))

let installed: Kernel | null = null

/** The kernel of this process, as the settings want it; without it everything works, and grave findings go unconfirmed. */
export function installKernel({ dataDir, kernel }: { dataDir: string; kernel: KernelSetting }): void {
  installed = kernel.isOn
    ? new Kernel({ folder: path.join(dataDir, 'kernel'), mostBytes: kernel.memoryMb * 2 ** 20 })
    : null
}

export interface KernelSetting {
  isOn: boolean
  /** For layers that are kept in memory. */
  memoryMb: number
}

export const installedKernel = (): Kernel | null => installed
