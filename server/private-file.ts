import { chmod, mkdir, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** A file for its owner alone. Written beside and renamed, so that a start that is killed leaves the old file or the new one. */
export async function writePrivate(file: string, content: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(`${file}.new`, content, { mode: 0o600 })
  await chmod(`${file}.new`, 0o600)
  await rename(`${file}.new`, file)
}
