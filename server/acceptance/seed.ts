import { randomInt } from 'node:crypto'
import path from 'node:path'
import { DECISIONS, type Decision } from '../../domain/report.ts'
import {
  DISTRICT_ROLES,
  generateDistrict,
  type District,
  type Feature,
} from '../../fixtures/district/district.ts'
import { mix } from '../../fixtures/district/random.ts'
import { ENDING_DECISIONS } from '../access/decide.ts'
import { demandFactor, FACTOR_POSTS } from '../access/factor-policy.ts'
import { localActor, recordAll, reportStream } from '../audit/record.ts'
import { recordReportChange } from '../audit/report-change.ts'
import { StartError } from '../db/errors.ts'
import type { Database, Db } from '../db/database.ts'
import { loadDistrict } from '../demo-district.ts'
import { evaluateReports } from '../evaluate.ts'
import { hashPassword } from '../passwords.ts'
import { writePrivate } from '../private-file.ts'
import { inviteAccount, setDisabled, setPassword } from '../queries/accounts.ts'
import { acknowledgeAssignment, assignReports } from '../queries/assignments.ts'
import { addDecision, holdReport } from '../queries/decisions.ts'
import { changeOrganisation, ensureOrganisations, organisationsOf } from '../queries/organisations.ts'
import { addDeputy, grantPost, postsToday, revokePost } from '../queries/posts.ts'
import { mark } from '../queries/production.ts'
import { districtDays, lockAccount, type DistrictDays } from '../queries/acceptance.ts'
import { enrolFactor, offerSecret } from '../queries/second-factors.ts'
import { sealSecret } from '../sign-in/factor-secret.ts'
import { newRecoveryCodes, recoveryHash } from '../sign-in/recovery-codes.ts'
import { newSecret } from '../sign-in/totp.ts'
import { acceptanceNames, unitName, type AcceptanceNames } from './names.ts'
import { principals, type Principal } from './people.ts'

const REPORTS = 200
/** Of every ten reports so many are decided, and so many of those that may be are handed to their township. */
const DECIDED_OF_TEN = 6
const ASSIGNED_OF_TEN = 7

export interface Credential extends Principal {
  /** Null for somebody who was only invited. */
  password: string | null
  /** The secret of the second factor (TOTP, base32) of those whose posts demand one, and its recovery codes. */
  totp: string | null
  recoveryCodes: string[]
}

export interface Seeded {
  credentials: string
  principals: number
  reports: number
  district: string
  seed: number
}

/** Fills an empty database with the district of a seed. Everything but passwords and secrets follows from it. */
export async function seedAcceptance(
  db: Database,
  { seed, dataDir, say }: { seed: number; dataDir: string; say: (line: string) => void },
): Promise<Seeded> {
  const names = acceptanceNames(seed)
  const district = renamed(generateDistrict({ size: 'demo', seed }), names)
  await db.transaction(async (tx) => {
    const { rows } = await tx.query('select from land.district limit 1')
    if (rows.length > 0)
      throw new StartError(
        '数据库已有县区 · the database has a district already: seed an empty, migrated one.',
      )
    await mark(tx, 'acceptance', seed)
  })
  const reportIds = await loadDistrict(db, district, say, { isDemo: false })
  await evaluateReports(db, { district: district.code, reportIds })
  await nameUnits(db, district.code, names)
  const townships = names.townships.map((_, at) => townshipCode(district, at))
  say('账号 · accounts …')
  const credentials = await makePeople(db, district.code, principals(seed, townships))
  say('判定与交办 · decisions and assignments …')
  await decideAndAssign(db, district.code, { seed, reportIds })
  await db.maintain()

  const file = path.join(dataDir, 'acceptance-accounts.json')
  await writePrivate(file, `${JSON.stringify(credentials, null, 2)}\n`)
  return {
    credentials: file,
    principals: credentials.length,
    reports: reportIds.length,
    district: district.code,
    seed,
  }
}

/** Codes of an invented district's townships, in the order of their names. */
const TOWNSHIP_ENDS = ['001', '101', '102', '103', '104', '105', '201', '202', '203', '204']
const townshipCode = ({ code }: Pick<District, 'code'>, at: number) => code + TOWNSHIP_ENDS[at]!

