import { expect, test } from 'vitest'
import { canonicalJson, type Json } from '../../server/audit/canonical-json.ts'

// The last two cases are the RFC's own: 3.2.2 with 3.2.3, and its keys sorted by UTF-16 units.
test.each<[Json, string]>([
  [null, 'null'],
  [true, 'true'],
  ['图斑 "A"\n', '"图斑 \\"A\\"\\n"'],
  [-0, '0'],
  [1e21, '1e+21'],
  [{ b: 1, a: [{ d: 2, c: '' }] }, '{"a":[{"c":"","d":2}],"b":1}'],
  [
    {
      numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    },
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  ],
  [
    { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 },
    '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}',
  ],
])('%j is written as %s', (value, text) => {
  expect(canonicalJson(value)).toBe(text)
})

test.each([Number.NaN, Number.POSITIVE_INFINITY, '\ud800', { '\udc00': 1 }])('%j is refused', (value) => {
  expect(() => canonicalJson(value)).toThrow(TypeError)
})
