import { brokenFile, partCounter, severalFrames, type Content } from './content.ts'

const STILL = ['heic', 'heix', 'heim', 'heis']

interface Box {
  name: string
  data: Buffer
}

export const isHeic = (bytes: Buffer) =>
  bytes.toString('latin1', 4, 8) === 'ftyp' && brandsOf(bytes).some((brand) => STILL.includes(brand))

function brandsOf(bytes: Buffer): string[] {
  const end = Math.min(bytes.readUInt32BE(0), bytes.length)
  const brands = [bytes.toString('latin1', 8, 12)]
  for (let at = 16; at + 4 <= end; at += 4) brands.push(bytes.toString('latin1', at, at + 4))
  return brands
}

/** Walks the boxes (ISO/IEC 23008-12) for the dimensions and the camera's tags; the picture itself is not decoded. */
export function readHeic(bytes: Buffer): Content {
  const top = [...boxesIn(bytes)]
  if (top.some(({ name }) => name === 'moov')) throw severalFrames('HEIC')
  const meta = top.find(({ name }) => name === 'meta')
  if (!meta) throw brokenFile('HEIC', 'has no picture in it')
  const parts = [...boxesIn(meta.data.subarray(4))]
  const part = (name: string) => parts.find((box) => box.name === name)?.data ?? null
  const properties = part('iprp')
  const container = properties && [...boxesIn(properties)].find(({ name }) => name === 'ipco')
  const sizes = container
    ? [...boxesIn(container.data)]
        .filter(({ name, data }) => name === 'ispe' && data.length >= 12)
        .map(({ data }) => ({ width: data.readUInt32BE(4), height: data.readUInt32BE(8) }))
    : []
  // A picture is made of tiles, and has previews: its own size is the largest.
  const [size] = sizes.sort((a, b) => b.width * b.height - a.width * a.height)
  if (!size || size.width === 0 || size.height === 0) throw brokenFile('HEIC', 'has no picture in it')
  return { type: 'image/heic', ...size, exif: exifIn(bytes, part('iinf'), part('iloc')) }
}

function* boxesIn(bytes: Buffer): Generator<Box> {
  const count = partCounter('HEIC')
  let at = 0
  while (at < bytes.length) {
    count()
    if (at + 8 > bytes.length) throw brokenFile('HEIC', 'breaks off')
    const short = bytes.readUInt32BE(at)
    const isLong = short === 1
    if (isLong && at + 16 > bytes.length) throw brokenFile('HEIC', 'breaks off')
    const head = isLong ? 16 : 8
    const length = isLong ? Number(bytes.readBigUInt64BE(at + 8)) : short === 0 ? bytes.length - at : short
    if (length < head || at + length > bytes.length) throw brokenFile('HEIC', 'breaks off')
    yield { name: bytes.toString('latin1', at + 4, at + 8), data: bytes.subarray(at + head, at + length) }
    at += length
  }
}

/** The item of type Exif: its number from `iinf`, its place from `iloc`. Tags that cannot be found are no reason to refuse. */
function exifIn(bytes: Buffer, iinf: Buffer | null, iloc: Buffer | null): Buffer | null {
  try {
    const item = iinf && exifItem(iinf)
    const place = item !== null && iloc ? placeOf(iloc, item) : null
    if (!place) return null
    const data = bytes.subarray(place.offset, place.offset + place.length)
    // Four bytes say how far on the TIFF structure begins.
    return data.subarray(4 + data.readUInt32BE(0))
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

function exifItem(iinf: Buffer): number | null {
  for (const { name, data } of boxesIn(iinf.subarray(iinf[0] === 0 ? 6 : 8))) {
    if (name !== 'infe' || (data[0] !== 2 && data[0] !== 3)) continue
    const isWide = data[0] === 3
    const type = isWide ? 10 : 8
    if (data.toString('latin1', type, type + 4) === 'Exif')
      return isWide ? data.readUInt32BE(4) : data.readUInt16BE(4)
  }
  return null
}

function placeOf(iloc: Buffer, wanted: number): { offset: number; length: number } | null {
  const version = iloc[0]!
  let at = 4
  const take = (size: number) => {
    at += size
    return size === 0
      ? 0
      : size === 8
        ? Number(iloc.readBigUInt64BE(at - 8))
        : iloc.readUIntBE(at - size, size)
  }
  const sizes = take(2)
  const [offsetSize, lengthSize, baseSize] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15]
  const indexSize = version === 0 ? 0 : sizes & 15
  const count = take(version < 2 ? 2 : 4)
  for (let n = 0; n < count; n++) {
    const item = take(version < 2 ? 2 : 4)
    const method = version === 0 ? 0 : take(2) & 15
    take(2)
    const base = take(baseSize)
    const extents = take(2)
    for (let m = 0; m < extents; m++) {
      take(indexSize)
      const offset = base + take(offsetSize)
      const length = take(lengthSize)
      // In the file itself, and in one piece.
      if (item === wanted) return method === 0 && extents === 1 ? { offset, length } : null
    }
  }
  return null
}
