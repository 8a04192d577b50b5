import { readFileSync, writeFileSync } from 'node:fs'
import { PhotonImage, resize, SamplingFilter } from '@silvia-odwyer/photon-node'
import { drawable, upright } from './upright.ts'

// The process of picture.ts: decodes one picture, and writes it smaller and upright, without anything that was beside it.

export interface PictureOrder {
  source: string
  orientation: number
  targets: { file: string; longSide: number }[]
}

const QUALITY = 82

function work({ source, orientation, targets }: PictureOrder): void {
  let picture = PhotonImage.new_from_byteslice(readFileSync(source))
  // From the largest to the smallest, each made of the one before.
  for (const { file, longSide } of targets.toSorted((a, b) => b.longSide - a.longSide)) {
    const { width, height } = drawable(picture.get_width(), picture.get_height(), longSide)
    const smaller = resize(picture, width, height, SamplingFilter.Triangle)
    picture.free()
    picture = smaller
    const turned = upright({ pixels: picture.get_raw_pixels(), width, height }, orientation)
    const drawn = new PhotonImage(turned.pixels, turned.width, turned.height)
    writeFileSync(file, drawn.get_bytes_jpeg(QUALITY), { mode: 0o440 })
    drawn.free()
  }
}

process.once('message', (order) => {
  work(order as PictureOrder)
  process.send?.('done', () => process.disconnect())
})
