import { inviteAccount, newActivation } from '../queries/accounts.ts'
import { ensureOrganisations, organisationsOf } from '../queries/organisations.ts'
import { grantPost } from '../queries/posts.ts'
import { readArguments, required, today } from './arguments.ts'
import { EXIT, InputError, type Command } from './command.ts'
import { withInstalledDatabase } from './installed-database.ts'

const NAME = 'add-administrators'

/** 三员: three people, so that none alone can give himself what he may not have. */
const ADMINISTRATORS = [
  { role: 'sysadmin', nameZh: '系统管理员', nameEn: 'System administrator' },
  { role: 'secadmin', nameZh: '安全管理员', nameEn: 'Security administrator' },
  { role: 'auditor', nameZh: '审计管理员', nameEn: 'Auditor' },
] as const

export const addAdministratorsCommand: Command = {
  name: NAME,
  summary: 'Make the three first administrators of a district 建立三员账号',
  help: `tuban add-administrators --district CODE

Makes the units of the district and three accounts: ${ADMINISTRATORS.map(({ role }) => `${role}-CODE`).join(', ')}. Prints
an activation link for each, which serves once and for a day: hand each to another person. Nobody sees a password.
Works on DATABASE_URL, or on the data folder (DATA_DIR, default ./data).`,
  async run(args, { terminal }) {
    const { values } = readArguments(NAME, args, { district: { type: 'string' } })
    const district = required(NAME, 'district', values.district)
    const links = await withInstalledDatabase(terminal, (db) =>
      db.transaction(async (tx) => {
        const { rows } = await tx.query('select from land.district where district = $1', [district])
        if (rows.length === 0)
          throw new InputError(`There is no district ${district}: tuban add-district makes it.`)
        await ensureOrganisations(tx, district)
        const platform = (await organisationsOf(tx, district)).find(({ kind }) => kind === 'platform')!
        const made: string[] = []
        for (const { role, nameZh, nameEn } of ADMINISTRATORS) {
          const login = `${role}-${district}`
          const account = { district, login, nameZh, nameEn, phone: null, createdBy: null }
          const personId = await inviteAccount(tx, account)
          if (personId === null) throw new InputError(`The account ${login} is there already.`)
          const post = {
            personId,
            orgId: platform.orgId,
            role,
            validFrom: today(),
            validTo: null,
            grantedBy: null,
          }
          await grantPost(tx, post)
          const { token, expiresAt } = await newActivation(tx, personId, null)
          made.push(`${login}  /activate#${token}  (${nameZh}, until ${expiresAt})`)
        }
        return made
      }),
    )
    terminal.print(links.join('\n'))
    return EXIT.ok
  },
}
