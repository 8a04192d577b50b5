import { describe, expect, test } from 'vitest'
import { JsonError, parseStrictJson, parseStrictJsonFile } from '../../server/intake/strict-json.ts'

describe('strict JSON', () => {
  test.each([
    ['an empty file', '', /empty/],
    ['blanks only', ' \n', /empty/],
    ['no JSON', 'PK\u0003', /not JSON/],
    ['text after the value', '{"type":"Polygon"} DROP', /not JSON/],
    ['a second value', '{}{}', /not JSON/],
    ['NaN', '[NaN, 36]', /not JSON/],
    ['Infinity', '[Infinity]', /not JSON/],
    ['a comma too many', '[1,]', /not JSON/],
    ['single quotes', "{'type':'Polygon'}", /not JSON/],
    ['a comment', '{} // good', /not JSON/],
    ['a leading zero', '[0113]', /not JSON/],
    ['a text cut off', '{"type":"Poly', /not JSON/],
    ['a key twice', '{"type":"Point","type":"Polygon"}', /“type” stands twice/],
    ['a key twice, once escaped', String.raw`{"type":1,"\u0074ype":2}`, /“type” stands twice/],
    ['a key twice further in', '{"a":[{"b":{"c":1,"c" : 2}}]}', /“c” stands twice/],
    ['nine levels', `${'['.repeat(9)}${']'.repeat(9)}`, /deeper than 8/],
    ['a byte order mark', '\uFEFF{"a":1}', /byte order mark/],
    ['a NUL in a text', String.raw`{"name":"a\u0000"}`, /no database stores/],
    ['half a surrogate pair', String.raw`{"name":"\ud800"}`, /no database stores/],
  ])('%s is refused', (_, text, reason) => {
    expect(() => parseStrictJson(text)).toThrow(JsonError)
    expect(() => parseStrictJson(text)).toThrow(reason)
  })

  test('more than the limit is refused before it is parsed', () => {
    expect(() => parseStrictJson('[1,2,3]', 5)).toThrow(/7 characters long; at most 5/)
  })

  test.each([
    ['one key in several objects', '[{"a":1},{"a":2},{"b":{"a":3}}]'],
    ['a value that is like the key', '{"a":"a","b":["a","a"]}'],
    ['brackets and quotes in texts', String.raw`{"a":"}]\"{[","b\\":1}`],
    ['Chinese, plain and escaped', String.raw`{"名称":"苏店镇\u5c71\ud83c\udf0d"}`],
    ['eight levels, as a FeatureCollection has', `${'['.repeat(8)}${']'.repeat(8)}`],
  ])('%s is read as JSON.parse reads it', (_, text) => {
    expect(parseStrictJson(text)).toEqual(JSON.parse(text))
  })

  test('before a file one byte order mark may stand', () => {
    expect(parseStrictJsonFile('\uFEFF{"a":1}')).toEqual({ a: 1 })
    expect(() => parseStrictJsonFile('\uFEFF\uFEFF{"a":1}')).toThrow(/byte order mark/)
  })
})