/** The district under the names of its seed, with every other report of it. */
function renamed(district: District, names: AcceptanceNames): District {
  const townshipNames = new Map(names.townships.map((name, at) => [townshipCode(district, at), name]))
  const renames = new Map<unknown, string>([[district.nameZh, names.districtZh]])
  for (const { properties } of district.layers.townships.features) {
    const code = Object.values(properties).find((value) => townshipNames.has(String(value)))
    if (code !== undefined) renames.set(properties['XZQMC'], townshipNames.get(String(code))!)
  }
  const features = (layer: Iterable<Feature>): Iterable<Feature> => ({
    *[Symbol.iterator]() {
      for (const feature of layer)
        yield {
          ...feature,
          properties: Object.fromEntries(
            Object.entries(feature.properties).map(([key, value]) => [key, renames.get(value) ?? value]),
          ),
        }
    },
  })
  const layers = DISTRICT_ROLES.map((role) => {
    const layer = district.layers[role]
    return [
      role,
      {
        ...layer,
        source: layer.source.replace('示例', names.districtZh),
        features: features(layer.features),
      },
    ] as const
  })
  const every = Math.floor(district.reports.features.length / REPORTS)
  return {
    ...district,
    nameZh: names.districtZh,
    nameEn: names.districtEn,
    layers: Object.fromEntries(layers) as District['layers'],
    reports: {
      ...district.reports,
      features: district.reports.features.filter((_, at) => at % every === 0).slice(0, REPORTS),
    },
  }
}

async function nameUnits(db: Database, district: string, names: AcceptanceNames): Promise<void> {
  await db.transaction(async (tx) => {
    await ensureOrganisations(tx, district)
    for (const unit of await organisationsOf(tx, district))
      await changeOrganisation(tx, district, unit.orgId, {
        nameZh: unitName(unit.nameZh, names),
        nameEn: unit.nameEn,
        liaisonId: null,
        headId: null,
      })
  })
}

async function makePeople(
  db: Database,
  district: string,
  people: readonly Principal[],
): Promise<Credential[]> {
  const passwords = people.map(({ state }) => (state === 'invited' ? null : randomPassword()))
  // Outside of any transaction: each takes a second.
  const hashes: (string | null)[] = []
  for (const password of passwords) hashes.push(password === null ? null : await hashPassword(password))

  const ids = new Map<string, string>()
  await db.transaction(async (tx) => {
    const days = await districtDays(tx)
    const units = new Map((await organisationsOf(tx, district)).map(({ code, orgId }) => [code, orgId]))
    for (const [at, person] of people.entries()) {
      const { login, nameZh, nameEn } = person
      const id = await inviteAccount(tx, { district, login, nameZh, nameEn, phone: null, createdBy: null })
      if (id === null) throw new StartError(`The account ${login} is there already.`)
      ids.set(login, id)
      const hash = hashes[at]
      if (hash) await setPassword(tx, id, hash)
      await givePost(tx, district, { person, personId: id, orgId: units.get(person.org)!, days })
      if (person.state === 'disabled') await setDisabled(tx, district, id, true)
      if (person.state === 'locked') await lockAccount(tx, id)
    }
    await nameHeads(tx, district, people, ids)
    const by = ids.get('secadmin-1')!
    for (const { login, deputyOf } of people)
      if (deputyOf !== null) {
        const [post] = await postsToday(tx, ids.get(deputyOf)!)
        await addDeputy(tx, district, {
          postId: post!.postId,
          personId: ids.get(login)!,
          validFrom: days.today,
          validTo: days.nextMonth,
          reason: '休假代理',
          madeBy: by,
        })
      }
  })
  const credentials: Credential[] = []
  for (const [at, person] of people.entries())
    credentials.push({ ...person, password: passwords[at]!, ...(await enrol(db, ids.get(person.login)!)) })
  return credentials
}

/** The first of a unit is its head, the last its liaison: without a head of the leading office no compartment leaves. */
async function nameHeads(
  tx: Db,
  district: string,
  people: readonly Principal[],
  ids: ReadonlyMap<string, string>,
): Promise<void> {
  for (const { orgId, code, nameZh, nameEn } of await organisationsOf(tx, district)) {
    const staff = people.filter(({ org, state, deputyOf }) => org === code && state === 'active' && !deputyOf)
    const idOf = (one: Principal | undefined) => (one && ids.get(one.login)) ?? null
    await changeOrganisation(tx, district, orgId, {
      nameZh,
      nameEn,
      headId: idOf(staff.at(0)),
      liaisonId: idOf(staff.at(-1)),
    })
  }
}

