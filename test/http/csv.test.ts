import { describe, expect, test } from 'vitest'
import { csvLine } from '../../domain/csv.ts'

describe('a line of CSV', () => {
  test.each([
    [['a', 1, null], 'a,1,\r\n'],
    [['a,b', 'say "no"'], '"a,b","say ""no"""\r\n'],
    [['two\nlines'], '"two\nlines"\r\n'],
  ])('%j', (cells, line) => {
    expect(csvLine(cells)).toBe(line)
  })

  test.each(['=1+1', '+A1', '-2', '@SUM(A1)', '\tx'])('%j is not left for a spreadsheet to run', (text) => {
    expect(csvLine([text])).toBe(`'${text}\r\n`)
  })
})
