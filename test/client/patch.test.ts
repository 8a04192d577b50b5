import { describe, expect, test } from 'vitest'
import type { Job } from '../../domain/api.ts'
import { csvOf, refusedRowsOf } from '../../client/src/panels/import/refused-rows.ts'
import { identityOf } from '../../client/src/panels/patch/ledger-identity.ts'
import { outlinePath } from '../../client/src/panels/tasks/outline.ts'

const ledger = (areas: Record<string, number>) =>
  Object.entries(areas).map(([entry, areaM2]) => ({ entry, areaM2, widthM: null, lowM2: null, highM2: null }))

describe('the identity of the area ledger', () => {
  test('holds where the classes add up to the patch', () => {
    const identity = identityOf(ledger({ patch: 100, cultivated: 60, construction: 40, unsurveyed: 0 }))
    expect(identity).toMatchObject({ sumM2: 100, holds: true })
  })
  test('is tolerated to 0.01 亩, and broken beyond', () => {
    expect(identityOf(ledger({ patch: 100, cultivated: 106.6 }))?.holds).toBe(true)
    expect(identityOf(ledger({ patch: 100, cultivated: 106.7 }))?.holds).toBe(false)
  })
  test('is not claimed where land use was not measured', () => {
    expect(identityOf(ledger({ patch: 100, remainder: 100 }))).toBeNull()
  })
})

describe('refused rows of an import', () => {
  const job: Job = {
    jobId: '1',
    kind: 'import-reports',
    state: 'done',
    done: 3,
    total: 3,
    step: null,
    result: {
      imported: 1,
      refused: [
        {
          row: 2,
          reportNo: 'A-2',
          code: 'self-crossing',
          detail: 'crosses itself',
          part: 0,
          ring: 1,
          index: 4,
          coordinate: [113.1, 36.2],
        },
        { row: 3, reportNo: '=cmd()', code: 'empty', detail: 'has no "ring"' },
      ],
    },
    problem: null,
    createdAt: '',
    endedAt: '',
    version: 3,
  }
  test('are listed with their place, where they have one', () => {
    expect(refusedRowsOf(job)).toEqual([
      {
        row: '2',
        key: 'A-2',
        code: 'self-crossing',
        detail: 'crosses itself',
        place: { part: 0, ring: 1, vertex: 4 },
        coordinate: [113.1, 36.2],
      },
      { row: '3', key: '=cmd()', code: 'empty', detail: 'has no "ring"', place: null, coordinate: null },
    ])
  })
  test('go to a spreadsheet as text, never as a formula', () => {
    const csv = csvOf(refusedRowsOf(job))
    expect(csv.startsWith('\uFEFFrow,key')).toBe(true)
    expect(csv).toContain(`3,'=cmd(),empty,"has no ""ring""",,,,,`)
    expect(csv).toContain('2,A-2,self-crossing,crosses itself,0,1,4,113.1,36.2')
  })
  test('a job without a result has none', () => {
    expect(refusedRowsOf({ ...job, result: null })).toEqual([])
  })
})

test('the outline on a task card keeps the shape of the patch: as wide as high for a square on the ground', () => {
  const half = 0.0005
  const wide = half / Math.cos((36 * Math.PI) / 180)
  const path = outlinePath([
    [
      [113 - wide, 36],
      [113 + wide, 36],
      [113 + wide, 36 + 2 * half],
      [113 - wide, 36 + 2 * half],
    ],
  ])
  expect(path).toBe('M8.0 92.0L92.0 92.0L92.0 8.0L8.0 8.0Z')
})
