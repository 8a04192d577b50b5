import type { Router } from 'express'
import type { Readiness } from '../readiness.ts'

export interface Health {
  /** Set once the server begins to stop: no new requests, please. */
  isStopping: boolean
  readiness: () => Promise<Readiness>
}

/** /livez: the loop turns. /readyz: requests can be served; why not stands in the log, and is no business of strangers. */
export function healthRoutes(router: Router, health: Health): void {
  router.get('/livez', (_req, res) => {
    res.type('text').send('ok\n')
  })
  router.get('/readyz', async (_req, res) => {
    const isReady = !health.isStopping && (await health.readiness()).faults.length === 0
    res
      .status(isReady ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .type('text')
      .send(isReady ? 'ready\n' : 'not ready\n')
  })
}
