import { execFile } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { filesBelow, pack, unpack } from '../../server/backup/tar.ts'
import { temporaryFolder } from '../intake/files.ts'

const folder = temporaryFolder()
const run = promisify(execFile)

const LONG = `${'d'.repeat(60)}/${'e'.repeat(60)}/${'f'.repeat(60)}`
const FILES = {
  empty: '',
  'one block': 'x'.repeat(512),
  'a little more': 'x'.repeat(513),
  [LONG]: 'deep',
  漳泽: '名',
}

async function given(name: string): Promise<string> {
  const home = folder.path(name)
  for (const [file, content] of Object.entries(FILES)) {
    await mkdir(path.dirname(path.join(home, file)), { recursive: true })
    await writeFile(path.join(home, file), content, { mode: 0o640 })
  }
  await mkdir(path.join(home, 'empty folder'))
  return home
}

async function expectThere(target: string): Promise<void> {
  expect((await filesBelow(target)).sort()).toEqual(Object.keys(FILES).sort())
  for (const [file, content] of Object.entries(FILES))
    expect(await readFile(path.join(target, file), 'utf8')).toBe(content)
  expect((await stat(path.join(target, 'empty folder'))).isDirectory()).toBe(true)
  expect((await stat(path.join(target, 'empty'))).mode & 0o777).toBe(0o640)
}

test('a folder comes back as it was', async () => {
  const target = folder.path('back')
  await unpack(pack(await given('from')), target)
  await expectThere(target)
})

test.skipIf(process.platform === 'win32')('any tar unpacks it', async () => {
  const archive = folder.path('archive.tar')
  await pipeline(Readable.from(pack(await given('for-tar'))), createWriteStream(archive))
  const target = folder.path('by-tar')
  await mkdir(target)
  await run('tar', ['-xf', archive, '-C', target])
  await expectThere(target)
})

test('an archive that breaks off is refused', async () => {
  const parts: Buffer[] = []
  for await (const part of pack(await given('short'))) parts.push(part)
  const bytes = Buffer.concat(parts)
  await expect(
    unpack(
      Readable.from([bytes.subarray(0, bytes.length - 1_500)]) as AsyncIterable<Buffer>,
      folder.path('cut'),
    ),
  ).rejects.toThrow(/breaks off/)
})

test('nothing is written outside of the folder', async () => {
  const parts: Buffer[] = []
  for await (const part of pack(await given('evil'))) parts.push(part)
  const bytes = Buffer.concat(parts)
  bytes.write('../../out\0', bytes.indexOf('empty folder'))
  await expect(
    unpack(Readable.from([bytes]) as AsyncIterable<Buffer>, folder.path('inside')),
  ).rejects.toThrow(/outside/)
})

test.skipIf(process.platform === 'win32')('a link is told, not followed', async () => {
  const home = await given('linked')
  await symlink('/nowhere', path.join(home, 'link'))
  await expect(async () => {
    for await (const _ of pack(home));
  }).rejects.toThrow(/link/)
})
