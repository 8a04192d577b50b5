/** Fewer are copied faster one by one than by a call. */
const FEW_BYTES = 48

/** How many bytes a number of at most 31 bits takes as a varint. */
export const varintSize = (value: number) =>
  value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : value < 0x1000_0000 ? 4 : 5

/** Grows as it is written to; integers as protobuf varints. */
export class ByteWriter {
  private buffer: Buffer
  private length = 0

  constructor(size = 1 << 12) {
    this.buffer = Buffer.allocUnsafe(size)
  }

  varint(value: number): void {
    this.reserve(10)
    let rest = value
    // Bit operations take 32 bits; nearly every number of a tile has fewer.
    while (rest > 0x7fffffff) {
      this.buffer[this.length++] = (rest % 128) | 128
      rest = Math.floor(rest / 128)
    }
    while (rest > 127) {
      this.buffer[this.length++] = (rest & 127) | 128
      rest >>>= 7
    }
    this.buffer[this.length++] = rest
  }

  /** A signed integer, small values of either sign in few bytes. */
  zigzag(value: number): void {
    this.varint(value < 0 ? -2 * value - 1 : 2 * value)
  }

  double(value: number): void {
    this.reserve(8)
    this.length = this.buffer.writeDoubleLE(value, this.length)
  }

  /** A length-delimited field: tag, size, bytes. */
  field(number: number, bytes: Uint8Array): void {
    this.varint((number << 3) | 2)
    this.varint(bytes.length)
    this.reserve(bytes.length)
    this.buffer.set(bytes, this.length)
    this.length += bytes.length
  }

  /** Coordinates x, y, x, y … as the steps from one to the next, the first from `fromX`, `fromY`; `step` −2 takes them backwards. */
  steps(xy: Int32Array, first: number, count: number, step: 2 | -2, fromX: number, fromY: number): void {
    this.reserve(count * 10)
    const { buffer } = this
    let { length } = this
    let [x, y] = [fromX, fromY]
    for (let n = 0, at = first; n < count; n++, at += step) {
      const [dx, dy] = [xy[at]! - x, xy[at + 1]! - y]
      x = xy[at]!
      y = xy[at + 1]!
      let rest = ((dx << 1) ^ (dx >> 31)) >>> 0
      for (; rest > 127; rest >>>= 7) buffer[length++] = (rest & 127) | 128
      buffer[length++] = rest
      rest = ((dy << 1) ^ (dy >> 31)) >>> 0
      for (; rest > 127; rest >>>= 7) buffer[length++] = (rest & 127) | 128
      buffer[length++] = rest
    }
    this.length = length
  }

  /** Another writer's bytes. */
  append({ buffer, length }: ByteWriter): void {
    this.reserve(length)
    if (length < FEW_BYTES) for (let at = 0; at < length; at++) this.buffer[this.length + at] = buffer[at]!
    else buffer.copy(this.buffer, this.length, 0, length)
    this.length += length
  }

  get size(): number {
    return this.length
  }

  text(number: number, text: string): void {
    this.field(number, Buffer.from(text))
  }

  get isEmpty(): boolean {
    return this.length === 0
  }

  /** What was written; valid until the next write. */
  bytes(): Buffer {
    return this.buffer.subarray(0, this.length)
  }

  clear(): void {
    this.length = 0
  }

  private reserve(more: number): void {
    if (this.length + more <= this.buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.length + more))
    this.buffer.copy(larger, 0, 0, this.length)
    this.buffer = larger
  }
}
