import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { installKeys } from '../server/keys/installed.ts'
import { KeyRing } from '../server/keys/ring.ts'
import { expectedFile, judge, load, type Said } from '../test/metamorphic/judged.ts'
import { andorraSample, demoSample } from '../test/metamorphic/sample.ts'
import { freshDatabase } from '../test/support/database.ts'

// `node scripts/metamorphic-expected.ts`: writes what the platform says of the two samples, as they are drawn, to
// fixtures/metamorphic/, for test/metamorphic to hold every other way of drawing and judging them against. To be run, and its
// diff read, where a change is meant to alter an area or a flag.

/** µm²: what is beyond is rounding. */
const rounded = (_key: string, value: unknown) =>
  typeof value === 'number' ? Number(value.toFixed(6)) : value

const lines = (reports: readonly Said[]) =>
  `[\n${reports.map((report) => JSON.stringify(report, rounded)).join(',\n')}\n]\n`

installKeys({ ring: new KeyRing(() => [Buffer.alloc(32, 1)]), profile: 'standard' })
const folder = mkdtempSync(path.join(tmpdir(), 'tuban-expected-'))
const db = await freshDatabase()
try {
  for (const sample of [demoSample(), await andorraSample()]) {
    const reports = await judge(db, sample, await load(db, sample, folder))
    writeFileSync(expectedFile(sample.name), lines(reports))
    console.log(`${sample.name}: ${reports.length} reports`)
  }
} finally {
  await db.close()
  rmSync(folder, { recursive: true })
}
process.exit()
