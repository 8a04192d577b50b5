import { cp } from 'node:fs/promises'
import path from 'node:path'
import { pino } from 'pino'
import { buildClient, clientIsStale } from '../../scripts/client-build.ts'
import type { Database } from '../../server/db/database.ts'
import { startRelay } from '../../server/outbox/relay.ts'
import { ensureOrganisations } from '../../server/queries/organisations.ts'
import { startApp } from '../api/client.ts'
import {
  DISTRICT,
  givenDistrict,
  givenGround,
  givenPerson,
  givenReport,
  PASSWORD,
  WEST,
} from '../api/given.ts'
import { freshDatabase } from '../support/database.ts'

const BUILT = path.resolve(import.meta.dirname, '../../dist/client')

export interface Stage {
  origin: string
  password: string
  district: string
  /** A patch on basic farmland, judged by the real rules. */
  patch: { reportId: string; reportNo: string }
  /** One more of the same, for those who come second. */
  contested: { reportId: string; reportNo: string }
  /** Hands a patch that nobody changed yet to the western township; not once `fenxi` has signed in himself. */
  assign(reportId: string): Promise<void>
  /** For what no page can do. */
  db: Database
  close(): Promise<void>
}

type StageOptions = Pick<NonNullable<Parameters<typeof startApp>[1]>, 'factorPosts' | 'twoPerson'>

const SQUARE = 0.0006

/** A district with basic farmland, four people, patches of several rules; the real server and the built client. */
export async function setStage(options: StageOptions = {}): Promise<Stage> {
  if (await clientIsStale()) await buildClient()
  const db = await freshDatabase()
  await givenDistrict(db)
  await givenGround(db)
  await ensureOrganisations(db, DISTRICT)
  await givenPerson(db, 'xitong', { role: 'sysadmin', nameZh: '周正' })
  await givenPerson(db, 'anquan', { role: 'secadmin', nameZh: '郑安' })
  await givenPerson(db, 'shenji', { role: 'auditor', nameZh: '钱审' })
  await givenPerson(db, 'fenxi', { role: 'analyst', nameZh: '王晓' })
  await givenPerson(db, 'fenxi2', { role: 'analyst', nameZh: '赵敏' })
  await givenPerson(db, 'nongye', { role: 'agriculture', nameZh: '李禾' })
  await givenPerson(db, 'xixiang', { role: 'township', nameZh: '孙立', township: WEST })
  await givenReport(db, { lon: 113.03, rules: ['GH-08'], severity: 'medium', reportNo: 'AG-0001' })
  await givenReport(db, { lon: 113.06, verdict: 'clear', severity: null, rules: [], reportNo: 'OK-0001' })

  const app = await startApp(db, { withJobs: true, ...options })
  const relay = startRelay({ db, log: pino({ level: 'silent' }) })
  // Where the application looks for the client.
  await cp(BUILT, path.join(path.dirname(app.uploadFolder), 'client'), { recursive: true })
  const analyst = await app.signIn('fenxi')

  const draw = async (lon: number) => {
    const lat = 36.012
    const reply = await analyst.call('POST /reports', {
      body: {
        district: DISTRICT,
        type: '20',
        reportedOn: '2026-05-01',
        attributes: { use: 'industrial', partyKind: 'organisation', storeys: 1 },
        geometry: {
          type: 'Polygon',
          coordinates: [
            [
              [lon, lat],
              [lon + SQUARE, lat],
              [lon + SQUARE, lat + SQUARE],
              [lon, lat + SQUARE],
              [lon, lat],
            ],
          ],
        },
      },
    })
    if (reply.status !== 200) throw new Error(`The patch is refused: ${JSON.stringify(reply.problem)}`)
    return reply.body.report
  }

  return {
    origin: app.origin,
    password: PASSWORD,
    district: DISTRICT,
    patch: await draw(113.012),
    contested: await draw(113.016),
    db,
    async assign(reportId) {
      await analyst.call('POST /assignments', {
        body: {
          district: DISTRICT,
          reports: [{ reportId, version: 1 }],
          township: WEST,
          task: '请到现场拍照',
          dueOn: '2026-12-31',
        },
      })
    },
    async close() {
      await relay.stop()
      await app.close()
      await db.close()
    },
  }
}
