import { once } from 'node:events'
import net from 'node:net'
import { openDatabases, prepareDatabase } from '../server/boot.ts'
import { readConfig } from '../server/config.ts'
import { errorCode, StartError } from '../server/db/errors.ts'
import { prepareDemo } from '../server/demo.ts'
import { createLog } from '../server/http/log.ts'
import { portTaken, serve } from '../server/serve.ts'
import { exitOnFault, stopAtSignal } from '../server/stop.ts'
import { buildClient, clientIsStale } from './client-build.ts'

// `npm start`: from a fresh clone to a page in one command. Builds the client where it is missing, opens the database,
// loads an invented district into an empty one, and says what it is doing meanwhile.

const startedAt = performance.now()
const say = (line: string) => {
  console.log(`[${((performance.now() - startedAt) / 1000).toFixed(1).padStart(5)} s] ${line}`)
}

async function requireFreePort(host: string, port: number): Promise<void> {
  const probe = net.createServer().listen(port, host)
  try {
    await once(probe, 'listening')
  } catch (error) {
    throw errorCode(error) === 'EADDRINUSE' ? portTaken(port) : error
  }
  probe.close()
  await once(probe, 'close')
}

async function start(): Promise<void> {
  const config = readConfig(process.env)
  if (config.isProduction)
    throw new StartError(
      'npm start 载入示例数据 · npm start loads invented data, and NODE_ENV is production: use npm run serve.',
    )
  await requireFreePort(config.host, config.port)
  if (await clientIsStale()) {
    say('构建网页 · building the client …')
    await buildClient()
  }
  say(
    config.databaseUrl
      ? '连接数据库 · connecting to DATABASE_URL …'
      : `打开内嵌数据库 · opening the embedded database in ${config.dataDir} …`,
  )
  const log = createLog(config)
  exitOnFault(log)
  const { close, ...databases } = await openDatabases(config, say)
  // Loading takes longer than anybody waits for a request.
  const { jobsDb } = databases
  try {
    const applied = await prepareDatabase(jobsDb, config)
    if (applied.length > 0) say(`更新数据库结构 · migrated: ${applied.join(', ')}`)
    const accounts = await prepareDemo(jobsDb, { dataDir: config.dataDir, say })
    const serving = await serve(config, { ...databases, log, demoAccounts: accounts })
    stopAtSignal({ serving, log, close })
    say(`就绪 · ready: ${serving.address}`)
    for (const { login, password, nameZh, nameEn } of accounts)
      console.log(`          ${login.padEnd(12)} ${password}   ${nameZh} · ${nameEn}`)
  } catch (error) {
    await close()
    throw error
  }
}

try {
  await start()
} catch (error) {
  if (!(error instanceof StartError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
