/** A tile as it goes out, with and without compression. */
export interface CachedTile {
  plain: Buffer
  brotli: Buffer | null
}

const bytesOf = ({ plain, brotli }: CachedTile) => plain.length + (brotli?.length ?? 0)

/**
 * Tiles of layer versions, which never change: the ones that were asked for last, up to so many bytes. Whoever asks must have
 * been let in before.
 */
export class TileCache {
  private readonly maxBytes: number
  private readonly tiles = new Map<string, CachedTile>()
  private bytes = 0

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes
  }

  get(key: string): CachedTile | undefined {
    const tile = this.tiles.get(key)
    if (!tile) return undefined
    // A Map keeps the order of insertion: the oldest stands first.
    this.tiles.delete(key)
    this.tiles.set(key, tile)
    return tile
  }

  set(key: string, tile: CachedTile): void {
    this.forget(key)
    if (bytesOf(tile) > this.maxBytes) return
    this.tiles.set(key, tile)
    this.bytes += bytesOf(tile)
    for (const oldest of this.tiles.keys()) {
      if (this.bytes <= this.maxBytes) return
      this.forget(oldest)
    }
  }

  private forget(key: string): void {
    const tile = this.tiles.get(key)
    if (!tile) return
    this.tiles.delete(key)
    this.bytes -= bytesOf(tile)
  }
}
