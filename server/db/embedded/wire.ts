/** Messages of the PostgreSQL protocol, version 3, as far as the multiplexer looks into them. */

const encoder = new TextEncoder()
const decoder = new TextDecoder()

export const SSL_REQUEST = 80877103
export const GSS_REQUEST = 80877104
export const CANCEL_REQUEST = 80877102

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}

export const cString = (text: string) => encoder.encode(`${text}\0`)
export const bytesOf = (text: string) => encoder.encode(text)
export const textOf = (bytes: Uint8Array) => decoder.decode(bytes)

/** The zero-terminated string at `from`, and where the next field begins. */
export function readCString(bytes: Uint8Array, from: number): [text: string, next: number] {
  const end = bytes.indexOf(0, from)
  return [decoder.decode(bytes.subarray(from, end)), end + 1]
}

export function int32(value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setInt32(0, value)
  return bytes
}

export const readInt32 = (bytes: Uint8Array, at: number) =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getInt32(at)

/** A typed message: one letter, its length, its body. */
export function message(type: string, ...body: Uint8Array[]): Uint8Array {
  const size = body.reduce((sum, part) => sum + part.length, 4)
  return concat([bytesOf(type), int32(size), ...body])
}

export function errorMessage(code: string, text: string): Uint8Array {
  const fields = [`SFATAL`, `VFATAL`, `C${code}`, `M${text}`].map(cString)
  return message('E', ...fields, new Uint8Array([0]))
}

/** A field of an error's body by its letter: V is the severity, C the SQLSTATE, M the message. */
export function errorField(body: Uint8Array, letter: string): string | null {
  for (let at = 0; at < body.length && body[at] !== 0;) {
    const [value, next] = readCString(body, at + 1)
    if (body[at] === letter.charCodeAt(0)) return value
    at = next
  }
  return null
}

/** What a server says after a client's start-up message. */
export function greeting(connectionId: number, serverVersion: string): Uint8Array {
  const parameter = (name: string, value: string) => message('S', cString(name), cString(value))
  return concat([
    message('R', int32(0)),
    parameter('server_version', serverVersion),
    parameter('server_encoding', 'UTF8'),
    parameter('client_encoding', 'UTF8'),
    parameter('DateStyle', 'ISO, MDY'),
    parameter('IntervalStyle', 'postgres'),
    parameter('TimeZone', 'UTC'),
    parameter('integer_datetimes', 'on'),
    parameter('standard_conforming_strings', 'on'),
    message('K', int32(connectionId), int32(0)),
    message('Z', bytesOf('I')),
  ])
}
