import type { TestSettings } from '../config.ts'
import type { Database } from '../db/database.ts'
import { StartError } from '../db/errors.ts'
import { marks, setTestClock } from '../queries/production.ts'

/** Settings for tests work only in a database of the acceptance profile; elsewhere the server refuses to start with them. */
export async function applyTestSettings(db: Database, settings: TestSettings): Promise<void> {
  const isAcceptance = (await marks(db)).includes('acceptance')
  const { lockoutSeconds, idleSeconds, clock } = settings
  const given = [
    ['LOCKOUT_SECONDS', lockoutSeconds],
    ['IDLE_SECONDS', idleSeconds],
    ['TEST_CLOCK', clock],
  ].find(([, value]) => value !== undefined)
  if (given && !isAcceptance)
    throw new StartError(
      `仅限验收环境 · ${given[0] as string} works only in a database of npm run db:seed -- --profile acceptance: unset it.`,
    )
  if (isAcceptance) await setTestClock(db, clock ?? null)
}
