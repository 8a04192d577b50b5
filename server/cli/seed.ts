import { seedAcceptance } from '../acceptance/seed.ts'
import { readConfig } from '../config.ts'
import { readArguments, required, usage } from './arguments.ts'
import { EXIT, InputError, type Command } from './command.ts'
import { withInstalledDatabase } from './installed-database.ts'

const NAME = 'seed'

export const seedCommand: Command = {
  name: NAME,
  summary: 'Fill an empty database for acceptance tests 载入验收数据',
  help: `tuban seed --profile acceptance --seed N

Invents a district with small layers, 200 judged reports, decisions, assignments, and some sixty people over all units and
roles; their credentials go to a file for its owner alone, named in one JSON line on stdout. Names vary with the seed, and all
but the passwords follows from it. The database is marked for ever, and production refuses it.
Works on DATABASE_URL, or on the data folder (DATA_DIR, default ./data). Refused where NODE_ENV=production.`,
  async run(args, { terminal }) {
    const { values } = readArguments(NAME, args, {
      profile: { type: 'string' },
      seed: { type: 'string' },
    })
    const profile = required(NAME, 'profile', values.profile)
    if (profile !== 'acceptance') throw usage(NAME, `There is one profile, acceptance, not “${profile}”`)
    const seed = Number(required(NAME, 'seed', values.seed))
    if (!Number.isSafeInteger(seed) || seed < 0 || seed > 0x7fffffff)
      throw usage(NAME, `--seed takes a whole number from 0 to 2147483647, not “${values.seed}”`)
    const { dataDir, isProduction } = readConfig(process.env)
    if (isProduction)
      throw new InputError(
        '生产环境不得载入验收数据 · the acceptance profile is refused where NODE_ENV=production: unset it, and use a database of its own.',
      )
    const seeded = await withInstalledDatabase(terminal, (db) =>
      seedAcceptance(db, { seed, dataDir, say: (line) => terminal.say(line) }),
    )
    terminal.print(JSON.stringify(seeded))
    return EXIT.ok
  },
}
