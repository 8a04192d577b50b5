import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import type { Db } from '../server/db/database.ts'

/**
 * A clock of the processor time, in ms, that the server process of this transaction has used, where it runs on this machine; else of
 * the time that passes. It ticks in hundredths of a second.
 */
export async function backendClock(tx: Db): Promise<() => Promise<number>> {
  const { rows } = await tx.query<{ pid: number }>('select pg_backend_pid() as pid')
  const file = `/proc/${rows[0]!.pid}/stat`
  const isHere = await readFile(file, 'utf8').then(
    (stat) => stat.includes('(postgres)'),
    () => false,
  )
  if (!isHere) return () => Promise.resolve(performance.now())
  const ticks = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))
  return async () => {
    const fields = (await readFile(file, 'utf8')).split(') ')[1]!.split(' ')
    return ((Number(fields[11]) + Number(fields[12])) * 1_000) / ticks // utime, stime
  }
}
