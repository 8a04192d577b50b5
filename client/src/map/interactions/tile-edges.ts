/** Half the width of the world in EPSG:3857. */
const HALF_WORLD = 20_037_508.342789244
/** Tiles are cut this share of their width beyond their edge. */
const MARGIN = 1 / 64
const TOLERANCE = 1 / 8192

type Line = readonly (readonly number[])[]

/** A ring or line of a tile without the edges along which the tile was cut: those are no borders of anything. */
export function withoutTileEdges(line: Line, tileSize: number): number[][][] {
  const runs: number[][][] = []
  let run: number[][] = []
  line.forEach((point, n) => {
    const before = line[n - 1]
    if (before && isTileEdge(before, point, tileSize)) {
      if (run.length > 1) runs.push(run)
      run = []
    }
    run.push([...point])
  })
  if (run.length > 1) runs.push(run)
  return runs
}

const isTileEdge = (a: readonly number[], b: readonly number[], tileSize: number) =>
  [0, 1].some((axis) => isSame(a[axis]!, b[axis]!, tileSize) && isOnMargin(a[axis]!, tileSize))

const isSame = (a: number, b: number, tileSize: number) => Math.abs(a - b) < tileSize * TOLERANCE

function isOnMargin(value: number, tileSize: number): boolean {
  const share = ((value + HALF_WORLD) / tileSize) % 1
  return Math.abs(share - MARGIN) < TOLERANCE || Math.abs(share - (1 - MARGIN)) < TOLERANCE
}
