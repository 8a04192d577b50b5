import { schemaState } from '../db/migrate.ts'
import { EXIT, type Command } from './command.ts'
import { readArguments } from './arguments.ts'
import { withInstalledDatabase, withUnmigratedDatabase } from './installed-database.ts'

export const migrateCommand: Command = {
  name: 'migrate',
  summary: 'Bring the database to the newest schema 更新数据库结构',
  help: `tuban migrate [--plan]

  --plan   print what would run, and run nothing

Works on DATABASE_URL, or on the data folder (DATA_DIR, default ./data). Does nothing where nothing is new. A database of a
newer release, or one whose migrations were edited since, is refused. In production this is for the owner of the tables:
the server's own login may not, and does not, change them.`,
  async run(args, { terminal }) {
    const { values } = readArguments('migrate', args, { plan: { type: 'boolean', default: false } })
    if (values.plan) {
      const { pending, unknown, edited } = await withUnmigratedDatabase(terminal, (db) => schemaState(db))
      for (const name of unknown) terminal.print(`${name}  本版本没有 · unknown to this release`)
      for (const name of edited) terminal.print(`${name}  已被改动 · edited after it ran`)
      terminal.print(pending.length > 0 ? pending.join('\n') : NOTHING)
      return unknown.length + edited.length > 0 ? EXIT.badInput : EXIT.ok
    }
    await withInstalledDatabase(terminal, async (_db, migrated) => {
      terminal.print(migrated.length > 0 ? migrated.join('\n') : NOTHING)
    })
    return EXIT.ok
  },
}

const NOTHING = '已是最新 · nothing to do'
