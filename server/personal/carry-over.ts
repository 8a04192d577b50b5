import { PARTY_COLUMNS, takeParties, type NewParty } from '../../domain/party.ts'
import { ADMIN_STREAM, localActor, record } from '../audit/record.ts'
import type { Database, Db } from '../db/database.ts'
import { setWorkPhone } from '../queries/accounts.ts'
import {
  isInTrail,
  isStepDone,
  noteStep,
  openPhones,
  reportsWithColumns,
  setAttributes,
} from '../queries/carry-over.ts'
import { signAllGrants } from '../queries/grants.ts'
import { addParties } from '../queries/parties.ts'

const PLATFORM = localActor('platform')
const BATCH = 200
/** A look through all reports takes as long as it takes. */
const NO_LIMIT = { statementTimeoutMs: 0 } as const

/**
 * Does once what no migration can, since the database has no keys: signs the posts of earlier releases, and encrypts what
 * they kept in the open. Each batch is a transaction, so that a step which is killed goes on where it was.
 */
export async function carryOver(db: Database): Promise<void> {
  await signGrantsOnce(db)
  await once(db, 'report-parties', movePartiesOfReports)
  await once(db, 'work-phones', sealWorkPhones)
}

/** Only ever once: what comes without an HMAC later was not given by the platform. */
const signGrantsOnce = (db: Database): Promise<void> =>
  db.transaction(async (tx) => {
    if ((await isStepDone(tx, 'grants')) || (await isInTrail(tx, 'grant.sign'))) return
    await noteStep(tx, 'grants')
    const detail = await signAllGrants(tx)
    await record(tx, { stream: ADMIN_STREAM, by: PLATFORM, action: 'grant.sign', object: null, detail })
  })

/** Runs a step to its end, and notes that it was. */
async function once(db: Database, step: string, run: (db: Database) => Promise<number>): Promise<void> {
  if (await isStepDone(db, step)) return
  const rows = await run(db)
  await db.transaction(async (tx) => {
    await noteStep(tx, step)
    if (rows === 0) return
    await record(tx, {
      stream: ADMIN_STREAM,
      by: PLATFORM,
      action: 'party.carry-over',
      object: null,
      detail: { step, rows },
    })
  })
}

/** Works in batches, each a transaction that answers what comes after it; answers how many rows there were. */
async function inBatches(
  db: Database,
  work: (tx: Db, after: string) => Promise<{ rows: number; last: string | null }>,
): Promise<number> {
  let total = 0
  let after = '0'
  for (;;) {
    const from = after
    const { rows, last } = await db.transaction((tx) => work(tx, from), NO_LIMIT)
    total += rows
    if (last === null) return total
    after = last
  }
}

const movePartiesOfReports = (db: Database): Promise<number> =>
  inBatches(db, async (tx, after) => {
    const reports = await reportsWithColumns(tx, PARTY_COLUMNS, after, BATCH)
    const found = reports.map((report) => ({ report, ...withoutPeople(report.attributes) }))
    for (const { report, parties } of found)
      await addParties(
        tx,
        report.district,
        report.created_by,
        parties.map((party) => ({ reportId: report.report_id, party })),
      )
    await setAttributes(
      tx,
      found.map(({ report, attributes }) => ({ ...report, attributes })),
    )
    return { rows: reports.length, last: reports.at(-1)?.report_id ?? null }
  })

/** People stood among what a file said, and among the attributes of a drawn report. */
function withoutPeople(attributes: Record<string, unknown>): {
  parties: NewParty[]
  attributes: Record<string, unknown>
} {
  const { file, ...own } = attributes
  const outer = takeParties(own)
  if (typeof file !== 'object' || file === null)
    return { parties: outer.parties, attributes: { ...outer.rest, ...(file !== undefined && { file }) } }
  const inner = takeParties(file as Record<string, unknown>)
  return {
    parties: [...outer.parties, ...inner.parties],
    attributes: { ...outer.rest, file: inner.rest },
  }
}

const sealWorkPhones = (db: Database): Promise<number> =>
  inBatches(db, async (tx) => {
    const people = await openPhones(tx, BATCH)
    for (const { person_id, phone } of people) await setWorkPhone(tx, person_id, phone)
    return { rows: people.length, last: people.at(-1)?.person_id ?? null }
  })
