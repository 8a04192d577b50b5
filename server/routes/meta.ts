import type { Router } from 'express'
import type { Answer } from '../../domain/api.ts'
import type { AuthMode } from '../../domain/session.ts'
import type { Database } from '../db/database.ts'
import { handle } from '../http/handle.ts'
import { openapiDocument } from '../openapi.ts'
import { CATALOGUE } from '../rules/index.ts'

export type DemoAccount = Answer<'GET /meta'>['demoAccounts'][number]

export interface About {
  version: string
  authMode: AuthMode
  /** Accounts of the demo district, shown to whoever opens the page; empty everywhere else. */
  demoAccounts: readonly DemoAccount[]
}

export function metaRoutes(router: Router, db: Database, { version, authMode, demoAccounts }: About): void {
  handle(router, 'GET /meta', () =>
    Promise.resolve({
      version,
      authMode,
      database: db.kind,
      demoAccounts: [...demoAccounts],
      rules: CATALOGUE,
    }),
  )

  const document = openapiDocument(version)
  router.get('/openapi.json', (_req, res) => {
    res.json(document)
  })
}
