import { userInfo } from 'node:os'
import { ADMIN_STREAM, localActor, record } from '../audit/record.ts'
import { serviceDatabase } from '../db/acting.ts'
import { purge } from '../personal/purge.ts'
import { dueRows, purposesOf, setPeriod } from '../queries/retention.ts'
import { readArguments, usage } from './arguments.ts'
import { EXIT, type Command } from './command.ts'
import { withInstalledDatabase } from './installed-database.ts'

const NAME = 'retention'

export const retentionCommand: Command = {
  name: NAME,
  summary: 'How long personal data is kept, and what is due 个人信息保存期限',
  help: `tuban retention [--set PURPOSE=MONTHS] [--purge]

  --set     change a period, as the legal office confirmed it
  --purge   take at once what is due; the server does so each day

Prints the periods, and of what is due the purpose with the report or login; never who it is.
Works on DATABASE_URL, or on the data folder (DATA_DIR, default ./data).`,
  async run(args, { terminal }) {
    const { values } = readArguments(NAME, args, {
      set: { type: 'string' },
      purge: { type: 'boolean', default: false },
    })
    const [, purpose, months] = /^([a-z-]+)=([1-9]\d{0,3})$/.exec(values.set ?? '') ?? []
    if (values.set !== undefined && (purpose === undefined || Number(months) > 1200))
      throw usage(
        NAME,
        `--set takes a purpose and 1 to 1200 months, such as reporter=12, not “${values.set}”`,
      )
    const by = localActor(userInfo().username)
    await withInstalledDatabase(terminal, async (owner) => {
      const db = serviceDatabase(owner)
      if (purpose !== undefined)
        await db.transaction(async (tx) => {
          if (!(await setPeriod(tx, purpose, Number(months), by.actor!)))
            throw usage(NAME, `There is no purpose “${purpose}”`)
          await record(tx, {
            stream: ADMIN_STREAM,
            by,
            action: 'retention.change',
            object: `retention:${purpose}`,
            detail: { months: Number(months) },
          })
        })
      for (const one of await purposesOf(db))
        terminal.print(
          `${one.purpose.padEnd(14)} ${String(one.months).padStart(4)} 个月 months${one.isConfirmed ? '' : '（未经确认 unconfirmed）'}  ${one.basis}`,
        )
      const due = await dueRows(db)
      for (const one of due) terminal.print(`到期 due  ${one.purpose.padEnd(14)} ${one.of}`)
      if (!values.purge) return
      await purge(db, { by })
      terminal.print(`已去标识 pseudonymised: ${due.length}`)
    })
    return EXIT.ok
  },
}
