import { EXIT, type Command } from './command.ts'
import { readArguments } from './arguments.ts'
import { withInstalledDatabase } from './installed-database.ts'

export const migrateCommand: Command = {
  name: 'migrate',
  summary: 'Bring the database to the newest schema 更新数据库结构',
  help: `tuban migrate

Works on DATABASE_URL, or on the data folder (DATA_DIR, default ./data). Does nothing where nothing is new.`,
  async run(args, { terminal }) {
    readArguments('migrate', args, {})
    await withInstalledDatabase(terminal, async (_db, migrated) => {
      terminal.print(migrated.length > 0 ? migrated.join('\n') : '已是最新 · nothing to do')
    })
    return EXIT.ok
  },
}
