import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { spawnSync } from 'node:child_process'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { lockFolder, waitForFolder } from '../../server/db/embedded/lock.ts'
import { StartError } from '../../server/db/errors.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tuban-lock-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const LOCK = path.resolve(import.meta.dirname, '../../server/db/embedded/lock.ts')

describe.each(['linux', 'darwin'] as const)('a data folder on %s', (platform) => {
  test('is for one at a time, and free again afterwards', async () => {
    const unlock = await lockFolder(folder, platform)
    await expect(lockFolder(folder, platform)).rejects.toThrow(StartError)
    await expect(lockFolder(folder, platform)).rejects.toThrow(folder)
    await unlock()
    await (
      await lockFolder(folder, platform)
    )()
  })

  test('under another name is the same folder', async () => {
    const unlock = await lockFolder(folder, platform)
    await expect(lockFolder(`${folder}/../${path.basename(folder)}`, platform)).rejects.toThrow(StartError)
    await unlock()
  })

  test('can be waited for', async () => {
    const unlock = await lockFolder(folder, platform)
    const second = waitForFolder(folder, platform)
    await unlock()
    await (
      await second
    )()
  })

  test('is free once its process was killed', async () => {
    const script = path.join(folder, 'holder.mjs')
    await writeFile(
      script,
      `import { lockFolder } from ${JSON.stringify(LOCK)}
       await lockFolder(${JSON.stringify(folder)}, '${platform}')
       process.kill(process.pid, 'SIGKILL')`,
    )
    expect(spawnSync(process.execPath, [script]).signal).toBe('SIGKILL')
    await (
      await lockFolder(folder, platform)
    )()
  })
})
