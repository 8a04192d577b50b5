/** Items per block: the price of an insertion is a copy of so many numbers. */
const BLOCK_SIZE = 256

/** A place between items; only good until the next change. */
export interface BlockPlace {
  block: number
  at: number
}

/**
 * Numbers in an order that only the caller knows, found by halving and kept in short blocks: insertion and removal stay
 * cheap with 50,000 items. No block is ever empty.
 */
export class OrderedBlocks {
  private readonly blocks: number[][] = []

  /** The place before the first item that does not hold `isBefore`; items that hold it come first. */
  locate(isBefore: (item: number) => boolean): BlockPlace {
    const block = Math.max(0, halve(this.blocks.length, (at) => isBefore(this.blocks[at]![0]!)) - 1)
    const items = this.blocks[block] ?? []
    return this.tidy({ block, at: halve(items.length, (at) => isBefore(items[at]!)) })
  }

  before({ block, at }: BlockPlace): number | undefined {
    return at > 0 ? this.blocks[block]![at - 1] : this.blocks[block - 1]?.at(-1)
  }

  after({ block, at }: BlockPlace): number | undefined {
    return this.blocks[block]?.[at]
  }

  /** Takes out the item after the place; answers the place that is left. */
  removeAfter(place: BlockPlace): BlockPlace {
    const items = this.blocks[place.block]!
    items.splice(place.at, 1)
    if (items.length === 0) this.blocks.splice(place.block, 1)
    return this.tidy(place)
  }

  insert({ block, at }: BlockPlace, added: readonly number[]): void {
    if (added.length === 0) return
    const home = at === 0 && block > 0 && block === this.blocks.length ? block - 1 : block
    const items = this.blocks[home] ?? []
    const where = home === block ? at : items.length
    const merged = [...items.slice(0, where), ...added, ...items.slice(where)]
    if (merged.length <= BLOCK_SIZE) this.blocks[home] = merged
    else {
      const halves: number[][] = []
      for (let start = 0; start < merged.length; start += BLOCK_SIZE / 2)
        halves.push(merged.slice(start, start + BLOCK_SIZE / 2))
      this.blocks.splice(home, 1, ...halves)
    }
  }

  /** The end of one block is the start of the next. */
  private tidy({ block, at }: BlockPlace): BlockPlace {
    return at > 0 && at === this.blocks[block]?.length ? { block: block + 1, at: 0 } : { block, at }
  }
}

/** How many of 0 … count − 1 hold, where those that hold come first. */
function halve(count: number, holds: (at: number) => boolean): number {
  let [low, high] = [0, count]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(middle)) low = middle + 1
    else high = middle
  }
  return low
}
