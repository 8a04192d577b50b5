import path from 'node:path'
import type { Day } from '../../../domain/units.ts'
import type { Database } from '../../db/database.ts'
import { importLayerFile } from '../../imports/import-layer.ts'
import type { ClassMap } from '../../intake/class-map.ts'
import { openVectorFile } from '../../intake/read/vector-file.ts'
import { ensureDistrict } from '../../queries/districts.ts'
import { InputError, type Context } from '../command.ts'
import { warnOfProblems } from '../layer-problems.ts'
import { warnOfNotices } from '../refusals.ts'
import type { FileToRead, LayerToRead } from './arguments.ts'

/** The throw-away district of a check. */
export const DISTRICT = '000000'
/** Who writes in it. */
export const CHECKER = 'tuban check'

/** What is given to a check holds on every day by which a report may be judged. */
const EVER: Day = '1900-01-01'

/** For files of the analyst's own. */
const MAX_UNPACKED_BYTES = 2 ** 31

/** Makes the district around the middle of a file: areas are measured in the 3° zone there. */
export async function addCheckDistrict(db: Database, around: FileToRead): Promise<void> {
  const lon = await middleLongitude(around)
  await ensureDistrict(db, { code: DISTRICT, nameZh: '临时', nameEn: 'Check', lon })
}

export async function importCheckLayer(
  db: Database,
  { role, file, ...reading }: LayerToRead,
  { terminal, isStopped, classMap }: Context & { classMap: ClassMap | undefined },
): Promise<void> {
  const fileName = path.basename(file)
  const { layerVersionId, features, repaired, refused, areaM2, notices } = await importLayerFile(db, file, {
    ...reading,
    classMap,
    district: DISTRICT,
    role,
    fileName,
    validFrom: EVER,
    source: fileName,
    importedBy: CHECKER,
    onProgress: terminal.progress,
    isCancelled: isStopped,
  })
  terminal.say(
    `${role}: ${features} features, ${(areaM2 / 1e6).toFixed(2)} km², ${repaired} repaired, ${refused} refused (${fileName})`,
  )
  warnOfNotices(terminal, fileName, notices)
  await warnOfProblems(db, terminal, { district: DISTRICT, layerVersionId, fileName })
}

async function middleLongitude({ file, ...reading }: FileToRead): Promise<number> {
  const vector = await openVectorFile(file, { ...reading, maxUnpackedBytes: MAX_UNPACKED_BYTES })
  let west = Infinity
  let east = -Infinity
  try {
    for await (const { geometry } of vector.features)
      for (const lon of longitudes((geometry as { coordinates?: unknown } | null)?.coordinates)) {
        west = Math.min(west, lon)
        east = Math.max(east, lon)
      }
  } finally {
    await vector.close()
  }
  if (west > east)
    throw new InputError(`${path.basename(file)} has no coordinates in longitude and latitude.`)
  return (west + east) / 2
}

/** Every longitude of coordinates that nobody has checked yet. */
function* longitudes(coordinates: unknown): Generator<number> {
  if (!Array.isArray(coordinates)) return
  const [first] = coordinates as unknown[]
  if (typeof first === 'number') {
    if (Math.abs(first) <= 180) yield first
  } else for (const inner of coordinates as unknown[]) yield* longitudes(inner)
}
