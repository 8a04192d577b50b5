import { crc32, deflateSync } from 'node:zlib'

const COLOURS = 256
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** Colours that differ only in their three lowest bits count as one. */
const binOf = (r: number, g: number, b: number) => ((r >> 3) << 10) | ((g >> 3) << 5) | (b >> 3)

interface Bin {
  count: number
  r: number
  g: number
  b: number
}

/**
 * Pixels (RGBA) as a PNG of at most 256 colours: the most frequent, each pixel by the nearest. A page of flat colours
 * loses nothing that one sees, and weighs a quarter.
 */
export function indexedPng(pixels: Uint8Array, width: number, height: number): Buffer {
  const bins = new Map<number, Bin>()
  for (let at = 0; at < pixels.length; at += 4) {
    const [r, g, b] = [pixels[at]!, pixels[at + 1]!, pixels[at + 2]!]
    const key = binOf(r, g, b)
    const bin = bins.get(key) ?? { count: 0, r: 0, g: 0, b: 0 }
    bins.set(key, { count: bin.count + 1, r: bin.r + r, g: bin.g + g, b: bin.b + b })
  }
  const palette = [...bins.values()]
    .sort((a, b) => b.count - a.count)
    .slice(0, COLOURS)
    .map(({ count, r, g, b }) => [r, g, b].map((sum) => Math.round(sum / count)) as [number, number, number])
  const indexOf = new Map([...bins].map(([key, bin]) => [key, nearest(palette, bin)]))

  const rows = Buffer.alloc((width + 1) * height)
  for (let n = 0; n < width * height; n += 1) {
    const key = binOf(pixels[n * 4]!, pixels[n * 4 + 1]!, pixels[n * 4 + 2]!)
    rows[n + Math.floor(n / width) + 1] = indexOf.get(key)!
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3, 0, 0, 0], 8) // 8 bits a pixel, by palette
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flat())),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function nearest(palette: readonly (readonly [number, number, number])[], { count, r, g, b }: Bin): number {
  let best = 0
  let least = Infinity
  palette.forEach(([pr, pg, pb], index) => {
    const distance = (pr - r / count) ** 2 + (pg - g / count) ** 2 + (pb - b / count) ** 2
    if (distance < least) [best, least] = [index, distance]
  })
  return best
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(data.length, 0)
  body.copy(out, 4)
  out.writeUInt32BE(crc32(body), body.length + 4)
  return out
}
