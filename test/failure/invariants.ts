import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { expect } from 'vitest'
import type { Database } from '../../server/db/database.ts'
import type { Acknowledged } from './load.ts'

const VERIFY = path.resolve(import.meta.dirname, '../../tools/audit-verify/main.ts')

const HALF_DONE: Readonly<Record<string, string>> = {
  'a report without the evaluation that it was answered with': `
    select report_id from land.report r
     where created_by <> 'test' and not exists (
       select from land.evaluation e where e.district = r.district and e.report_id = r.report_id and e.is_current)`,
  'a report with two current evaluations': `
    select report_id from land.evaluation where is_current group by report_id having count(*) > 1`,
  'a report whose version is not the number of its changes': `
    select r.report_id, r.version, count(e.*)
      from land.report r left join audit.event e
        on e.stream = 'report:' || r.district || '/' || r.report_id and e.action <> 'report.create' and e.outcome = 'done'
     group by r.report_id, r.version having r.version <> 1 + count(e.*)`,
  'a report with two open assignments': `
    select report_id from work.assignment where withdrawn_at is null group by report_id having count(*) > 1`,
  'a report whose state is not that of its assignment': `
    select r.report_id, r.state from land.report r
      left join work.assignment a on a.report_id = r.report_id and a.withdrawn_at is null
     where r.state is distinct from case when a.acknowledged_at is not null then 'acknowledged'
                                         when a.assignment_id is not null then 'assigned'
                                         when r.decision is not null then 'decided' else 'reported' end`,
  'a report whose decision is not its newest': `
    select r.report_id from land.report r
     where r.decision is distinct from (select d.decision from work.decision d
                                         where d.report_id = r.report_id and d.undone_at is null
                                         order by d.decision_id desc limit 1)`,
  'a change that nothing tells of': `
    select d.report_id from work.decision d
     where not exists (select from audit.event e where e.stream = 'report:' || d.district || '/' || d.report_id
                                                   and e.action = 'report.decide')
    union all
    select a.report_id from work.assignment a
     where not exists (select from audit.event e where e.stream = 'report:' || a.district || '/' || a.report_id
                                                   and e.action = 'report.assign')`,
}

/** Nothing stands half done in the database. */
export async function expectNothingHalfDone(db: Database): Promise<void> {
  for (const [what, sql] of Object.entries(HALF_DONE)) {
    const { rows } = await db.query(sql)
    expect(rows, what).toEqual([])
  }
}

const timesOf = (acknowledged: readonly Acknowledged[], act: Acknowledged['act']) => {
  const times = new Map<string, number>()
  for (const one of acknowledged)
    if (one.act === act) for (const id of one.reportIds) times.set(id, (times.get(id) ?? 0) + 1)
  return Object.fromEntries(times)
}

/** What was answered as done is there, as often as it was answered; and nothing else is. */
export async function expectDoneOnce(db: Database, acknowledged: readonly Acknowledged[]): Promise<void> {
  const counted = async (sql: string) => {
    const { rows } = await db.query<{ report_id: string; n: number }>(sql)
    return Object.fromEntries(rows.map(({ report_id, n }) => [report_id, n]))
  }
  expect(await counted(`select report_id, 1 as n from land.report where created_by <> 'test'`)).toEqual(
    timesOf(acknowledged, 'create'),
  )
  expect(await counted('select report_id, count(*)::int as n from work.decision group by report_id')).toEqual(
    timesOf(acknowledged, 'decide'),
  )
  expect(
    await counted('select report_id, count(*)::int as n from work.assignment group by report_id'),
  ).toEqual(timesOf(acknowledged, 'assign'))
  expect(
    await counted(
      'select report_id, count(*)::int as n from work.assignment where acknowledged_at is not null group by report_id',
    ),
  ).toEqual(timesOf(acknowledged, 'acknowledge'))
}

/** The second program finds nothing wrong with the trail; the server must have ended, so that everything is sealed. */
export async function expectTrailIntact(env: { DATABASE_URL: string; DATA_DIR: string }): Promise<void> {
  const child = spawn(process.execPath, [VERIFY, '--json'], {
    env: { ...process.env, ANCHOR_FILE: path.join(env.DATA_DIR, 'anchors.jsonl'), ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  expect(code, text).toBe(0)
}
