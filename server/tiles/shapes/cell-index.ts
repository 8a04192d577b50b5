import type { Box } from './shape-set.ts'

/** As many cells as boxes, so that a cell holds a few. */
const MOST_CELLS = 1 << 20

/**
 * Which boxes meet a box, by a grid of equal cells. Fit for shapes that are small beside the whole, as those of layers are, since large
 * ones come in pieces.
 */
export class CellIndex {
  private readonly boxes: Int32Array
  private readonly left: number = 0
  private readonly bottom: number = 0
  private readonly cell: number = 1
  private readonly columns: number = 1
  private readonly rows: number = 1
  /** Where the items of each cell begin, and one more. */
  private readonly starts: Uint32Array
  private readonly items: Uint32Array

  /** @param boxes Four numbers each: left, bottom, right, top. */
  constructor(boxes: Int32Array) {
    this.boxes = boxes
    const count = boxes.length / 4
    if (count > 0) {
      let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity]
      for (let at = 0; at < boxes.length; at += 4) {
        x0 = Math.min(x0, boxes[at]!)
        y0 = Math.min(y0, boxes[at + 1]!)
        x1 = Math.max(x1, boxes[at + 2]!)
        y1 = Math.max(y1, boxes[at + 3]!)
      }
      this.left = x0
      this.bottom = y0
      const [width, height] = [x1 - x0 + 1, y1 - y0 + 1]
      this.cell = Math.max(1, Math.sqrt((width * height) / Math.min(count, MOST_CELLS)))
      this.columns = Math.ceil(width / this.cell)
      this.rows = Math.ceil(height / this.cell)
    }

    const counts = new Uint32Array(this.columns * this.rows + 1)
    for (let item = 0; item < count; item++)
      this.eachCell(this.boxOf(item), (cell) => (counts[cell + 1]! += 1))
    for (let cell = 1; cell < counts.length; cell++) counts[cell]! += counts[cell - 1]!
    this.starts = counts
    this.items = new Uint32Array(counts.at(-1)!)
    const next = counts.slice()
    for (let item = 0; item < count; item++)
      this.eachCell(this.boxOf(item), (cell) => (this.items[next[cell]!++] = item))
  }

  get bytes(): number {
    return this.starts.byteLength + this.items.byteLength
  }

  /** Calls `visit` once with each item whose box meets the given one, edges included. */
  search(box: Box, visit: (item: number) => void): void {
    if (this.items.length === 0) return
    const { boxes } = this
    const [x0, y0, x1, y1] = box
    const [fromColumn, toColumn] = [this.columnOf(x0), this.columnOf(x1)]
    const [fromRow, toRow] = [this.rowOf(y0), this.rowOf(y1)]
    for (let row = fromRow; row <= toRow; row++)
      for (let column = fromColumn; column <= toColumn; column++) {
        const cell = row * this.columns + column
        for (let at = this.starts[cell]!; at < this.starts[cell + 1]!; at++) {
          const item = this.items[at]!
          const b = item * 4
          if (boxes[b]! > x1 || boxes[b + 2]! < x0 || boxes[b + 1]! > y1 || boxes[b + 3]! < y0) continue
          // An item stands in every cell that it meets: it is told in the first of them that was asked for.
          const isFirst =
            column === Math.max(fromColumn, this.columnOf(boxes[b]!)) &&
            row === Math.max(fromRow, this.rowOf(boxes[b + 1]!))
          if (isFirst) visit(item)
        }
      }
  }

  private boxOf(item: number): Box {
    const { boxes } = this
    return [boxes[item * 4]!, boxes[item * 4 + 1]!, boxes[item * 4 + 2]!, boxes[item * 4 + 3]!]
  }

  private eachCell([x0, y0, x1, y1]: Box, visit: (cell: number) => void): void {
    const [toColumn, toRow] = [this.columnOf(x1), this.rowOf(y1)]
    for (let row = this.rowOf(y0); row <= toRow; row++)
      for (let column = this.columnOf(x0); column <= toColumn; column++) visit(row * this.columns + column)
  }

  private columnOf(x: number): number {
    return Math.min(this.columns - 1, Math.max(0, Math.floor((x - this.left) / this.cell)))
  }

  private rowOf(y: number): number {
    return Math.min(this.rows - 1, Math.max(0, Math.floor((y - this.bottom) / this.cell)))
  }
}
