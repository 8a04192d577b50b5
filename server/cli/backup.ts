import { makeBackup } from '../backup/backup.ts'
import { runDrill } from '../backup/drill.ts'
import { backupsIn } from '../backup/manifest.ts'
import { restoreBackup, restoreServer } from '../backup/restore.ts'
import { readConfig } from '../config.ts'
import { readArguments } from './arguments.ts'
import { EXIT, InputError, type Command } from './command.ts'

const WHERE = `Works on DATABASE_URL (as the owner of the tables, who may also read past row level security), or on the data folder
(DATA_DIR, default ./data), whose server must be stopped. BACKUP_DIR (default DATA_DIR/backups) holds backups, each a folder;
BACKUP_KEY_FILE encrypts them. Keys are in no backup: keep them elsewhere.`

const OUTPUT = {
  json: { type: 'boolean', default: false },
  'no-physical': { type: 'boolean', default: false },
} as const

const seconds = (value: number) => `${value.toFixed(1)} s`

export const backupCommand: Command = {
  name: 'backup',
  summary: 'Back up database, evidence and anchors 备份',
  help: `tuban backup [--json] [--no-physical]

  --no-physical   only the portable copy (pg_dump), not the whole server (pg_basebackup), even where the login may

${WHERE}`,
  async run(args, { terminal }) {
    const { values } = readArguments('backup', args, OUTPUT)
    const isPhysical = !values['no-physical']
    const say = (line: string) => terminal.say(line)
    const { folder, manifest } = await makeBackup(readConfig(process.env), { isPhysical, say })
    const { contents, files, engine } = manifest
    const bytes = files.reduce((total, file) => total + file.bytes, 0)
    const { takenAt, seal } = contents
    terminal.print(
      values.json
        ? JSON.stringify({ folder, engine, takenAt, seal: seal?.n ?? null, files: files.length, bytes })
        : `${folder}  ${files.length} files, ${(bytes / 2 ** 20).toFixed(1)} MiB, as of ${takenAt}`,
    )
    return EXIT.ok
  },
}

export const restoreCommand: Command = {
  name: 'restore',
  summary: 'Rebuild an installation from a backup 恢复',
  help: `tuban restore [--from FOLDER] [--json]
tuban restore --server TARGET [--from FOLDER]

  --from     a backup; default: the newest in BACKUP_DIR
  --server   only unpack the copy of the whole server (pg_basebackup) into a new folder, for PostgreSQL to be started on

Restores into an empty database and empty folders, and overwrites nothing. Afterwards the audit trail and the evidence are
verified, and rows counted against the manifest; every difference is told, and the exit code is 1 where there is one.
${WHERE}`,
  async run(args, { terminal }) {
    const { values } = readArguments('restore', args, {
      from: { type: 'string' },
      server: { type: 'string' },
      json: OUTPUT.json,
    })
    const config = readConfig(process.env)
    const from = values.from ?? (await backupsIn(config.backupDir)).at(-1)
    if (from === undefined)
      throw new InputError(`没有备份 · ${config.backupDir} holds no backup: name one by --from.`)
    if (values.server !== undefined) {
      await restoreServer(from, config, values.server)
      terminal.print(
        `${values.server}: verified. Give it to the user of PostgreSQL (chown -R, chmod 700), then: pg_ctl -D ${values.server} start`,
      )
      return EXIT.ok
    }
    const restored = await restoreBackup(from, config, (line) => terminal.say(line))
    const { differences, takenAt } = restored
    terminal.print(
      values.json
        ? JSON.stringify(restored)
        : [`${from} as of ${takenAt}, in ${seconds(restored.seconds)}`, ...saidOf(differences)].join('\n'),
    )
    return differences.length === 0 ? EXIT.ok : EXIT.badInput
  },
}

export const drillCommand: Command = {
  name: 'drill',
  summary: 'Back up, restore elsewhere, and compare 恢复演练',
  help: `tuban drill [--json] [--no-physical]

Makes a backup and restores it beside the installation, in a database and folders of their own that are gone afterwards. Prints
RTO (until restored and compared), RPO (work that would be lost now, by the newest kept backup) and every difference, and
leaves the result in the database for the administrators' page. Exit code 1 where anything differs.
${WHERE}`,
  async run(args, { terminal }) {
    const { values } = readArguments('drill', args, OUTPUT)
    const isPhysical = !values['no-physical']
    const drill = await runDrill(readConfig(process.env), { isPhysical, say: (line) => terminal.say(line) })
    const { rtoSeconds, rpoSeconds, tried, differences } = drill
    terminal.print(
      values.json
        ? JSON.stringify(drill)
        : [
            `RTO ${seconds(rtoSeconds)}, RPO ${seconds(rpoSeconds)} (${tried.join(', ')})`,
            ...saidOf(differences),
          ].join('\n'),
    )
    return drill.ok ? EXIT.ok : EXIT.badInput
  },
}

const saidOf = (differences: readonly string[]) =>
  differences.length === 0 ? ['无差异 · no difference'] : differences
