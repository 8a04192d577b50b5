import { userInfo } from 'node:os'
import { localActor } from '../audit/record.ts'
import { readConfig } from '../config.ts'
import { serviceDatabase } from '../db/acting.ts'
import { newKey, readKeys, replaceKeys } from '../key-file.ts'
import { keyRing, masterKeyFile, openKeys } from '../keys/installed.ts'
import { rotateKeys } from '../keys/rotate.ts'
import { knownKeyIds } from '../queries/data-keys.ts'
import { readArguments } from './arguments.ts'
import { EXIT, type Command } from './command.ts'
import { withInstalledDatabase } from './installed-database.ts'

const NAME = 'keys-rotate'

export const keysRotateCommand: Command = {
  name: NAME,
  summary: 'Change the master key 更换主密钥',
  help: `tuban keys-rotate [--retire]

Puts a new key first into KEK_FILE and encrypts by it whatever the old one encrypted; both read meanwhile. Stopped, it goes
on when called again. Then restart the servers, and call it with --retire: it does what they still wrote by the old key, and
takes the old key out of the file. Keep the old file with the backups that were made under it.
Works on DATABASE_URL, or on the data folder (DATA_DIR, default ./data).`,
  async run(args, { terminal }) {
    const { values } = readArguments(NAME, args, { retire: { type: 'boolean', default: false } })
    const config = readConfig(process.env)
    return withInstalledDatabase(terminal, async (owner) => {
      const db = serviceDatabase(owner)
      const file = await masterKeyFile(config)
      // A change that was stopped, or of which the servers' rest is to be done, needs no further key.
      const isUnderWay = (await knownKeyIds(db)).some((id) => id !== keyRing().current.id)
      if (!values.retire && !isUnderWay) {
        await replaceKeys(file, [newKey(), ...readKeys('KEK_FILE', file)])
        await openKeys(config)
      }
      const done = await rotateKeys(db, localActor(userInfo().username), {
        onProgress: (column, count) => terminal.say(`${column}: ${count}`),
      })
      terminal.print(
        `主密钥 key ${keyRing().current.id}: 重新加密 encrypted anew ${done.values}, 重新签名 signed anew ${done.grants}, 未完成 left ${done.left}`,
      )
      if (done.left > 0) return EXIT.badInput
      if (values.retire) {
        await replaceKeys(file, readKeys('KEK_FILE', file).slice(0, 1))
        terminal.print('旧密钥已移除 · the old key is out of the file')
      } else terminal.print('请重启服务，再运行 --retire · restart the servers, then run it with --retire')
      return EXIT.ok
    })
  },
}
