import { createHash } from 'node:crypto'

/** A statement that came so often will come again: planning one with its policies costs more than running it. */
const OFTEN = 3
/** Each is kept by every connection, so there is an end to them: lists with rare filters are planned each time. */
const MOST = 200
/** Texts that are counted, so that rare ones do not pile up. */
const COUNTED = 2_000

/** Names for statements that are sent often, by their text; a name stands for the same text on every connection. */
export class PreparedNames {
  private readonly counts = new Map<string, number>()
  private readonly names = new Map<string, string>()

  /** The name under which the statement is to be prepared; undefined while it is rare. */
  nameOf(text: string): string | undefined {
    const name = this.names.get(text)
    if (name !== undefined || this.names.size >= MOST) return name
    const count = (this.counts.get(text) ?? 0) + 1
    if (count < OFTEN) {
      if (this.counts.size >= COUNTED) this.counts.clear()
      this.counts.set(text, count)
      return undefined
    }
    this.counts.delete(text)
    const made = `tuban_${createHash('sha256').update(text).digest('hex').slice(0, 16)}`
    this.names.set(text, made)
    return made
  }
}
