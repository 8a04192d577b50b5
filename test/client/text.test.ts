import { describe, expect, test } from 'vitest'
import { EN } from '../../client/src/text/en/index.ts'
import { fill } from '../../client/src/text/fill.ts'
import { ZH, type TextKey } from '../../client/src/text/zh/index.ts'
import { AUDIT_ACTIONS } from '../../domain/audit.ts'
import { CUSTODY_ACTS } from '../../domain/evidence.ts'
import { LABELS } from '../../domain/label.ts'
import { MERGE_WAYS, SPLIT_WAYS } from '../../domain/reshaping.ts'
import { OVERRIDE_CATEGORIES, OVERRIDE_FILTERS } from '../../domain/override.ts'
import { SHARE_PARTS } from '../../domain/straddling.ts'
import { GROUP_BASES, GROUP_FLAGS, LINK_STATES, STANDINGS, TIES } from '../../domain/ties.ts'
import { LAYER_ROLES, PERMIT_STATUSES } from '../../domain/layer.ts'
import { LEDGER_ENTRIES, PERMIT_STANDINGS } from '../../domain/ledger.ts'
import { NOTIFICATION_KINDS } from '../../domain/notification.ts'
import { ACCOUNT_STATUSES, PERSON_ROLES } from '../../domain/person.ts'
import {
  DECISIONS,
  LAND_USES,
  PARTY_KINDS,
  PATCH_TYPES,
  REPORT_SOURCES,
  REPORT_STATES,
  VERDICTS,
} from '../../domain/report.ts'
import { AGENCIES, DOUBT_REASONS, MISSING_EVIDENCE, SEVERITIES, THRESHOLDS } from '../../domain/rule.ts'

const keys = Object.keys(ZH) as TextKey[]
const placesOf = (sentence: string) => [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()

describe('every string in both languages', () => {
  test('English has the keys of Chinese, no more and no fewer', () => {
    expect(Object.keys(EN).sort()).toEqual([...keys].sort())
  })

  test('no sentence is empty', () => {
    expect(keys.filter((key) => ZH[key].trim() === '' || EN[key].trim() === '')).toEqual([])
  })

  test('both languages name the same values', () => {
    expect(keys.filter((key) => placesOf(ZH[key]).join() !== placesOf(EN[key]).join())).toEqual([])
  })

  test('English has no Chinese in it', () => {
    expect(keys.filter((key) => /\p{Script=Han}/u.test(EN[key]))).toEqual([])
  })
})

describe('every word of the field has a name', () => {
  test.each([
    ['verdict', VERDICTS],
    ['decision', DECISIONS],
    ['state', REPORT_STATES],
    ['source', REPORT_SOURCES],
    ['severity', SEVERITIES],
    ['layer', LAYER_ROLES],
    ['ledger', LEDGER_ENTRIES],
    ['timing', PERMIT_STANDINGS],
    ['evidenceLabel', LABELS],
    ['custody', CUSTODY_ACTS],
    ['person', PERSON_ROLES],
    ['role', PERSON_ROLES],
    ['notify', NOTIFICATION_KINDS],
    ['accountStatus', ACCOUNT_STATUSES],
    ['auditAction', AUDIT_ACTIONS],
    ['use', LAND_USES],
    ['party', PARTY_KINDS],
    ['patchType', Object.keys(PATCH_TYPES)],
    ['agency', Object.keys(AGENCIES)],
    ['doubt', Object.keys(DOUBT_REASONS)],
    ['missing', Object.keys(MISSING_EVIDENCE)],
    ['threshold', Object.keys(THRESHOLDS)],
    ['permitStatus', PERMIT_STATUSES],
    ['sharePart', SHARE_PARTS],
    ['overrideCategory', OVERRIDE_CATEGORIES],
    ['overrideFilter', OVERRIDE_FILTERS],
    ['standing', STANDINGS],
    ['linkState', LINK_STATES],
    ['tie', TIES],
    ['groupFlag', GROUP_FLAGS],
    ['groupBasis', GROUP_BASES],
    ['mergeWay', MERGE_WAYS],
    ['splitWay', SPLIT_WAYS],
  ])('%s', (family, words) => {
    expect(words.filter((word) => !(`${family}.${word}` in ZH))).toEqual([])
  })

  test.each([
    ['patchType', PATCH_TYPES],
    ['agency', AGENCIES],
    ['missing', MISSING_EVIDENCE],
  ])('%s is called in Chinese as the domain calls it', (family, names) => {
    for (const [word, name] of Object.entries(names)) expect(ZH[`${family}.${word}` as TextKey]).toBe(name)
  })
})

describe('fill', () => {
  test('puts values into their places', () => {
    expect(fill('已选 {k}，共 {n}', { k: 2, n: '1,240' })).toBe('已选 2，共 1,240')
  })
  test('leaves a place without a value, so that a slip is seen', () => {
    expect(fill('已选 {k}', {})).toBe('已选 {k}')
  })
})
