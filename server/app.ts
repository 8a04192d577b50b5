import express, { type Express } from 'express'
import type { Logger } from 'pino'
import { Problem } from '../domain/problem.ts'
import { asCaller, requestDatabase, serviceDatabase } from './db/acting.ts'
import { alarmOfForgedGrants } from './audit/forged-grants.ts'
import { Door, type DoorOptions } from './sign-in/door.ts'
import { Entrance, type EntranceOptions } from './sign-in/entrance.ts'
import type { Provider } from './sign-in/provider.ts'
import type { TwoPerson } from './approvals/two-person.ts'
import type { Database } from './db/database.ts'
import type { EvidenceStore } from './evidence/store.ts'
import { authenticate } from './http/authenticate.ts'
import { callerOf } from './http/caller.ts'
import { type Admission, inTurn } from './http/admission.ts'
import { allowPlainCookie } from './http/cookie.ts'
import { jsonText, parseJson } from './http/json-body.ts'
import { harmlessText } from './http/log-line.ts'
import { onDisagreement } from './intake/second-opinion.ts'
import { requestLog } from './http/log.ts'
import { personOf } from './http/person.ts'
import { problemResponder } from './http/problem.ts'
import { adminNetworksOnly, strictTransport, trustProxies } from './http/proxy.ts'
import { rateLimit, ratesOfAddress, type Rates } from './http/rate-limit.ts'
import { uploadsAtOnce } from './http/uploads-at-once.ts'
import { sameOriginOnly } from './http/same-origin.ts'
import { securityHeaders } from './http/security-headers.ts'
import { refuseUnsealed } from './http/unsealed.ts'
import { accountRoutes } from './routes/accounts.ts'
import { approvalRoutes } from './routes/approvals.ts'
import { auditRoutes } from './routes/audit.ts'
import { assignmentRoutes } from './routes/assignments.ts'
import { checkRoutes } from './routes/checks.ts'
import { clientRoutes } from './routes/client.ts'
import { decisionRoutes } from './routes/decisions.ts'
import { districtRoutes } from './routes/districts.ts'
import { drillRoutes } from './routes/drills.ts'
import { evaluationRoutes } from './routes/evaluations.ts'
import { geometryRoutes } from './routes/geometry.ts'
import { evidenceFileRoutes } from './routes/evidence-files.ts'
import { explanationRoutes } from './routes/explanations.ts'
import { exportRoutes } from './routes/exports.ts'
import { evidenceRoutes } from './routes/evidence.ts'
import { healthRoutes, type Health } from './routes/health.ts'
import { identityRoutes } from './routes/identities.ts'
import { identifyRoutes } from './routes/identify.ts'
import { jobRoutes } from './routes/jobs.ts'
import { layerPreviewRoutes } from './routes/layer-preview.ts'
import { layerRoutes } from './routes/layers.ts'
import { ledgerPartRoutes } from './routes/ledger-parts.ts'
import { metaRoutes, type About } from './routes/meta.ts'
import { newReportRoutes } from './routes/new-reports.ts'
import { notificationRoutes } from './routes/notifications.ts'
import { oidcRoutes } from './routes/oidc.ts'
import { organisationRoutes } from './routes/organisations.ts'
import { overrideRoutes } from './routes/overrides.ts'
import { partyRoutes } from './routes/parties.ts'
import { policyReportRoutes } from './routes/policy-reports.ts'
import { powerRoutes } from './routes/powers.ts'
import { catalogueRoutes } from './routes/catalogue.ts'
import { farmlandYearRoutes } from './routes/farmland-years.ts'
import { replayRoutes } from './routes/replays.ts'
import { thresholdRoutes } from './routes/thresholds.ts'
import { whatIfRoutes } from './routes/what-if.ts'
import { reportRoutes } from './routes/reports.ts'
import { passwordRoutes } from './routes/passwords.ts'
import { secondFactorRoutes } from './routes/second-factor.ts'
import { sessionRoutes, type LocalSignIn } from './routes/session.ts'
import { raisedFindingRoutes } from './routes/raised-findings.ts'
import { groupRoutes } from './routes/groups.ts'
import { reshapingRoutes } from './routes/reshaping.ts'
import { tieRoutes } from './routes/ties.ts'
import { tileRoutes } from './routes/tiles.ts'
import { ShapeStore } from './tiles/shapes/shape-store.ts'
import { transferRoutes } from './routes/transfers.ts'

export type SignInOptions = DoorOptions & EntranceOptions & LocalSignIn & { provider: Provider | null }

export interface AppOptions {
  db: Database
  /** For tiles, and for health and accounts, where they have connections of their own. */
  tilesDb?: Database
  adminDb?: Database
  /** Bytes of shapes that are kept in memory for tiles. */
  tileBytes?: number
  log: Logger
  about: About
  session: SignInOptions
  twoPerson: TwoPerson
  /** Where uploads wait for their job. */
  uploadFolder: string
  evidence: EvidenceStore
  /** The built client. */
  clientFolder: string
  health: Health
  /** Of one account; an address has those of many. */
  rates: Rates
  admission: Admission
  audit: {
    anchorFile: string
    /** How long ago everything that was written then was known to be sealed. */
    lagMs: () => number
  }
  /** Called when a job was added. */
  wakeJobs: () => void
  /** Who stands between browser and server, and from where administrators work. */
  network?: { trustProxy: readonly string[]; adminCidr: readonly string[] }
}

