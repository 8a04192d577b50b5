import { maskIdNo, maskPhone } from '../../domain/party.ts'
import { errorCode } from '../db/errors.ts'

/** Everything that a line may tell. What is not in the list is left out, and only its name is told. */
const FIELDS: readonly string[] = [
  'err',
  // A request: never its query, headers or body.
  'requestId',
  'method',
  'path',
  'status',
  'ms',
  'login',
  'aborted',
  'code',
  // Jobs, events that are delivered, evidence, readiness.
  'jobId',
  'kind',
  'attempts',
  'state',
  'retryInS',
  'outboxId',
  'evidence',
  'sha256',
  'fault',
  'removed',
  'faults',
  'degraded',
  // Posts that nobody gave; periods that ran out.
  'table',
  'row',
  'personId',
  'purged',
]

type Line = Record<string, unknown>

/** What is written of a line: fields of the list, with whatever may be of a person, a secret or a place made harmless. */
export function logLine(line: Line): Line {
  const kept = Object.entries(line).filter(([name, value]) => FIELDS.includes(name) && value !== undefined)
  const dropped = Object.keys(line).filter((name) => !FIELDS.includes(name))
  return {
    ...Object.fromEntries(
      kept.map(([name, value]) => [name, name === 'path' ? harmlessPath(String(value)) : harmless(value)]),
    ),
    ...(dropped.length > 0 && { dropped }),
  }
}

/** Causes of causes: enough to understand, and an end where they go in a circle. */
const MAX_DEPTH = 5

function harmless(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return harmlessText(value)
  if (depth > MAX_DEPTH) return '…'
  if (value instanceof Error) return errorLine(value, depth)
  if (Array.isArray(value)) return value.map((one) => harmless(one, depth + 1))
  return typeof value === 'object' && value !== null ? '…' : value
}

/** Of an error nothing but this: a database error carries the values of the row. */
function errorLine(error: Error, depth: number): Line {
  const { name, message, stack, cause } = error
  return {
    name,
    message: harmlessText(message),
    ...(errorCode(error) && { code: errorCode(error) }),
    ...(stack !== undefined && { stack: harmlessText(stack) }),
    ...(cause !== undefined && { cause: harmless(cause, depth + 1) }),
  }
}

/** Decimals of degrees: two tell some kilometre. */
const DEGREES = /(?<![\d.])-?\d{1,3}\.\d{3,}(?![\d.Z])/g
const MOBILE = /(?<![\dA-Za-z])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?![\dA-Za-z])/g
const ID_NO = /(?<![\dA-Za-z])\d{17}[\dXx](?![\dA-Za-z])/g
/** Session tokens, links, keys; hashes of files are none of them. */
const TOKEN = /(?<![\w-])(?![0-9a-f]{64}(?![\w-]))[\w-]{40,}(?![\w-])/g
const QUERY = /(\/[\w\-./:%~]*)\?[^\s"'`)]+/g
const URL_PASSWORD = /(\w+:\/\/[^\s:/@]*):[^\s@/]*@/g
const ASSIGNED =
  /\b(password|passwd|token|secret|cookie|authorization|sid)(["']?\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s,;]+)/gi
/** What a database says at the end of a message of a value that it could not read. */
const READ_VALUE = /(invalid input [^"]*|out of range[^"]*): ".*?"/gs
/** Ends of lines that JSON does not escape. */
const LINE_ENDS = /[\u0085\u2028\u2029]/g

/** A text without phones, ID numbers, tokens, passwords and exact places. */
export function harmlessText(text: string): string {
  return text
    .replace(LINE_ENDS, (end) => `\\u${end.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(READ_VALUE, '$1: "…"')
    .replace(URL_PASSWORD, '$1:…@')
    .replace(ASSIGNED, '$1$2…')
    .replace(QUERY, '$1?…')
    .replace(TOKEN, '…')
    .replace(ID_NO, maskIdNo)
    .replace(MOBILE, maskPhone)
    .replace(DEGREES, (degrees) => Number(degrees).toFixed(2))
}

const MAX_PATH = 200
/** The number of a tile beyond this zoom tells the place to less than 0.01°. */
const TILE = /\/(\d{1,2})\/\d+\/\d+(?=\.mvt$)/
const COARSE_ZOOM = 15

function harmlessPath(path: string): string {
  const coarse = path.replace(TILE, (whole, zoom: string) =>
    Number(zoom) > COARSE_ZOOM ? `/${zoom}/*/*` : whole,
  )
  return harmlessText(coarse.slice(0, MAX_PATH))
}
