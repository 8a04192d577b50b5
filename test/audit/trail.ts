import { createHash } from 'node:crypto'
import { addAnchor, readAnchors } from '../../server/audit/anchors.ts'
import { writeBundle, type Excerpt } from '../../server/audit/bundle.ts'
import { localActor, recordAll, reportStream, type AuditEvent } from '../../server/audit/record.ts'
import { sealPending } from '../../server/audit/seal.ts'
import type { Database } from '../../server/db/database.ts'
import { verifyBundle } from '../../tools/audit-verify/bundle.ts'
import { canonical } from '../../tools/audit-verify/format.ts'

export const KEY = Buffer.alloc(32, 7)

export const CASE = reportStream('140404', '1')
export const OTHER_CASE = reportStream('140404', '2')

export const anEvent = (stream: string, over: Partial<AuditEvent> = {}): AuditEvent => ({
  stream,
  by: { ...localActor('fenxi'), org: '140404/analyst', ip: '127.0.0.1' },
  action: 'report.decide',
  object: stream,
  reason: '未批先建',
  before: { state: 'reported' },
  after: { state: 'decided' },
  detail: { decision: 'suspected' },
  ...over,
})

/** Two cases and the sign-ins of a day: two seals with an anchor each, and an event that is not sealed yet. */
export async function givenTrail(db: Database, anchorFile: string): Promise<void> {
  const add = (...streams: string[]) =>
    db.transaction((tx) =>
      recordAll(
        tx,
        streams.map((stream) => anEvent(stream)),
      ),
    )
  await add('auth', CASE, CASE, OTHER_CASE, CASE)
  await sealPending(db, KEY)
  await addAnchor(db, anchorFile)
  await add(CASE, 'auth', CASE, OTHER_CASE)
  await sealPending(db, KEY)
  await addAnchor(db, anchorFile)
  await add(CASE)
}

export async function bundleOf(db: Database, anchorFile: string, excerpt?: Excerpt): Promise<Buffer> {
  const parts: string[] = []
  await writeBundle(db, {
    anchors: await readAnchors(anchorFile),
    write: (text) => Promise.resolve(void parts.push(text)),
    ...(excerpt && { excerpt }),
  })
  return Buffer.from(parts.join(''))
}

export const verify = (bundle: Buffer, keys: readonly Buffer[] = [KEY]) => verifyBundle([bundle], keys)

export type Row = Record<string, string | number | null> & { type: string }

export const rowsOf = (bundle: Buffer): Row[] =>
  bundle
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Row)

/** A bundle of these rows with a footer that fits, as a forger would make it. */
export function bundled(rows: readonly Row[]): Buffer {
  const body = rows.filter(({ type }) => type !== 'footer')
  const text = body.map((row) => `${canonical(row)}\n`).join('')
  const sha256 = createHash('sha256').update(text).digest('hex')
  return Buffer.from(`${text}${canonical({ type: 'footer', lines: body.length, sha256 })}\n`)
}
