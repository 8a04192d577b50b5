import type { Db } from '../db/database.ts'
import {
  featuresInOrder,
  kernelLayerVersions,
  planeFeatures,
  type KernelLayerVersion,
  type PlaneFeature,
} from '../queries/kernel-layers.ts'
import { NO_DAY, type KernelFeature } from './layer.ts'
import { plantingOf } from './planting.ts'
import { ringsOf } from './rings.ts'
import { beginningOf, makeSnapshot, openSnapshot, type Snapshot } from './snapshot.ts'
import type { SnapshotFolder } from './snapshot-folder.ts'

/** Features and points read at once. */
const MOST_FEATURES = 2_000
const MOST_POINTS = 200_000

/** Other registers leave the ground as it was when they were revoked or replaced (land.permit_timing). */
const REVOKED = new Set(['revoked', 'replaced'])

export interface LoadedLayer extends KernelLayerVersion {
  snapshot: Snapshot
}

/**
 * The layer versions in memory, least recently used leaving first. One that is not there is read from its file; one whose
 * file is missing, damaged or of something else is made anew of the database, and stored.
 */
export class Snapshots {
  private readonly folder: SnapshotFolder | null
  private readonly mostBytes: number
  private readonly loaded = new Map<string, Snapshot>()

  /** Without a folder, nothing outlives the process. */
  constructor({ folder, mostBytes }: { folder: SnapshotFolder | null; mostBytes: number }) {
    this.folder = folder
    this.mostBytes = mostBytes
  }

  /** In the order of their ids; a version that is not in the district, or not imported to its end, is left out. */
  async of(db: Db, district: string, layerVersionIds: readonly string[]): Promise<LoadedLayer[]> {
    const layers: LoadedLayer[] = []
    for (const version of await kernelLayerVersions(db, district, layerVersionIds))
      layers.push({ ...version, snapshot: await this.one(db, district, version) })
    return layers
  }

  /** Makes those that have no file yet, for whoever asks next; answers how many. Rejects where it is called off. */
  async prepare(
    db: Db,
    district: string,
    layerVersionIds: readonly string[],
    signal?: AbortSignal,
  ): Promise<number> {
    let made = 0
    for (const version of await kernelLayerVersions(db, district, layerVersionIds)) {
      const { identity, layerVersionId } = version
      if (this.loaded.has(identity)) continue
      if (await this.folder?.begins(layerVersionId, beginningOf(identity))) continue
      this.keep(version, await this.make(db, district, version, signal))
      made += 1
    }
    if (made > 0) await this.folder?.sweep()
    return made
  }

  private async one(db: Db, district: string, version: KernelLayerVersion): Promise<Snapshot> {
    const snapshot =
      this.loaded.get(version.identity) ??
      (await this.load(version)) ??
      (await this.make(db, district, version))
    this.keep(version, snapshot)
    return snapshot
  }

  /** As the one that was used last. */
  private keep({ identity }: KernelLayerVersion, snapshot: Snapshot): void {
    this.loaded.delete(identity)
    this.loaded.set(identity, snapshot)
    this.makeRoom()
  }

  private async load({ layerVersionId, identity }: KernelLayerVersion): Promise<Snapshot | null> {
    const bytes = await this.folder?.read(layerVersionId)
    return bytes ? openSnapshot(bytes, identity) : null
  }

  private async make(
    db: Db,
    district: string,
    { layerVersionId, identity }: KernelLayerVersion,
    signal?: AbortSignal,
  ): Promise<Snapshot> {
    const classes: string[] = []
    const places = new Map<string, number>()
    const placeOf = (name: string | null): number => {
      if (name === null) return -1
      const place = places.get(name) ?? classes.push(name) - 1
      places.set(name, place)
      return place
    }
    const features: KernelFeature[] = []
    let saysPlanting = false
    for (const ids of portions(await featuresInOrder(db, district, layerVersionId))) {
      signal?.throwIfAborted()
      for (const row of await planeFeatures(db, district, layerVersionId, ids)) {
        features.push(featureOf(row, placeOf(row.class)))
        saysPlanting ||= row.planting.some((word) => word.trim() !== '')
      }
    }
    const snapshot = await makeSnapshot(identity, { classes, saysPlanting }, features)
    // A disk that is full costs time at the next start, and nothing else.
    await this.folder?.write(layerVersionId, snapshot.bytes).catch(() => undefined)
    return snapshot
  }

  private makeRoom(): void {
    let bytes = 0
    for (const snapshot of this.loaded.values()) bytes += snapshot.bytes.byteLength
    for (const [identity, snapshot] of this.loaded) {
      if (bytes <= this.mostBytes || this.loaded.size === 1) return
      this.loaded.delete(identity)
      bytes -= snapshot.bytes.byteLength
    }
  }
}

function* portions(features: readonly { featureId: number; points: number }[]): Generator<number[]> {
  let [ids, sum]: [number[], number] = [[], 0]
  for (const { featureId, points } of features) {
    if (ids.length > 0 && (ids.length === MOST_FEATURES || sum + points > MOST_POINTS)) {
      yield ids
      ;[ids, sum] = [[], 0]
    }
    ids.push(featureId)
    sum += points
  }
  if (ids.length > 0) yield ids
}

const featureOf = (
  { featureId, validFrom, validTo, status, planting, wkb }: PlaneFeature,
  classAt: number,
): KernelFeature => ({
  featureId,
  classAt,
  from: dayNumber(validFrom),
  to: dayNumber(validTo),
  isRevoked: status !== null && REVOKED.has(status),
  planting: plantingOf(planting),
  rings: ringsOf(wkb),
})

const DAY_MS = 86_400_000

/** Days since 1970. */
export const dayNumber = (day: string | null): number => (day === null ? NO_DAY : Date.parse(day) / DAY_MS)
