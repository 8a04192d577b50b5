export type HatchDirection = 'rising' | 'falling' | 'crossed'

/** Divides a tile of 512 pixels, so that the lines go on from one tile to the next. */
const SIZE = 8

/** Slanted lines on a clear ground, as a fill for canvas. Made once for each style. */
export function hatch(colour: string, direction: HatchDirection, width = 1): CanvasPattern | string {
  const canvas = document.createElement('canvas')
  canvas.width = SIZE
  canvas.height = SIZE
  const context = canvas.getContext('2d')
  if (!context) return 'rgba(0,0,0,0)'
  context.strokeStyle = colour
  context.lineWidth = width
  context.beginPath()
  // Each line twice, half a tile beyond the edges, so that tiles join without a gap.
  for (const shift of [-SIZE, 0, SIZE]) {
    if (direction !== 'falling') {
      context.moveTo(shift, SIZE)
      context.lineTo(shift + SIZE, 0)
    }
    if (direction !== 'rising') {
      context.moveTo(shift, 0)
      context.lineTo(shift + SIZE, SIZE)
    }
  }
  context.stroke()
  return context.createPattern(canvas, 'repeat') ?? 'rgba(0,0,0,0)'
}
