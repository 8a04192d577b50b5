import { readFileSync } from 'node:fs'

/** The rows of a file of length-prefixed WKB (int32 id, int32 length, bytes), as bench/peers/data.ts writes it. */
export function rowsOf(file: string): { id: number; wkb: Buffer }[] {
  const bytes = readFileSync(file)
  const rows: { id: number; wkb: Buffer }[] = []
  for (let at = 0; at < bytes.length;) {
    const length = bytes.readInt32LE(at + 4)
    rows.push({ id: bytes.readInt32LE(at), wkb: bytes.subarray(at + 8, at + 8 + length) })
    at += 8 + length
  }
  return rows
}
