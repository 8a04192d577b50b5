import { parseArgs } from 'node:util'
import { generateDistrict } from '../../fixtures/district/district.ts'
import { SIZES, type DistrictSizeName } from '../../fixtures/district/size.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { judgeDistrict } from './judge.ts'
import { judgeNaively } from './judge-naively.ts'
import { scoreTables } from './print.ts'
import { score } from './score.ts'

// `npm run bench:accuracy`: findings against the planted truth of the invented district, beside those of an overlay that only asks
// what touches what, in a database of its own: on the server of DATABASE_URL, or embedded. `-- --size county --seed 7` takes another district.

const { values } = parseArgs({
  options: { size: { type: 'string', default: 'demo' }, seed: { type: 'string', default: '1' } },
})
const { size, seed } = values
if (!(size in SIZES) || !/^\d{1,9}$/.test(seed)) {
  console.error(`Usage: npm run bench:accuracy -- --size ${Object.keys(SIZES).join('|')} --seed NUMBER`)
  process.exit(2)
}

const district = generateDistrict({ size: size as DistrictSizeName, seed: Number(seed) })
const db = await freshDatabase({ statementTimeoutMs: 0 })
try {
  const result = score(district.truth, await judgeDistrict(db, district))
  const naive = score(district.truth, await judgeNaively(db, district.code))
  console.log(`${district.truth.length} reports, ${size}, seed ${seed}, ${db.kind} database\n`)
  console.log(scoreTables(result, naive))
  for (const { rule, missed, extra } of result.rules) {
    for (const reportNo of missed) console.log(`missed ${rule}: ${reportNo}, ${noteOf(reportNo)}`)
    for (const reportNo of extra) console.log(`extra ${rule}: ${reportNo}, ${noteOf(reportNo)}`)
  }
} finally {
  await db.close()
}

function noteOf(reportNo: string): string {
  return district.truth.find((one) => one.reportNo === reportNo)!.note
}
