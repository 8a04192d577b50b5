import { describe, expect, test, vi } from 'vitest'
// Looks for a document of its own when it is loaded, and must find none.
import 'vue'
import { distinct } from '../../client/src/text/distinct.ts'

// The reader's language is kept by the browser, which is not here.
vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined })
vi.stubGlobal('document', { documentElement: {} })
const { attributesOf } = await import('../../client/src/panels/identify/attributes.ts')
const { stepText } = await import('../../client/src/panels/import/step-text.ts')

describe('what files and jobs say in codes is said in words', () => {
  test('fields of the national standards, and what the import wrote beside them only once', () => {
    const attributes = {
      XKZH: '乡字第1号',
      ZT: 'valid',
      YT: 'dwelling',
      number: '乡字第1号',
      status: 'valid',
      CS: null,
    }
    expect(attributesOf(attributes).map(({ label, text }) => [label, text])).toEqual([
      ['许可证号', '乡字第1号'],
      ['状态', '有效'],
      ['用途', '住宅'],
    ])
  })
  test('a field that nobody knows keeps its name, and its value', () => {
    expect(attributesOf({ osm_note: 'x' })).toEqual([{ key: 'osm_note', label: 'osm_note', text: 'x' }])
  })
  test('fields that only the import wrote are shown', () => {
    expect(attributesOf({ holder: '甲' })).toEqual([{ key: 'holder', label: '权利人', text: '甲' }])
  })
  test('the step of a job', () => {
    expect(stepText('导入 basic-farmland · importing')).toBe('导入 永久基本农田')
    expect(stepText('套合 · overlay')).toBe('套合')
  })
  test('class and name that are one word are said once', () => {
    expect(distinct('0103', '旱地', '旱地', null)).toBe('0103 · 旱地')
  })
})
