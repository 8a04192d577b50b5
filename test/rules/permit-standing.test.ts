import { describe, expect, test } from 'vitest'
import { PERMIT_TIMINGS } from '../../domain/ledger.ts'
import { aPermit, aReport } from '../../fixtures/builders/facts.ts'
import { standingOf } from '../../server/rules/registers.ts'
import { isOtherUse } from '../../server/rules/uses.ts'

describe('how a permit stands to an act', () => {
  test.each([
    { permitted: 'industrial', actual: 'industrial', isOther: false },
    { permitted: 'industrial', actual: 'dwelling', isOther: true },
    { permitted: 'industrial', actual: 'livestock', isOther: true },
    { permitted: 'commercial', actual: 'tourism', isOther: false }, // 商服
    { permitted: 'greenhouse', actual: 'guardHouse', isOther: false }, // parts of one facility
    { permitted: null, actual: 'dwelling', isOther: false },
    { permitted: 'industrial', actual: null, isOther: false },
    { permitted: 'industrial', actual: 'other', isOther: false },
    { permitted: '工业用地', actual: 'dwelling', isOther: false }, // free words prove nothing
  ] as const)('permitted for $permitted, used for $actual: other use $isOther', (one) => {
    expect(isOtherUse(one.permitted, one.actual)).toBe(one.isOther)
  })

  test.each(PERMIT_TIMINGS)('a permit %s for the use in question stands by its dates', (timing) => {
    const permit = aPermit({ role: 'land-approvals', use: 'industrial', timing })
    expect(standingOf(permit, aReport({ use: 'industrial' }))).toBe(timing)
  })

  test.each([
    { timing: 'in-force', standing: 'other-use' },
    { timing: 'expired', standing: 'expired' },
    { timing: 'issued-later', standing: 'issued-later' },
  ] as const)('a permit $timing for another use: $standing', ({ timing, standing }) => {
    const permit = aPermit({ role: 'land-approvals', use: 'industrial', timing })
    expect(standingOf(permit, aReport({ use: 'dwelling' }))).toBe(standing)
  })
})
