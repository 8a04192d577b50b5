/** Pixels of four bytes, row by row from the upper left. */
export interface Raster {
  pixels: Uint8Array
  width: number
  height: number
}

/** The size within a square of `longSide`, never enlarged. */
export function drawable(width: number, height: number, longSide: number): { width: number; height: number } {
  const factor = Math.min(1, longSide / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) }
}

/** Turns a picture as its camera was held (EXIF orientation 1 to 8), over white where it is transparent. */
export function upright({ pixels, width, height }: Raster, orientation: number): Raster {
  const isTurned = orientation >= 5
  const turned = { width: isTurned ? height : width, height: isTurned ? width : height }
  const out = new Uint8Array(pixels.length)
  for (let y = 0; y < turned.height; y++)
    for (let x = 0; x < turned.width; x++) {
      const [u, v] = isTurned ? [y, x] : [x, y]
      const isMirroredX = orientation === 2 || orientation === 3 || orientation === 7 || orientation === 8
      const isMirroredY = orientation === 3 || orientation === 4 || orientation === 6 || orientation === 7
      const from = 4 * ((isMirroredY ? height - 1 - v : v) * width + (isMirroredX ? width - 1 - u : u))
      const to = 4 * (y * turned.width + x)
      const alpha = pixels[from + 3]! / 255
      for (let band = 0; band < 3; band++)
        out[to + band] = Math.round(pixels[from + band]! * alpha + 255 * (1 - alpha))
      out[to + 3] = 255
    }
  return { pixels: out, ...turned }
}
