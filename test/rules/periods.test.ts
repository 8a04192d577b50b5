import { describe, expect, test } from 'vitest'
import { aGround, aPermit, aReport } from '../../fixtures/builders/facts.ts'
import { actInterval, groundChanges } from '../../server/rules/periods.ts'

describe('the days on which an act may have happened', () => {
  test.each([
    ['a known day is a day', { actOn: '2025-05-01' }, null],
    [
      'from the day after the earlier image to the later one',
      { actOn: null },
      { from: '2025-03-02', to: '2025-06-01' },
    ],
    ['one image alone says no more than its day', { actOn: null, imageBefore: null }, null],
    ['images of one day are one day', { actOn: null, imageBefore: '2025-06-01' }, null],
    ['images in the wrong order are no interval', { actOn: null, imageBefore: '2025-07-01' }, null],
  ])('%s', (_name, over, expected) => {
    expect(actInterval(aReport(over))).toEqual(expected)
  })
})

describe('the days within them on which the ground may be another', () => {
  const interval = { from: '2025-03-02', to: '2025-06-01' }
  const permit = (issuedOn: string | null, expiresOn: string | null) =>
    aPermit({ role: 'rural-permits', issuedOn, expiresOn })

  test.each([
    ['none', [], [], []],
    ['a layer of a day within', ['2025-04-01'], [], ['2025-04-01']],
    ['a layer of the first day changes nothing within', ['2025-03-02'], [], []],
    ['a layer of the last day does', ['2025-06-01'], [], ['2025-06-01']],
    ['a layer of the day after does not', ['2025-06-02'], [], []],
    ['a permit that begins', [], [permit('2025-04-10', null)], ['2025-04-10']],
    ['a permit that ends: the day after its last', [], [permit('2020-01-01', '2025-04-10')], ['2025-04-11']],
    ['a permit without days', [], [permit(null, null)], []],
    [
      'each day once, in order',
      ['2025-05-01', '2025-04-01'],
      [permit('2025-04-01', null)],
      ['2025-04-01', '2025-05-01'],
    ],
  ])('%s', (_name, layerDays, permits, expected) => {
    expect(groundChanges(interval, aGround({ permits }), layerDays)).toEqual(expected)
  })
})
