/**
 * When the statement under way must have ended, in memory that the engine's thread and the main thread share: a thread
 * that computes can neither send nor receive messages, and the other must not mistake its own pauses for its.
 */
export class Deadline {
  readonly memory: SharedArrayBuffer
  private readonly due: BigInt64Array

  constructor(memory = new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT)) {
    this.memory = memory
    this.due = new BigInt64Array(memory)
  }

  /** A statement begins; 0 ms is no limit. */
  set(ms: number): void {
    Atomics.store(this.due, 0, ms > 0 ? BigInt(Date.now() + ms) : 0n)
  }

  clear(): void {
    Atomics.store(this.due, 0, 0n)
  }

  get isOver(): boolean {
    const due = Atomics.load(this.due, 0)
    return due !== 0n && BigInt(Date.now()) > due
  }
}
