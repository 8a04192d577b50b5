import { describe, expect, test } from 'vitest'
import type { ProblemCode } from '../../domain/problem.ts'
import {
  box,
  chunk,
  exifBlock,
  heic,
  jpeg,
  jpegClaiming,
  pdf,
  png,
  pngOf,
  webp,
  webpMoving,
  zip,
} from '../../fixtures/builders/evidence.ts'
import { readExif } from '../../server/evidence/content/exif.ts'
import { inspect } from '../../server/evidence/content/inspect.ts'

const join = (...parts: (Uint8Array | string)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)))
const motion = join(jpeg(), box('ftyp', Buffer.from('mp42\0\0\0\0')), Buffer.alloc(64))

describe('what a file is, told by its content', () => {
  test.each([
    ['a photo', jpeg(), 'image/jpeg', 64, 48],
    ['a photo with a second of film behind it', motion, 'image/jpeg', 64, 48],
    ['a photo of the largest size', jpegClaiming(8_000, 5_000), 'image/jpeg', 8_000, 5_000],
    ['a screenshot', png(), 'image/png', 40, 30],
    ['a WebP', webp(), 'image/webp', 40, 30],
    ['a HEIC, whose preview is not its size', heic(), 'image/heic', 4_032, 3_024],
    ['a paper', pdf(), 'application/pdf', null, null],
  ])('%s', (_name, bytes, type, width, height) => {
    expect(inspect(bytes)).toMatchObject({ type, width, height })
  })

  const refused: [string, Uint8Array, ProblemCode, RegExp][] = [
    ['a picture of 50,000 × 50,000', jpegClaiming(50_000, 50_000), 'too-large', /50000 × 50000/],
    ['one row more than may be', jpegClaiming(8_000, 5_001), 'too-large', /8000 × 5001/],
    ['a PNG of the same', pngOf(50_000, 50_000, chunk('IDAT', Buffer.alloc(20))), 'too-large', /50000/],
    ['a HEIC of the same', heic({ width: 50_000, height: 50_000 }), 'too-large', /50000/],
    ['a photo over 15 MB', join(jpeg(), Buffer.alloc(15_000_000)), 'too-large', /15 MB/],
    ['a photo that breaks off', jpeg().subarray(0, -40), 'file-unreadable', /breaks off/],
    ['a photo that ends with its head', jpeg().subarray(0, 100), 'file-unreadable', /breaks off/],
    ['two bytes of a photo', jpeg().subarray(0, 4), 'file-unreadable', /breaks off/],
    ['a photo without a picture', join('\xff\xd8\xff\xd9'), 'file-unreadable', /no picture/],
    ['a photo of no height', jpegClaiming(10, 0), 'file-unreadable', /no picture/],
    ['a PNG that breaks off', png().subarray(0, -13), 'file-unreadable', /breaks off/],
    ['a PNG with a bit flipped', flipped(png(), 60), 'file-unreadable', /damaged/],
    ['a PNG with something behind', join(png(), '<script>'), 'file-unreadable', /behind its end/],
    ['a PNG that moves', pngOf(10, 10, chunk('acTL', Buffer.alloc(8))), 'unsupported-media', /one frame/],
    ['a WebP that moves', webpMoving(), 'unsupported-media', /one frame/],
    ['a WebP that breaks off', webp().subarray(0, -2), 'file-unreadable', /as long as it says/],
    ['a HEIC that moves', heic({ more: box('moov', Buffer.alloc(8)) }), 'unsupported-media', /one frame/],
    ['a HEIC that breaks off', heic().subarray(0, -2), 'file-unreadable', /breaks off/],
    ['a PDF that breaks off', pdf().subarray(0, 60), 'file-unreadable', /breaks off/],
    ['a photo that is a zip too', zip(jpeg()), 'unsupported-media', /at once/],
    ['a paper that is a zip too', zip(pdf()), 'unsupported-media', /at once/],
    ['a photo that is a paper too', jpeg({ seed: '%PDF-1.4' }), 'unsupported-media', /at once/],
    ['a zip', zip(), 'unsupported-media', /a zip/],
    ['an SVG', join('\xef\xbb\xbf <svg onload="x()"/>'), 'unsupported-media', /scripts/],
    ['a page', join('<!doctype html><script>x()</script>'), 'unsupported-media', /scripts/],
    ['a GIF', join('GIF89a', Buffer.alloc(100)), 'unsupported-media', /a GIF/],
    ['anything else', join('MZ\x90'), 'unsupported-media', /another kind/],
    [
      'a million chunks',
      pngOf(9, 9, ...Array(20_001).fill(chunk('tEXt', Buffer.alloc(0)))),
      'file-unreadable',
      /parts/,
    ],
  ]
  test.each(refused)('%s is refused', (_name, bytes, code, detail) => {
    expect(() => inspect(Buffer.from(bytes))).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(detail) as unknown }),
    )
  })
})

