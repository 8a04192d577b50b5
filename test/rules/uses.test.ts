import { expect, test } from 'vitest'
import { useFit } from '../../server/rules/uses.ts'

test.each([
  { permitted: 'dwelling', seen: 'dwelling', fit: 'same' },
  { permitted: 'dwelling', seen: 'commercial', fit: 'other' },
  { permitted: 'dwelling', seen: null, fit: 'unknown' },
  { permitted: 'dwelling', seen: 'other', fit: 'unknown' },
  { permitted: null, seen: 'dwelling', fit: 'unknown' },
  { permitted: '农家乐', seen: 'tourism', fit: 'unknown' }, // a register's own words
  { permitted: 'other', seen: 'tourism', fit: 'unknown' },
])('$permitted permitted, $seen seen: $fit', ({ permitted, seen, fit }) => {
  expect(useFit(permitted, seen)).toBe(fit)
})