/** A second factor for whoever must have one. */
async function enrol(db: Database, personId: string): Promise<Pick<Credential, 'totp' | 'recoveryCodes'>> {
  if (!demandFactor(await postsToday(db, personId), FACTOR_POSTS)) return { totp: null, recoveryCodes: [] }
  const totp = newSecret()
  const recoveryCodes = newRecoveryCodes()
  await db.transaction(async (tx) => {
    await offerSecret(tx, personId, sealSecret(personId, totp))
    await enrolFactor(tx, personId, { step: 0, recoveryHashes: recoveryCodes.map(recoveryHash) })
  })
  return { totp, recoveryCodes }
}

interface GivenPost {
  person: Principal
  personId: string
  orgId: string
  days: DistrictDays
}

async function givePost(tx: Db, district: string, given: GivenPost): Promise<void> {
  const { person, personId, orgId, days } = given
  const { role, state } = person
  if (state === 'no-post') return
  const validFrom = state === 'early' ? days.nextMonth : days.lastYear
  const validTo = state === 'expired' ? days.lastMonth : null
  await grantPost(tx, { personId, orgId, role, validFrom, validTo, grantedBy: null })
  if (state !== 'revoked') return
  const [post] = await postsToday(tx, personId)
  await revokePost(tx, district, post!.postId, personId)
}

const LETTERS = ['ABCDEFGHJKLMNPQRSTUVWXYZ', 'abcdefghijkmnpqrstuvwxyz', '23456789', '-_+=']

/** Twenty characters of all four kinds, without those that look alike. */
const randomPassword = () =>
  Array.from({ length: 20 }, (_, at) => LETTERS[at % 4]!)
    .map((letters) => letters[randomInt(letters.length)]!)
    .join('')

/** What analysts did with the reports so far: the same for the same seed. */
async function decideAndAssign(
  db: Database,
  district: string,
  { seed, reportIds }: { seed: number; reportIds: readonly string[] },
): Promise<void> {
  const analyst = await actingPerson(db, 'nr-1')
  const by = localActor(analyst.login)
  for (const [at, reportId] of reportIds.entries()) {
    const lot = mix(seed, 7, at)
    if (lot % 10 >= DECIDED_OF_TEN) continue
    const decision = DECISIONS[mix(seed, 8, at) % DECISIONS.length]!
    await db.transaction(async (tx) => {
      const before = await holdReport(tx, analyst, district, reportId)
      const reason = reasonFor(decision)
      await addDecision(tx, district, reportId, { decision, reason, by: analyst })
      const action = 'report.decide'
      await recordReportChange(tx, {
        person: analyst,
        by,
        district,
        before: before!,
        action,
        reason,
        detail: { decision },
      })
      if (ENDING_DECISIONS.includes(decision) || mix(seed, 9, at) % 10 >= ASSIGNED_OF_TEN) return
      const version = (await holdReport(tx, analyst, district, reportId))!.version
      const { inAWeek: dueOn } = await districtDays(tx)
      const task = '到现场核实用途与占地范围，拍照取证'
      const order = { district, reports: [{ reportId, version }], township: null, task, dueOn }
      const { assigned } = await assignReports(tx, order, analyst)
      await recordAll(
        tx,
        assigned.map(({ reportId: id, ...handed }) => {
          const stream = reportStream(district, id)
          return { stream, by, action: 'report.assign', object: stream, detail: { ...handed, task, dueOn } }
        }),
      )
    })
  }
  for (let number = 1; number <= TOWNSHIP_ENDS.length; number += 2)
    await acknowledgeAll(db, district, `tw-${number}`)
}

const reasonFor = (decision: Decision) => (decision === 'suspected' ? '' : '与登记资料、现场影像比对')

/** Every other township has seen its tasks. */
async function acknowledgeAll(db: Database, district: string, login: string): Promise<void> {
  const clerk = await actingPerson(db, login)
  const { rows } = await db.query<{ report_id: string }>(
    `select report_id from work.assignment
      where district = $1 and township = $2 and withdrawn_at is null order by report_id`,
    [district, clerk.township],
  )
  for (const { report_id: reportId } of rows)
    await db.transaction(async (tx) => {
      const before = await holdReport(tx, clerk, district, reportId)
      await acknowledgeAssignment(tx, district, reportId, clerk)
      const by = localActor(login)
      await recordReportChange(tx, {
        person: clerk,
        by,
        district,
        before: before!,
        action: 'report.acknowledge',
      })
    })
}

async function actingPerson(db: Db, login: string) {
  const { rows } = await db.query<{ personId: string; nameZh: string; nameEn: string }>(
    `select person_id "personId", name_zh "nameZh", name_en "nameEn" from work.person where login = $1`,
    [login],
  )
  const [person] = rows
  const [post] = await postsToday(db, person!.personId)
  return { ...person!, login, ...post! }
}
