import type { Certificate, Verification } from '../../domain/api.ts'
import type { ProblemDetails } from '../../domain/problem.ts'
import type { Db } from '../db/database.ts'

/** Kept in the list of the auditor's page. */
const NEWEST = 20

interface VerificationRow {
  job_id: string
  state: Verification['state']
  done: number
  total: number | null
  result: Certificate | null
  problem: ProblemDetails | null
  by: string | null
  created_at: string
  ended_at: string | null
}

const SELECT = `select j.job_id, j.state, j.done, j.total, j.result, j.problem, p.login as by, j.created_at, j.ended_at
    from work.job j left join work.person p on p.person_id = j.created_by
   where j.kind = 'verify-audit' and j.district = $1`

const verificationOf = (row: VerificationRow): Verification => ({
  jobId: row.job_id,
  state: row.state,
  done: row.done,
  total: row.total,
  certificate: row.result,
  problem: row.problem?.detail ?? null,
  by: row.by,
  createdAt: row.created_at,
  endedAt: row.ended_at,
})

export async function newestVerifications(db: Db, district: string): Promise<Verification[]> {
  const { rows } = await db.query<VerificationRow>(`${SELECT} order by j.job_id desc limit ${NEWEST}`, [
    district,
  ])
  return rows.map(verificationOf)
}

export async function verificationById(
  db: Db,
  district: string,
  jobId: string,
): Promise<Verification | null> {
  const { rows } = await db.query<VerificationRow>(`${SELECT} and j.job_id = $2`, [district, jobId])
  return rows[0] ? verificationOf(rows[0]) : null
}
