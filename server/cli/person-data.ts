import { userInfo } from 'node:os'
import { text } from 'node:stream/consumers'
import { ADMIN_STREAM, localActor, record } from '../audit/record.ts'
import { serviceDatabase } from '../db/acting.ts'
import type { Db } from '../db/database.ts'
import { indexesOf } from '../keys/installed.ts'
import { openWorkPhone } from '../queries/accounts.ts'
import { openParty } from '../queries/parties.ts'
import { dataOfLogin, partiesOfIndex } from '../queries/person-data.ts'
import { readArguments, usage } from './arguments.ts'
import { EXIT, InputError, type Command } from './command.ts'
import { withInstalledDatabase } from './installed-database.ts'

const NAME = 'person-data'

export const personDataCommand: Command = {
  name: NAME,
  summary: 'All about one person, for that person 导出一个人的个人信息',
  help: `tuban person-data LOGIN | INDEX | -

Prints as JSON what is kept of somebody: of an account by its login; of a party or reporter by the blind index of his phone
or ID number (40 hexadecimal digits), or by the number itself on stdin (-), which is no argument since arguments are seen by
others. Leaves an event. Give it to nobody else (个人信息保护法第四十五条).
Works on DATABASE_URL, or on the data folder (DATA_DIR, default ./data).`,
  async run(args, { terminal }) {
    const { positionals } = readArguments(NAME, args, {})
    const [who] = positionals
    if (who === undefined || positionals.length > 1)
      throw usage(NAME, 'Name one login, one blind index, or -')
    const number = who === '-' ? (await text(process.stdin)).trim() : null
    const data = await withInstalledDatabase(terminal, (owner) =>
      serviceDatabase(owner).transaction(async (tx) => {
        const found = await dataOf(tx, who, number)
        const object = number === null && !isIndex(who) ? `login:${who}` : 'party'
        const by = localActor(userInfo().username)
        await record(tx, { stream: ADMIN_STREAM, by, action: 'personal.export', object })
        return found
      }),
    )
    terminal.print(JSON.stringify(data, null, 2))
    return EXIT.ok
  },
}

const isIndex = (who: string) => /^[0-9a-f]{40}$/.test(who)

async function dataOf(tx: Db, who: string, number: string | null): Promise<object> {
  if (number === null && !isIndex(who)) {
    const data = await dataOfLogin(tx, who)
    if (!data) throw new InputError(`There is no account ${who}.`)
    const { account, personId, ...rest } = data as { account: { district: string }; personId: number }
    const phone = await openWorkPhone(tx, account.district, String(personId))
    return { account: { ...account, phone }, ...rest }
  }
  const index =
    number === null
      ? [Buffer.from(who, 'hex')]
      : [...indexesOf('phone', number), ...indexesOf('id-no', number)]
  const parties = await partiesOfIndex(tx, index)
  return {
    reports: await Promise.all(
      parties.map(async ({ district, reportId, reportNo, partyId, createdAt }) => ({
        district,
        reportNo,
        createdAt,
        ...(await openParty(tx, district, reportId, partyId)),
      })),
    ),
  }
}
