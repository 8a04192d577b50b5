/** Depth of a FeatureCollection with a MultiPolygon is 8; more is somebody's experiment. */
const MAX_DEPTH = 12

/** Why a text is no JSON that we take: the message names the place and the way out. */
export class JsonError extends Error {
  override name = 'JsonError'
}

/**
 * JSON, read strictly: no repeated keys (readers disagree on which counts), no deep nesting, nothing after the value.
 * Throws JsonError.
 */
export function parseStrictJson(text: string): unknown {
  const trimmed = text.replace(/^\uFEFF/, '')
  if (trimmed.trim() === '') throw new JsonError('The file is empty.')
  let value: unknown
  try {
    value = JSON.parse(trimmed)
  } catch (error) {
    throw new JsonError(`This is not JSON: ${error instanceof Error ? error.message : String(error)}.`)
  }
  new KeyScanner(trimmed).scan()
  return value
}

/** Walks text that JSON.parse took, and looks only at keys and depth. */
class KeyScanner {
  private readonly text: string
  private at = 0

  constructor(text: string) {
    this.text = text
  }

  scan(): void {
    const open: (Set<string> | null)[] = []
    for (; this.at < this.text.length; this.at++) {
      const char = this.text[this.at]
      if (char === '{' || char === '[') {
        open.push(char === '{' ? new Set() : null)
        if (open.length > MAX_DEPTH)
          throw new JsonError(`The JSON is nested deeper than ${MAX_DEPTH} levels.`)
      } else if (char === '}' || char === ']') open.pop()
      else if (char === '"') {
        const string = this.string()
        const keys = open.at(-1)
        if (keys && this.isKey()) {
          if (keys.has(string)) throw new JsonError(`The key ${string} stands twice in one object.`)
          keys.add(string)
        }
      }
    }
  }

  /** The string that starts here; leaves `at` on its closing quote. */
  private string(): string {
    const start = this.at
    for (this.at++; this.text[this.at] !== '"'; this.at++) if (this.text[this.at] === '\\') this.at++
    return String(JSON.parse(this.text.slice(start, this.at + 1)))
  }

  private isKey(): boolean {
    let next = this.at + 1
    while (/\s/.test(this.text[next] ?? '')) next++
    return this.text[next] === ':'
  }
}
