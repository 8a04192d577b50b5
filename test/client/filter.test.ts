import { describe, expect, test } from 'vitest'
import type { ReportRow } from '../../domain/api.ts'
import { positionOf, positionText } from '../../client/src/filter/map-position.ts'
import { matches } from '../../client/src/filter/matches.ts'
import {
  activeCount,
  fromQuery,
  NO_FILTER,
  toQuery,
  type ReportFilter,
} from '../../client/src/filter/report-filter.ts'
import { fromAddress, toAddress } from '../../client/src/panels/workbench/address.ts'

const filter = (over: Partial<ReportFilter>): ReportFilter => ({ ...NO_FILTER, ...over })

describe('the filter in the address bar', () => {
  test('nothing that is unset is written', () => {
    expect(toQuery(NO_FILTER)).toEqual({})
  })

  test('comes back as it was written', () => {
    const wanted = filter({
      verdict: ['suspected', 'doubtful'],
      decision: ['none'],
      rule: ['NA-01'],
      township: ['140404101'],
      reportedFrom: '2026-01-01',
      search: '看寺村',
    })
    expect(fromQuery(toQuery(wanted))).toEqual(wanted)
    expect(activeCount(wanted)).toBe(6)
  })

  test('words that nobody knows are dropped, since links grow old', () => {
    expect(fromQuery({ verdict: 'suspected,guilty', reportedFrom: 'yesterday' })).toEqual(
      filter({ verdict: ['suspected'] }),
    )
  })

  test('carries the order only where it is not the usual one', () => {
    expect(toAddress({ filter: NO_FILTER, order: { sort: 'severity', descending: true } }, null)).toEqual({})
    const order = { sort: 'due', descending: false } as const
    const address = toAddress({ filter: NO_FILTER, order }, '113.00000,36.00000,12.0')
    expect(address).toEqual({ sort: 'due', up: '1', at: '113.00000,36.00000,12.0' })
    expect(fromAddress(address).order).toEqual(order)
  })

  test('a preset by name stands for its filter', () => {
    expect(fromAddress({ preset: 'mine' }).filter).toEqual(
      filter({ verdict: ['doubtful', 'suspected'], decision: ['none'] }),
    )
  })
})

describe('the place of the map in the address bar', () => {
  test('comes back as it was written', () => {
    const place = { lon: 113.05123, lat: 36.01, zoom: 15.5 }
    expect(positionOf(positionText(place))).toEqual(place)
  })
  test.each(['', '113,36', '113,36,12,1', '500,36,12', 'a,b,c', undefined])('%s is no place', (text) => {
    expect(positionOf(text)).toBeNull()
  })
})

describe('whether the list would show a linked patch', () => {
  const row: ReportRow = {
    reportId: '1',
    reportNo: 'T-0001',
    source: 'satellite',
    type: '20',
    reportedOn: '2026-05-01',
    areaM2: 1000,
    township: { code: '140404101', name: '苏店镇' },
    assistedBy: [],
    state: 'reported',
    verdict: 'suspected',
    severity: 'high',
    rules: ['NA-01', 'RP-01'],
    decision: null,
    overridden: ['NA-04'],
    overrideAsks: [],
    machineVerdict: null,
    standing: 'own',
    group: { groupId: '1', flag: 'certain', rules: ['ES-05'] },
    assignedTo: null,
    dueOn: null,
    acknowledgedAt: null,
    version: 1,
    centre: [113, 36],
    bounds: [113, 36, 113, 36],
  }
  test.each<[Partial<ReportFilter>, boolean]>([
    [{}, true],
    [{ verdict: ['suspected'] }, true],
    [{ verdict: ['clear'] }, false],
    [{ decision: ['none'] }, true],
    [{ decision: ['legal'] }, false],
    [{ group: ['RP'] }, true],
    [{ group: ['HS'] }, false],
    [{ rule: ['NA-01'] }, true],
    // Of the group in which it is.
    [{ rule: ['ES-05'] }, true],
    [{ group: ['ES'] }, true],
    [{ rule: ['NA-04'] }, false],
    [{ hit: ['NA-04'] }, true],
    [{ overridden: ['NA-04'] }, true],
    [{ overridden: ['NA-01'] }, false],
    [{ override: ['overridden'] }, true],
    [{ override: ['asks'] }, false],
    [{ township: ['140404102'] }, false],
    [{ reportedFrom: '2026-05-02' }, false],
    [{ reportedTo: '2026-05-01' }, true],
  ])('%o: %s', (over, isShown) => {
    expect(matches(row, filter(over))).toBe(isShown)
  })
})
