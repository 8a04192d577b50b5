import { openDatabase } from '../../server/db/open.ts'

// Run by killed.test.ts as a process of its own: writes until it is killed, and says what the database acknowledged.

const [dataDir, cacheDir] = process.argv.slice(2)
const db = await openDatabase({ dataDir, cacheDir })
await db.query('create table written (id int primary key, at geometry(Point, 4490) not null)')
await db.query('create index on written using gist (at)')
for (let from = 1; ; from += 10) {
  await db.transaction((tx) =>
    tx.query(
      `insert into written select id, ST_SetSRID(ST_MakePoint(113 + id / 1e5, 36), 4490) from generate_series($1::int, $1::int + 9) id`,
      [from],
    ),
  )
  process.stdout.write(`${from + 9}\n`)
}
