import { describe, expect, test } from 'vitest'
import { aPermit } from '../../fixtures/builders/facts.ts'
import { ruralOutOfParcel } from '../../server/rules/rural-out-of-parcel.ts'
import { finding, said } from './said.ts'

const beyondOne = (beyond: number, width: number | null) => ({
  ledger: { ruralArea: 1_000, ruralPermitCovered: 1_000 - beyond },
  permits: [
    aPermit({ role: 'rural-permits', number: '乡字1号', covered: 1_000 - beyond, excess: [beyond, width] }),
  ],
})

describe('RP-03, building outside the permitted parcel', () => {
  test.each([
    { beyond: 0.99, width: 0.9, result: [] },
    { beyond: 1, width: 1, result: ['sliver: ruralPermitCovered'] },
    { beyond: 2.99, width: 1, result: ['sliver: ruralPermitCovered'] }, // under ε_b
    { beyond: 3, width: 0.49, result: ['sliver: ruralPermitCovered'] }, // narrower than ε_b
    { beyond: 3, width: 0.5, result: ['medium'] },
    { beyond: 200, width: null, result: ['medium'] },
  ])('$beyond m², $width m wide, outside: $result', ({ beyond, width, result }) => {
    expect(said(ruralOutOfParcel, { ground: beyondOne(beyond, width) })).toEqual(result)
  })

  test('without a permit in force it is RP-01, not this rule', () => {
    const permits = [aPermit({ role: 'rural-permits', timing: 'issued-later', covered: 500, excess: 500 })]
    expect(said(ruralOutOfParcel, { ground: { ledger: { ruralArea: 1_000 }, permits } })).toEqual([])
  })

  test('two permits side by side permit the building together', () => {
    const half = () => aPermit({ role: 'rural-permits', covered: 500, excess: 500 })
    const ground = { ledger: { ruralArea: 1_000, ruralPermitCovered: 1_000 }, permits: [half(), half()] }
    expect(said(ruralOutOfParcel, { ground })).toEqual([])
  })

  test('measures what lies outside and compares it with ε_b', () => {
    expect(finding(ruralOutOfParcel, { ground: beyondOne(200, null) })).toMatchObject({
      measured: 200,
      thresholdKey: 'building.sliverM2',
      numbers: { patch: 1_000, ruralPermitCovered: 800, permits: '乡字1号' },
    })
  })

  test('across the urban boundary, each permit may cover its part: a doubt', () => {
    const ground = {
      ledger: { ruralArea: 600, ruralPermitCovered: 600 },
      permits: [
        aPermit({ role: 'rural-permits', covered: 600, excess: 400 }),
        aPermit({ role: 'urban-permits', number: '建字1号', covered: 400, excess: 600 }),
      ],
    }
    expect(said(ruralOutOfParcel, { ground })).toEqual(['other-register: 建字1号'])
  })
})