/** Puts routes and middleware together; opens nothing, so that a test can run it on a database of its own. */
export function createApp(options: AppOptions): Express {
  const { log, session, health, network = { trustProxy: [], adminCidr: [] } } = options
  // Neither the sign-in nor any route has more rights than it needs, whatever the connection may do.
  const service = serviceDatabase(options.db)
  const db = requestDatabase(options.db)
  const adminDb = requestDatabase(options.adminDb ?? options.db)
  const tilesDb = requestDatabase(options.tilesDb ?? options.db)
  const shapes = new ShapeStore(service, options.tileBytes ?? 0, (error) =>
    log.warn({ err: error }, 'shapes for tiles could not be read'),
  )
  alarmOfForgedGrants(service, log)
  onDisagreement(({ reason, near }) => {
    const fault = near.length > 0 ? `${reason} near ${near.join(', ')}` : reason
    log.error(
      { code: 'postgis-disagrees', fault },
      'PostGIS refuses a polygon that passed the check at the door',
    )
  })
  const app = express()
  app.disable('x-powered-by')
  allowPlainCookie(app, session.isLoopback)
  trustProxies(app, network.trustProxy)
  app.use(...securityHeaders, strictTransport, requestLog(log))
  app.use((_req, res, next) => {
    if (health.isStopping) res.set('Connection', 'close')
    next()
  })
  healthRoutes(app, health)
  policyReportRoutes(app, log)
  app.use('/api', apiRouter(options))
  clientRoutes(app, options.clientFolder)
  app.use((req) => {
    throw new Problem('not-found', `There is nothing at ${harmlessText(req.path)}.`)
  })
  app.use(problemResponder(log))
  return app

  function apiRouter({
    about,
    twoPerson,
    uploadFolder,
    evidence,
    rates,
    admission,
    audit,
    wakeJobs,
  }: AppOptions) {
    const api = express.Router()
    api.use((_req, res, next) => {
      res.set('Cache-Control', 'no-store')
      next()
    })
    api.use(
      sameOriginOnly,
      rateLimit(ratesOfAddress(rates), (req) => req.ip),
      jsonText,
      refuseUnsealed(audit.lagMs),
      inTurn(admission),
      authenticate(service),
      adminNetworksOnly(network.adminCidr),
      rateLimit(rates, (req) => personOf(req)?.personId),
      uploadsAtOnce((req) => personOf(req)?.personId),
      parseJson,
    )
    api.use((req, _res, next) => asCaller(callerOf(req), next))
    const door = new Door(service, session)
    const entrance = new Entrance(service, session)
    sessionRoutes(api, service, { door, entrance }, session)
    passwordRoutes(api, service, door, session.passwordProfile)
    secondFactorRoutes(api, service, entrance, session.now)
    oidcRoutes(api, service, { door, entrance, provider: session.provider })
    metaRoutes(api, db, about)
    organisationRoutes(api, adminDb)
    drillRoutes(api, adminDb)
    notificationRoutes(api, db)
    accountRoutes(api, adminDb)
    identityRoutes(api, adminDb, session.provider?.issuer ?? null)
    districtRoutes(api, db)
    const uploads = { uploadFolder, scan: evidence.scan, wakeJobs }
    layerRoutes(api, db, { ...uploads, twoPerson })
    identifyRoutes(api, db)
    jobRoutes(api, db)
    geometryRoutes(api, db)
    exportRoutes(api, db, { folder: uploadFolder, twoPerson })
    newReportRoutes(api, db, uploads)
    reportRoutes(api, db)
    explanationRoutes(api, db)
    partyRoutes(api, db)
    raisedFindingRoutes(api, db)
    tieRoutes(api, db)
    groupRoutes(api, db)
    checkRoutes(api, db)
    reshapingRoutes(api, db)
    ledgerPartRoutes(api, db)
    decisionRoutes(api, db)
    overrideRoutes(api, db)
    assignmentRoutes(api, db)
    evidenceRoutes(api, db, evidence)
    evidenceFileRoutes(api, db, evidence)
    powerRoutes(api, db)
    thresholdRoutes(api, db)
    catalogueRoutes(api, db)
    farmlandYearRoutes(api, db)
    replayRoutes(api, db, { folder: uploadFolder })
    whatIfRoutes(api, db)
    layerPreviewRoutes(api, db)
    transferRoutes(api, db)
    approvalRoutes(api, db)
    evaluationRoutes(api, db, wakeJobs)
    tileRoutes(api, tilesDb, shapes)
    auditRoutes(api, db, { anchorFile: audit.anchorFile, wakeJobs })
    api.use((req) => {
      throw new Problem('not-found', `There is no endpoint ${req.method} /api${harmlessText(req.path)}.`)
    })
    return api
  }
}
