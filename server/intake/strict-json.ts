/** Depth of a FeatureCollection with a MultiPolygon is 8; more is somebody's experiment. */
const MAX_DEPTH = 8

/** Why a text is no JSON that we take: the message names the place and the way out. */
export class JsonError extends Error {
  override name = 'JsonError'
}

/**
 * JSON, read strictly: no repeated keys (readers disagree on which counts), no deep nesting, nothing after the value, no
 * byte order mark, no text that PostgreSQL cannot store (NUL, half a surrogate pair). Throws JsonError, also for more than
 * `maxChars`.
 */
export function parseStrictJson(text: string, maxChars = Infinity): unknown {
  if (text.trim() === '') throw new JsonError('The file is empty.')
  if (text.length > maxChars)
    throw new JsonError(`The JSON is ${text.length} characters long; at most ${maxChars} are taken.`)
  if (text.startsWith(BYTE_ORDER_MARK))
    throw new JsonError('The JSON starts with a byte order mark: send it without.')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new JsonError(`This is not JSON: ${whatIsWrong(error)}.`)
  }
  checkKeys(text)
  return value
}

/** The same of a file, whose editor may have put a byte order mark before it. */
export const parseStrictJsonFile = (text: string): unknown =>
  parseStrictJson(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text)

const BYTE_ORDER_MARK = '\uFEFF'
const QUOTE = 34
const BACKSLASH = 92
const COLON = 58
const isOpening = (char: number) => char === 123 || char === 91
const isClosing = (char: number) => char === 125 || char === 93
const isSpace = (char: number) => char === 32 || (char >= 9 && char <= 13)

/** Walks text that JSON.parse took, and looks only at strings, keys and depth. */
function checkKeys(text: string): void {
  const open: (Set<string> | null)[] = []
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at)
    if (isOpening(char)) {
      open.push(char === 123 ? new Set() : null)
      if (open.length > MAX_DEPTH) throw new JsonError(`The JSON is nested deeper than ${MAX_DEPTH} levels.`)
    } else if (isClosing(char)) open.pop()
    else if (char === QUOTE) {
      const end = endOfString(text, at)
      const string = storable(text.slice(at, end + 1))
      at = end
      const keys = open.at(-1)
      if (!keys || !isFollowedByColon(text, end + 1)) continue
      if (keys.has(string)) throw new JsonError(`The key “${string}” stands twice in one object.`)
      keys.add(string)
    }
  }
}

function endOfString(text: string, start: number): number {
  let at = start + 1
  for (let char = text.charCodeAt(at); char !== QUOTE; char = text.charCodeAt(at))
    at += char === BACKSLASH ? 2 : 1
  return at
}

function isFollowedByColon(text: string, from: number): boolean {
  let at = from
  while (isSpace(text.charCodeAt(at))) at++
  return text.charCodeAt(at) === COLON
}

function storable(quoted: string): string {
  const string = quoted.includes('\\') ? String(JSON.parse(quoted)) : quoted.slice(1, -1)
  if (string.includes('\0') || !string.isWellFormed())
    throw new JsonError('A text holds a character that no database stores (NUL, or half a character).')
  return string
}

/** Where the parser stopped, without the text that it quotes: a body holds passwords, a file people. */
function whatIsWrong(error: unknown): string {
  const said = error instanceof Error ? error.message : ''
  return / at position \d+|end of JSON input/.test(said) && !said.includes('...')
    ? said
    : 'a character stands where none may'
}
