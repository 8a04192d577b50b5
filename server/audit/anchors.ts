import { existsSync } from 'node:fs'
import { appendFile, mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Db } from '../db/database.ts'
import { canonicalJson } from './canonical-json.ts'

/** The newest seal as it is noted outside the database: its hash stands for every seal and event before it. */
export interface Anchor {
  n: number
  root: string
  at: string
}

export async function readAnchors(file: string): Promise<Anchor[]> {
  if (!existsSync(file)) return []
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '')
  return lines.map(anchorOf)
}

/** A line that is none becomes an anchor that fits no seal, so that the verifier tells of it. */
function anchorOf(line: string): Anchor {
  try {
    const { n, root, at } = JSON.parse(line) as Anchor
    return { n: Number(n) || 0, root: String(root), at: String(at) }
  } catch {
    return { n: 0, root: '', at: '' }
  }
}

/** Notes the newest seal, unless it is noted. */
export async function addAnchor(db: Db, file: string): Promise<void> {
  const { rows } = await db.query<{ n: string; root: string; at: string }>(
    `select n, encode(hash, 'hex') as root, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
       from audit.seal order by n desc limit 1`,
  )
  const newest = rows[0]
  if (!newest) return
  const n = Number(newest.n)
  if ((await readAnchors(file)).at(-1)?.n === n) return
  await mkdir(path.dirname(file), { recursive: true })
  const line = `${canonicalJson({ n, root: newest.root, at: newest.at })}\n`
  await appendFile(file, line, { mode: 0o600, flush: true })
}
