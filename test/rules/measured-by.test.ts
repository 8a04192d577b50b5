import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { MEASURED_BY } from '../../domain/threshold-change.ts'

const OVERLAY = path.resolve(import.meta.dirname, '../../sql/functions/07_overlay.sql')

test('whatever number the overlay reads has everything measured anew when it changes', () => {
  const read = [...readFileSync(OVERLAY, 'utf8').matchAll(/threshold_on\([^,]+, '([\w.]+)'/g)].map(
    ([, key]) => key,
  )
  expect(read.length).toBeGreaterThan(0)
  expect([...MEASURED_BY].sort()).toEqual([...new Set(read)].sort())
})
