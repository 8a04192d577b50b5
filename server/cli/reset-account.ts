import { userInfo } from 'node:os'
import { ADMIN_STREAM, localActor, record } from '../audit/record.ts'
import { serviceDatabase } from '../db/acting.ts'
import type { Db } from '../db/database.ts'
import { newActivation, resetAccount } from '../queries/accounts.ts'
import { accountPlace } from '../queries/people.ts'
import { removeFactor } from '../queries/second-factors.ts'
import { endSessionsOf } from '../queries/sessions.ts'
import { readArguments, usage } from './arguments.ts'
import { EXIT, InputError, type Command } from './command.ts'
import { withInstalledDatabase } from './installed-database.ts'

const NAME = 'reset-account'

export const resetAccountCommand: Command = {
  name: NAME,
  summary: 'A new activation link for somebody who lost everything 重置账号',
  help: `tuban reset-account LOGIN

For an account that nobody else can help: the only security administrator who lost phone and recovery codes. Takes password
and second factor away, ends its sessions, and prints an activation link that serves once and for a day. Posts stay. Leaves
events that the auditor sees. Works on DATABASE_URL, or on the data folder (DATA_DIR, default ./data).`,
  async run(args, { terminal }) {
    const { positionals } = readArguments(NAME, args, {})
    const [login] = positionals
    if (login === undefined || positionals.length > 1) throw usage(NAME, 'Name one login')
    const link = await withInstalledDatabase(terminal, (owner) =>
      serviceDatabase(owner).transaction((tx) => reset(tx, login)),
    )
    terminal.print(link)
    return EXIT.ok
  },
}

async function reset(tx: Db, login: string): Promise<string> {
  const place = await accountPlace(tx, login)
  if (!place) throw new InputError(`There is no account ${login}.`)
  const { district, personId } = place
  if (!(await resetAccount(tx, district, personId)))
    throw new InputError(`The account ${login} is disabled: let the system administrator enable it first.`)
  const by = localActor(userInfo().username)
  const object = `person:${personId}`
  if (await removeFactor(tx, district, personId))
    await record(tx, { stream: ADMIN_STREAM, by, action: 'factor.reset', object })
  await endSessionsOf(tx, personId, 'password')
  const { token, expiresAt } = await newActivation(tx, personId, null)
  await record(tx, { stream: ADMIN_STREAM, by, action: 'account.new-link', object })
  return `${login}  /activate#${token}  (until ${expiresAt})`
}
