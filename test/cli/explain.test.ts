import { expect, test } from 'vitest'
import { rectangle } from '../../fixtures/builders/geometry.ts'
import { migrate } from '../../server/db/migrate.ts'
import { evaluateReports } from '../../server/evaluate.ts'
import { temporaryFolder } from '../intake/files.ts'
import { embeddedDatabase, freshDatabase, NATIVE_URL, urlOf } from '../support/database.ts'
import { Ground } from '../sql/ground.ts'
import { tuban } from './run.ts'

const folder = temporaryFolder()

/** An installation with one judged report on farmland, then left alone. */
async function installation() {
  const dataDir = folder.path('data')
  const open = () => (NATIVE_URL ? freshDatabase() : embeddedDatabase({ dataDir }))
  const db = await open()
  await migrate(db)
  const ground = await Ground.make(db)
  await ground.layer('land-use', [
    { geometry: rectangle({ east: -50, north: -50, width: 300, height: 200 }), class: '0103' },
  ])
  await ground.layer('land-approvals', [])
  const reportId = await ground.report(rectangle({ east: 0, north: 0, width: 100, height: 50 }))
  await evaluateReports(db, { district: ground.district, reportIds: [reportId] })
  const { rows } = await db.query<{ finding_id: string }>(
    `select finding_id from land.finding where rule_id = 'NA-02'`,
  )
  const env: Record<string, string> = NATIVE_URL ? { DATABASE_URL: await urlOf(db) } : { DATA_DIR: dataDir }
  const findingId = rows[0]!.finding_id
  // The embedded engine is one process's own.
  if (!NATIVE_URL) await db.close()
  return {
    findingId,
    run: (...args: string[]) => tuban(['explain', ...args], env),
    async tamper() {
      const opened = NATIVE_URL ? db : await open()
      await opened.query(
        `update land.ledger_entry set area_m2 = area_m2 + 1 where entry = 'remainderCultivated'`,
      )
      if (!NATIVE_URL) await opened.close()
    },
    close: () => (NATIVE_URL ? db.close() : Promise.resolve()),
  }
}

test('a finding is derived and made again; what differs is marked, with both numbers and the exit code', async () => {
  const { findingId, run, tamper, close } = await installation()
  try {
    const { code, stdout, stderr } = await run(`F-${findingId}`)
    expect(code, stderr).toBe(0)
    expect(stdout).toMatch(new RegExp(`^F-${findingId} · NA-02 占用耕地`))
    expect(stdout).toMatch(/remainderCultivated 4,999\.9\d+ m² \([\d.]+ 亩\) > overlay\.noiseM2 1\.00 m²/)
    expect(stdout).toMatch(/✓ 全部一致 everything is the same\n$/)
    expect(stdout).not.toContain('✗')

    expect((await run('NA-02')).code).toBe(2)

    await tamper()
    const tampered = await run(findingId, '--json')
    expect(tampered.code).toBe(1)
    expect(JSON.parse(tampered.stdout)).toMatchObject({ checks: { areas: { state: 'differs' } } })
    const shown = await run(findingId)
    expect(shown.code).toBe(1)
    expect(shown.stdout).toMatch(/✗ entry remainderCultivated 5,000\.9\d+ → 4,999\.9\d+/)
  } finally {
    await close()
  }
})
