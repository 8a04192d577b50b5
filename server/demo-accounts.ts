import { randomInt } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Person } from '../domain/api.ts'
import type { Db } from './db/database.ts'
import { hashPassword } from './passwords.ts'
import { writePrivate } from './private-file.ts'
import { demoLogins, savePerson } from './queries/people.ts'
import type { DemoAccount } from './routes/meta.ts'

const FILE = 'demo-accounts.json'

// Without characters that look alike on a printed sheet.
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789'
const randomPassword = () => Array.from({ length: 14 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')

export type DemoPost = Pick<Person, 'login' | 'nameZh' | 'nameEn' | 'role' | 'township'> & { unit?: string }

/** Makes the demo's people with random passwords; their logins are kept in `dataDir`, readable to its owner only. */
export async function createDemoAccounts(
  db: Db,
  dataDir: string,
  district: string,
  posts: readonly DemoPost[],
): Promise<DemoAccount[]> {
  const accounts: DemoAccount[] = []
  for (const post of posts) {
    const password = randomPassword()
    await savePerson(db, { ...post, district, passwordHash: await hashPassword(password), isDemo: true })
    accounts.push({ login: post.login, password, nameZh: post.nameZh, nameEn: post.nameEn })
  }
  await writePrivate(path.join(dataDir, FILE), `${JSON.stringify(accounts, null, 2)}\n`)
  return accounts
}

/** The accounts as made at the first start; null where their file does not fit the people in the database. */
export async function keptDemoAccounts(db: Db, dataDir: string): Promise<DemoAccount[] | null> {
  const file = path.join(dataDir, FILE)
  if (!existsSync(file)) return null
  const accounts = JSON.parse(await readFile(file, 'utf8')) as DemoAccount[]
  const logins = new Set(await demoLogins(db))
  return accounts.length === logins.size && accounts.every(({ login }) => logins.has(login)) ? accounts : null
}
