import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { finished, pipeline } from 'node:stream/promises'
import { readAnchors } from '../audit/anchors.ts'
import { writeBundle } from '../audit/bundle.ts'
import { throughDoor } from '../audit/door.ts'
import { readConfig } from '../config.ts'
import { readArguments } from './arguments.ts'
import { EXIT, type Command } from './command.ts'
import { withInstalledDatabase } from './installed-database.ts'

const NAME = 'audit-export'

export const auditExportCommand: Command = {
  name: NAME,
  summary: 'Write the audit trail as a bundle 导出审计记录',
  help: `tuban audit-export [--out FILE]

Writes every event, seal and anchor as JSON lines, to stdout or to a file, for npm run audit:verify and for auditors.
Works on DATABASE_URL, or on the data folder (DATA_DIR, default ./data), whether or not its server runs.`,
  async run(args, { terminal }) {
    const { values } = readArguments(NAME, args, { out: { type: 'string' } })
    const out = values.out === undefined ? process.stdout : createWriteStream(values.out, { mode: 0o600 })
    const { databaseUrl, dataDir, anchorFile } = readConfig(process.env)
    const running = databaseUrl === undefined ? await throughDoor(dataDir) : null
    if (running) await pipeline(running, out, { end: false })
    else {
      const anchors = await readAnchors(anchorFile)
      const write = async (text: string) => {
        if (!out.write(text)) await once(out, 'drain')
      }
      await withInstalledDatabase(terminal, (db) => writeBundle(db, { anchors, write }))
    }
    if (out !== process.stdout) await finished(out.end())
    return EXIT.ok
  },
}
