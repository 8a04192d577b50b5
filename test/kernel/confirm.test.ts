import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { rectangle } from '../../fixtures/builders/geometry.ts'
import type { Database } from '../../server/db/database.ts'
import { evaluateReports } from '../../server/evaluate.ts'
import { installKernel } from '../../server/kernel/kernel.ts'
import { judgedAgain, storedCases } from '../../server/queries/stored-cases.ts'
import { Ground } from '../sql/ground.ts'
import { freshDatabase } from '../support/database.ts'

// Before something grave is stored as found, a second engine has to say the same.

let db: Database
let dataDir: string
let ground: Ground

beforeAll(async () => {
  db = await freshDatabase()
  dataDir = await mkdtemp(path.join(tmpdir(), 'tuban-kernel-'))
})
afterAll(async () => {
  installKernel({ dataDir, kernel: { isOn: false, memoryMb: 64 } })
  await db.close()
  await rm(dataDir, { recursive: true, force: true })
})

/** A works of half a hectare on basic farmland, in a survey of fields. */
beforeEach(async () => {
  installKernel({ dataDir, kernel: { isOn: true, memoryMb: 64 } })
  ground = await Ground.make(db)
  const wide = rectangle({ east: -100, north: -100, width: 400, height: 400 })
  await ground.layer('land-use', [{ geometry: wide, class: '0103' }])
  await ground.layer('basic-farmland', [
    { geometry: rectangle({ east: -10, north: -10, width: 120, height: 70 }) },
  ])
  await ground.layer('land-approvals', [
    { geometry: rectangle({ east: 200, north: 200, width: 9, height: 9 }) },
  ])
})

const works = () => ground.report(rectangle({ east: 0, north: 0, width: 100, height: 50 }))

async function evaluated(reportId: string) {
  await evaluateReports(db, { district: ground.district, reportIds: [reportId] })
  const [stored] = await storedCases(db, ground.district, { reportIds: [reportId] })
  return stored!
}

type Stored = Awaited<ReturnType<typeof evaluated>>

const severityOf = ({ results }: Stored, ruleId: string) =>
  results.flatMap((result) =>
    result.ruleId === ruleId && result.kind === 'finding' ? [result.severity] : [],
  )
const disagreements = ({ results }: Stored) =>
  results.flatMap((result) =>
    result.kind === 'doubt' && result.reason === 'engines-disagree' ? [result] : [],
  )

test('both engines agree: it is found, and the evaluation names both', async () => {
  const stored = await evaluated(await works())
  expect(severityOf(stored, 'NA-01')).toEqual(['critical'])
  expect(stored.verdict).toBe('suspected')
  expect(stored.engine).toMatch(/^postgis\/\S+ overlay\/\S+ kernel\/1$/)
  expect(stored.periods.at(-1)!.ground.secondOpinion).toEqual({ engine: 'kernel/1', disputes: [] })
})

test('without the kernel it is found as well, and the evaluation says that nobody confirmed it', async () => {
  installKernel({ dataDir, kernel: { isOn: false, memoryMb: 64 } })
  const stored = await evaluated(await works())
  expect(severityOf(stored, 'NA-01')).toEqual(['critical'])
  expect(stored.engine).toMatch(/ unconfirmed$/)
})

test('of a report without anything grave nobody asks', async () => {
  const stored = await evaluated(
    await ground.report(rectangle({ east: 1000, north: 1000, width: 20, height: 20 })),
  )
  expect(stored.results.filter(({ kind }) => kind === 'finding')).toEqual([])
  expect(stored.engine).toMatch(/^postgis\/\S+ overlay\/\S+$/)
})

describe('where the engines disagree', () => {
  /** What PostGIS overlays is no longer what the features say: as a fault in cutting or in set operations would be. */
  const movePieces = (metres: number) =>
    db.query(
      `update land.layer_piece p set geom = ST_Translate(p.geom, $2, 0)
         from land.layer_version v
        where v.layer_version_id = p.layer_version_id and v.district = $1 and v.role = 'basic-farmland'`,
      [ground.district, metres],
    )

  test('what was grave is a doubt with both numbers, and nothing is suspected of it', async () => {
    await movePieces(30)
    const stored = await evaluated(await works())
    expect(severityOf(stored, 'NA-01')).toEqual([])
    const [doubt] = disagreements(stored)
    expect(doubt).toMatchObject({ ruleId: 'NA-01', subject: 'basicFarmland', lead: 'NR' })
    expect(doubt!.measured).toBeCloseTo(4000, 0)
    const [, postgis, kernel] = /^PostGIS ([\d.]+) m² ≠ kernel\/1 ([\d.]+) m²$/.exec(doubt!.detail!)!
    expect(Number(postgis)).toBeCloseTo(4000, 0)
    expect(Number(kernel)).toBeCloseTo(5000, 0)
    expect(stored.results.filter((one) => one.kind === 'finding' && one.severity === 'critical')).toEqual([])
  })

  test('a centimetre along half a hectare is enough', async () => {
    await movePieces(10.01)
    const [doubt] = disagreements(await evaluated(await works()))
    expect(doubt!.detail).toMatch(/^PostGIS 4999\.5\d+ m² ≠ kernel\/1 4999\.98\d+ m²$/)
  })

  test('a tenth of a millimetre is not', async () => {
    await movePieces(10.0001)
    expect(disagreements(await evaluated(await works()))).toEqual([])
  })

  test('judged again from storage, the doubt comes out the same', async () => {
    await movePieces(30)
    const stored = await evaluated(await works())
    expect(judgedAgain(stored).results).toEqual(stored.results)
  })
})