function flipped(bytes: Buffer, at: number): Buffer {
  const out = Buffer.from(bytes)
  out[at]! ^= 1
  return out
}

const CAMERA = {
  taken: '2026:05:01 10:20:30',
  zone: '+08:00',
  lon: 113.0123,
  lat: 36.0456,
  errorM: 4.5,
  orientation: 6,
  make: 'HUAWEI',
  model: 'P60',
}
const TOLD = {
  orientation: 6,
  takenAt: new Date('2026-05-01T02:20:30Z'),
  takenZoneKnown: true,
  lon: expect.closeTo(113.0123, 6) as number,
  lat: expect.closeTo(36.0456, 6) as number,
  positionErrorM: 4.5,
  device: 'HUAWEI P60',
}

describe('what a camera tells', () => {
  test.each([
    ['JPEG', jpeg({ camera: CAMERA })],
    ['PNG', pngOf(9, 9, chunk('eXIf', exifBlock(CAMERA)))],
    ['HEIC', heic({ camera: CAMERA })],
    ['JPEG in the other order of bytes', jpeg({ camera: { ...CAMERA, isLittle: true } })],
  ])('is read from %s', (_name, bytes) => {
    expect(readExif(inspect(bytes).exif)).toEqual(TOLD)
  })

  test.each([
    ['no zone: that of the district', { zone: undefined }, { takenZoneKnown: false, takenAt: TOLD.takenAt }],
    ['another zone', { zone: '+00:00' }, { takenAt: new Date('2026-05-01T10:20:30Z') }],
    ['a clock that was never set', { taken: '0000:00:00 00:00:00' }, { takenAt: null, takenZoneKnown: null }],
    ['a day that is none', { taken: '2026:13:41 10:20:30' }, { takenAt: null }],
    ['west and south', { lon: -70.5, lat: -33.25 }, { lon: -70.5, lat: -33.25 }],
    [
      'zeros while it looks for satellites',
      { lon: 0, lat: 0 },
      { lon: null, lat: null, positionErrorM: null },
    ],
    ['a place that is none', { lat: 95 }, { lon: null, lat: null }],
    ['half a place', { lon: undefined }, { lon: null, lat: null }],
    ['an orientation that is none', { orientation: 9 }, { orientation: 1 }],
    ['a maker named twice', { make: 'Apple', model: 'Apple iPhone' }, { device: 'Apple iPhone' }],
  ])('%s', (_name, over, told) => {
    const defined = Object.entries({ ...CAMERA, ...over }).filter(([, value]) => value !== undefined)
    expect(readExif(exifBlock(Object.fromEntries(defined)))).toMatchObject(told)
  })

  test('whatever is damaged counts as not told, and ends', () => {
    const whole = exifBlock(CAMERA)
    for (let end = 0; end < whole.length; end++) readExif(whole.subarray(0, end))
    for (let at = 0; at < whole.length; at++)
      for (const value of [0, 0x7f, 0xff]) {
        const broken = Buffer.from(whole)
        broken[at] = value
        readExif(broken)
      }
    expect(readExif(Buffer.from('XX'))).toMatchObject({ takenAt: null, orientation: 1 })
    expect(readExif(null)).toMatchObject({ lon: null, device: null })
  })
})
