import { openDatabases, prepareDatabase } from './boot.ts'
import { readConfig, readUsableConfig } from './config.ts'
import { StartError } from './db/errors.ts'
import { keptDemoAccounts } from './demo-accounts.ts'
import { createLog } from './http/log.ts'
import { requireSafeProduction } from './production/inspect.ts'
import { serve } from './serve.ts'
import { exitOnFault, stopAtSignal } from './stop.ts'

// `npm run serve`: for operators. No demo, no build; one JSON line on stdout once it takes requests.

async function main(): Promise<void> {
  const { isProduction } = readUsableConfig(process.env).config
  if (isProduction) await requireSafeProduction(process.env)
  const config = readConfig(process.env)
  const log = createLog(config)
  exitOnFault(log)
  const { close, ...databases } = await openDatabases(config)
  const { jobsDb } = databases
  try {
    await prepareDatabase(jobsDb, config, { migrates: !isProduction })
    const demoAccounts = (await keptDemoAccounts(jobsDb, config.dataDir)) ?? []
    const serving = await serve(config, { ...databases, log, demoAccounts })
    stopAtSignal({ serving, log, close })
    console.log(JSON.stringify({ ready: true, port: serving.port, pid: process.pid }))
  } catch (error) {
    await close()
    throw error
  }
}

try {
  await main()
} catch (error) {
  if (!(error instanceof StartError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
