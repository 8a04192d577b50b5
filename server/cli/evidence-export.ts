import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { recordedFiles } from '../queries/evidence.ts'
import { readArguments } from './arguments.ts'
import { EXIT, type Command } from './command.ts'
import { withInstalledDatabase } from './installed-database.ts'

const NAME = 'evidence-export'
const FORMAT = 'tuban-evidence-list/1'

export const evidenceExportCommand: Command = {
  name: NAME,
  summary: 'Write the list of evidence with its hashes 导出证据哈希清单',
  help: `tuban evidence-export [--out FILE]

Writes what is recorded of every file of evidence as JSON lines, to stdout or to a file, for npm run evidence:verify.
Works on DATABASE_URL, or on the data folder (DATA_DIR, default ./data).`,
  async run(args, { terminal }) {
    const { values } = readArguments(NAME, args, { out: { type: 'string' } })
    const out = values.out === undefined ? process.stdout : createWriteStream(values.out, { mode: 0o600 })
    const write = async (line: object) => {
      if (!out.write(`${JSON.stringify(line)}\n`)) await once(out, 'drain')
    }
    await withInstalledDatabase(terminal, async (db) => {
      let items = 0
      await write({ format: FORMAT })
      for await (const item of recordedFiles(db)) {
        await write(item)
        items += 1
      }
      await write({ items })
    })
    if (out !== process.stdout) await finished(out.end())
    return EXIT.ok
  },
}
