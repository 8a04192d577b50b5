import { expect, test } from 'vitest'
import { rectangle } from '../../fixtures/builders/geometry.ts'
import { migrate } from '../../server/db/migrate.ts'
import { Ground } from '../sql/ground.ts'
import { temporaryFolder } from '../intake/files.ts'
import { embeddedDatabase, freshDatabase, NATIVE_URL, urlOf } from '../support/database.ts'
import { tuban } from './run.ts'

const folder = temporaryFolder()

/** An installation with two reports over a field, then left alone. */
async function installation() {
  const dataDir = folder.path('data')
  const open = () => (NATIVE_URL ? freshDatabase() : embeddedDatabase({ dataDir }))
  const db = await open()
  await migrate(db)
  const ground = await Ground.make(db)
  await ground.layer('land-use', [
    { geometry: rectangle({ east: -50, north: -50, width: 120, height: 200 }), class: '0103' },
  ])
  for (const east of [0, 20]) await ground.report(rectangle({ east, north: 0, width: 100, height: 50 }))
  const { rows } = await db.query<{ report_no: string }>(
    'select report_no from land.report order by report_id',
  )
  const env: Record<string, string> = {
    DATA_DIR: dataDir,
    ...(NATIVE_URL && { DATABASE_URL: await urlOf(db) }),
  }
  // The embedded engine is one process's own.
  if (!NATIVE_URL) await db.close()
  return {
    district: ground.district,
    numbers: rows.map((row) => row.report_no),
    run: (...args: string[]) => tuban(['verify', ...args], env),
    /** A fault of PostGIS's own: its pieces are not where the features are. */
    async movePieces() {
      const opened = NATIVE_URL ? db : await open()
      await opened.query('update land.layer_piece set geom = ST_Translate(geom, 1, 0)')
      if (!NATIVE_URL) await opened.close()
    },
    close: () => (NATIVE_URL ? db.close() : Promise.resolve()),
  }
}

test('both engines are asked; what differs is listed with both areas, and the exit code says so', async () => {
  const { district, numbers, run, movePieces, close } = await installation()
  try {
    const all = await run('--all')
    expect(all.stdout, all.stderr).toMatch(/^2 reports, \d+ areas compared: 0 differ by more than 0\.01 m²/)
    expect(all.code).toBe(0)
    const one = await run('--reports', numbers[1]!, '--district', district)
    expect(one.stdout, one.stderr).toMatch(/^1 reports, /)

    for (const wrong of [[], ['--all', '--reports', numbers[0]!], ['--all', numbers[0]!]])
      expect((await run(...wrong)).code).toBe(2)
    const unknown = await run('--reports', 'NONE-1')
    expect({ code: unknown.code, stderr: unknown.stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('there is no report NONE-1'),
    })
    expect((await run('--all', '--district', '999999')).stderr).toContain('there is no district 999999')

    await movePieces()
    const moved = await run('--all')
    expect(moved.code).toBe(1)
    const lines = moved.stdout.split('\n').filter((line) => line.startsWith(numbers[0]!))
    expect(lines.map((line) => line.split(/\s+/)[1])).toEqual(
      expect.arrayContaining(['cultivated', 'unsurveyed', 'land-use/1']),
    )
    // 50 m of a border that lies a metre farther east.
    const [, , postgis, kernel, apart] = lines.find((line) => line.includes('cultivated'))!.split(/\s+/)
    expect(Number(postgis)).toBeCloseTo(3550, -1)
    expect(Number(kernel)).toBeCloseTo(3500, -1)
    expect(Number(apart)).toBeCloseTo(50, 0)
  } finally {
    await close()
  }
})
