/** What a camera tells of a photo. */
export interface CameraTags {
  /** As in EXIF: 1 is upright. */
  orientation: number
  takenAt: Date | null
  /** False where the camera told no zone, and that of the district was assumed. */
  takenZoneKnown: boolean | null
  /** Degrees. */
  lon: number | null
  lat: number | null
  positionErrorM: number | null
  device: string | null
}

export const NO_TAGS: CameraTags = {
  orientation: 1,
  takenAt: null,
  takenZoneKnown: null,
  lon: null,
  lat: null,
  positionErrorM: null,
  device: null,
}

/** Of the district, where a camera tells none. */
const ASSUMED_ZONE = '+08:00'
const MAX_TAGS = 1_000
const MAX_DEVICE_LENGTH = 100

const TAG = {
  make: 0x010f,
  model: 0x0110,
  orientation: 0x0112,
  exif: 0x8769,
  gps: 0x8825,
  taken: 0x9003,
  takenZone: 0x9011,
} as const
const GPS = { latRef: 1, lat: 2, lonRef: 3, lon: 4, time: 7, day: 0x1d, errorM: 0x1f } as const

const TYPE_BYTES: Readonly<Record<number, number>> = { 2: 1, 3: 2, 4: 4, 5: 8 }

type Tags = ReadonlyMap<number, string | number[]>

/** The few tags that matter of a TIFF structure. Whatever in it is damaged counts as not told. */
export function readExif(tiff: Buffer | null): CameraTags {
  if (tiff === null) return NO_TAGS
  try {
    return tagsOf(tiff)
  } catch (error) {
    if (error instanceof RangeError) return NO_TAGS
    throw error
  }
}

function tagsOf(tiff: Buffer): CameraTags {
  const order = tiff.toString('latin1', 0, 2)
  if (order !== 'II' && order !== 'MM') return NO_TAGS
  const reader = readerOf(tiff, order === 'II')
  const main = directory(reader, reader.u32(4))
  const under = (tag: number): Tags => {
    const [at] = numbers(main, tag)
    return at === undefined ? new Map() : directory(reader, at)
  }
  const exif = under(TAG.exif)
  const gps = under(TAG.gps)
  const [orientation = 1] = numbers(main, TAG.orientation)
  return {
    orientation: orientation >= 1 && orientation <= 8 ? orientation : 1,
    ...(cameraTime(text(exif, TAG.taken), text(exif, TAG.takenZone)) ?? satelliteTime(gps) ?? NO_TIME),
    ...positionOf(gps),
    device: deviceOf(text(main, TAG.make), text(main, TAG.model)),
  }
}

interface Reader {
  tiff: Buffer
  u16(at: number): number
  u32(at: number): number
}

const readerOf = (tiff: Buffer, isLittle: boolean): Reader => ({
  tiff,
  u16: (at) => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at)),
  u32: (at) => (isLittle ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at)),
})

/** One directory; links to others are numbers of it, and only two are followed: there is no way in circles. */
function directory({ tiff, u16, u32 }: Reader, from: number): Tags {
  const tags = new Map<number, string | number[]>()
  const entries = Math.min(u16(from), MAX_TAGS)
  for (let n = 0; n < entries; n++) {
    const at = from + 2 + n * 12
    const type = u16(at + 2)
    const count = u32(at + 4)
    const bytes = (TYPE_BYTES[type] ?? 0) * count
    if (bytes === 0 || bytes > tiff.length) continue
    const value = bytes <= 4 ? at + 8 : u32(at + 8)
    if (value + bytes > tiff.length) continue
    if (type === 2)
      tags.set(
        u16(at),
        tiff
          .toString('utf8', value, value + bytes)
          .replace(/\0.*$/s, '')
          .trim(),
      )
    if (type === 3)
      tags.set(
        u16(at),
        Array.from({ length: count }, (_, i) => u16(value + i * 2)),
      )
    if (type === 4)
      tags.set(
        u16(at),
        Array.from({ length: count }, (_, i) => u32(value + i * 4)),
      )
    if (type === 5)
      tags.set(
        u16(at),
        Array.from({ length: count }, (_, i) => u32(value + i * 8) / u32(value + i * 8 + 4)),
      )
  }
  return tags
}

function text(tags: Tags, tag: number): string {
  const value = tags.get(tag)
  return typeof value === 'string' ? value : ''
}

function numbers(tags: Tags, tag: number): number[] {
  const value = tags.get(tag)
  return Array.isArray(value) ? value : []
}

type Taken = Pick<CameraTags, 'takenAt' | 'takenZoneKnown'>
const NO_TIME: Taken = { takenAt: null, takenZoneKnown: null }

function cameraTime(taken: string, zone: string): Taken | null {
  const [, day, time] = /^(\d{4}:\d\d:\d\d) (\d\d:\d\d:\d\d)$/.exec(taken) ?? []
  const isKnown = /^[+-]\d\d:\d\d$/.test(zone)
  const at = new Date(`${day?.replaceAll(':', '-')}T${time}${isKnown ? zone : ASSUMED_ZONE}`)
  return isPlausible(at) ? { takenAt: at, takenZoneKnown: isKnown } : null
}

/** In UTC. */
function satelliteTime(gps: Tags): Taken | null {
  const [hour = NaN, minute = NaN, second = NaN] = numbers(gps, GPS.time)
  const day = /^\d{4}:\d\d:\d\d$/.test(text(gps, GPS.day)) ? text(gps, GPS.day).replaceAll(':', '-') : ''
  const at = new Date(Date.parse(`${day}T00:00:00Z`) + ((hour * 60 + minute) * 60 + second) * 1_000)
  return isPlausible(at) ? { takenAt: at, takenZoneKnown: true } : null
}

/** A camera whose clock was never set says 1970 or nothing at all. */
const isPlausible = (at: Date) => at.getTime() >= Date.UTC(1990, 0, 1) && at.getUTCFullYear() < 2100

function positionOf(gps: Tags): Pick<CameraTags, 'lon' | 'lat' | 'positionErrorM'> {
  const lat = degrees(numbers(gps, GPS.lat), text(gps, GPS.latRef), 'N', 'S')
  const lon = degrees(numbers(gps, GPS.lon), text(gps, GPS.lonRef), 'E', 'W')
  // Some phones write zeros while they look for satellites.
  const isTold = lat !== null && lon !== null && Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && (lat || lon)
  if (!isTold) return { lon: null, lat: null, positionErrorM: null }
  const [errorM = NaN] = numbers(gps, GPS.errorM)
  return { lon, lat, positionErrorM: Number.isFinite(errorM) ? errorM : null }
}

function degrees(parts: number[], ref: string, plus: string, minus: string): number | null {
  const [whole = NaN, minutes = NaN, seconds = 0] = parts
  const value = whole + minutes / 60 + (Number.isFinite(seconds) ? seconds : 0) / 3_600
  if (!Number.isFinite(value) || (ref !== plus && ref !== minus)) return null
  return ref === minus ? -value : value
}

function deviceOf(make: string, model: string): string | null {
  const device = model.startsWith(make) ? model : `${make} ${model}`.trim()
  return device.slice(0, MAX_DEVICE_LENGTH) || null
}
