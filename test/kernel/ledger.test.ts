import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LAYER_ROLES } from '../../domain/layer.ts'
import { pick, randomFrom, type Random } from '../../fixtures/district/random.ts'
import type { Database } from '../../server/db/database.ts'
import { Kernel } from '../../server/kernel/kernel.ts'
import { verify, type Verification } from '../../server/kernel/verify.ts'
import type { Ground } from '../sql/ground.ts'
import { freshDatabase, NATIVE_URL } from '../support/database.ts'
import { groundOf, patch } from './ledger-ground.ts'

// The ledger and the facts of PostGIS against those of the kernel, which has a definition of its own: over random ground of
// every layer, drawn as different hands draw it.

let db: Database
let dataDir: string
let kernel: Kernel

beforeAll(async () => {
  db = await freshDatabase()
  dataDir = await mkdtemp(path.join(tmpdir(), 'tuban-kernel-'))
  kernel = new Kernel({ folder: dataDir, mostBytes: 2 ** 26 })
})
afterAll(async () => {
  await db.close()
  await rm(dataDir, { recursive: true, force: true })
})

async function verified(random: Random, ground: Ground, reports: number) {
  const ids: string[] = []
  for (let n = 0; n < reports; n++)
    ids.push(
      await ground.report(patch(random), {
        type: pick(random, ['20', '02', 'ND']),
        attributes: { use: pick(random, ['industrial', 'livestock', 'greenhouse', null]) },
      }),
    )
  return verify(db, kernel, ground.district, ids)
}

const expectAgreement = ({ differences, unmeasured }: Verification) =>
  expect({ differences: differences.filter(({ isExplained }) => !isExplained), unmeasured }).toEqual({
    differences: [],
    unmeasured: [],
  })

describe.each([0, 1e-9, 1e-7, 1e-6, 1e-5])('borders drawn off by up to %f°', (jitterDeg) => {
  test('both engines have the same ledger, permits and facts', async () => {
    const random = randomFrom(Math.round(jitterDeg * 1e9) + 3)
    const ground = await groundOf(db, random, LAYER_ROLES, jitterDeg)
    const found = await verified(random, ground, 25)
    expectAgreement(found)
    expect(found.reports).toBe(25)
    expect(found.areas).toBeGreaterThan(25 * 100)
    // Where borders nearly coincide GEOS lets points snap by some micrometres; in WebAssembly it takes to the grids early.
    if (NATIVE_URL) expect(found.worstM2).toBeLessThan(1e-4)
  })
})

test('whatever layers are missing', async () => {
  const random = randomFrom(88)
  for (let n = 0; n < 6; n++) {
    const ground = await groundOf(
      db,
      random,
      LAYER_ROLES.filter(() => random() < 0.5),
      0,
    )
    expectAgreement(await verified(random, ground, 8))
  }
})

test('no entry of the ledger is left unchecked', async () => {
  const random = randomFrom(4)
  const { unchecked } = await verified(random, await groundOf(db, random, LAYER_ROLES, 0), 5)
  expect([...unchecked]).toEqual([])
})
