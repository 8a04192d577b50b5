import type { Explanation } from '../../domain/api.ts'
import { findingIdOf } from '../../domain/finding-reference.ts'
import { explain } from '../explain/explanation.ts'
import { districtOfFinding } from '../queries/findings.ts'
import { oneFile, readArguments, usage } from './arguments.ts'
import { EXIT, InputError, type Command } from './command.ts'
import { explanationText } from './explanation-text.ts'
import { withInstalledDatabase } from './installed-database.ts'

const NAME = 'explain'

export const explainCommand: Command = {
  name: NAME,
  summary: 'Derive a finding and make it again from storage 推导与复算',
  help: `tuban explain FINDING [--json]

FINDING is the reference on the card of a finding, such as F-1234; old ones are explained like new ones.
Prints the patch, the layer versions with their hashes, the rule and its article, thresholds, every area, the arithmetic of the condition,
and what was decided since. Then the finding is made again from storage: the rules on the stored facts, the stored geometry over the
stored layer versions (areas within 1e-6 m²), the hash of the geometry. Exit code 1 where anything differs; it is marked ✗.

  --json   the same as JSON

Works on DATABASE_URL, or on the data folder (DATA_DIR, default ./data).`,
  async run(args, { terminal }) {
    const { values, positionals } = readArguments(NAME, args, { json: { type: 'boolean' } })
    const reference = oneFile(NAME, positionals, 'a finding')
    const findingId = findingIdOf(reference)
    if (findingId === null) throw usage(NAME, `“${reference}” is no finding such as F-1234`)

    const explanation = await withInstalledDatabase(terminal, (db) =>
      db.transaction(
        async (tx): Promise<Explanation> => {
          const district = await districtOfFinding(tx, findingId)
          if (district === null) throw new InputError(`没有此线索 · there is no finding ${reference}`)
          return explain(tx, 'reporter', district, findingId, 'important')
        },
        { readOnly: true },
      ),
    )
    terminal.print(values.json ? JSON.stringify(explanation, null, 2) : explanationText(explanation))
    return explanation.checks.state === 'differs' ? EXIT.badInput : EXIT.ok
  },
}
