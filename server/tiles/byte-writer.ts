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
    while (rest > 127) {
      this.buffer[this.length++] = (rest % 128) | 128
      rest = Math.floor(rest / 128)
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
