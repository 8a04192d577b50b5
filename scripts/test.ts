import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'

// `npm test`: everything that must hold before a push, cheapest first; ends at the first stage that fails.
// `npm test -- overlay` runs the test files with that in their path and no other stage; `--only-tests` leaves out what
// does not depend on the database; `--browser sign-in,ties` narrows the browser's stage to these files, `--browser !sign-in` to all others.

const ROOT = path.resolve(import.meta.dirname, '..')

interface Stage {
  name: string
  /** A program that npm installed, and its arguments. */
  program: string
  args: readonly string[]
}

const STATIC: readonly Stage[] = [
  { name: '类型 types', program: 'vue-tsc/bin/vue-tsc.js', args: ['--noEmit', '-p', 'tsconfig.json'] },
  { name: '规范 lint', program: 'eslint/bin/eslint.js', args: ['.'] },
  {
    name: '格式 format',
    program: 'prettier/bin/prettier.cjs',
    args: ['--check', '--log-level', 'warn', '.'],
  },
]
const BUILD: readonly Stage[] = existsSync(path.join(ROOT, 'client/index.html'))
  ? [{ name: '网页 client', program: 'vite/bin/vite.js', args: ['build', '--logLevel', 'warn'] }]
  : []

const { values, positionals } = parseArgs({
  options: { 'only-tests': { type: 'boolean', default: false }, browser: { type: 'string', default: '' } },
  allowPositionals: true,
})

function browserFiles(list: string): string[] {
  const names = list.replace(/^!/, '').split(',').filter(Boolean)
  const files = names.map((name) => `test/e2e/${name}.test.ts`)
  const missing = files.find((file) => !existsSync(path.join(ROOT, file)))
  if (missing) throw new Error(`There is no ${missing}.`)
  return list.startsWith('!') ? files.map((file) => `--exclude=${file}`) : files
}

const vitest = (name: string, ...args: string[]): Stage => ({
  name,
  program: 'vitest/vitest.mjs',
  args: ['run', ...args],
})
const TESTS: readonly Stage[] = [
  vitest('单元、SQL、接口 unit, SQL, API', '--project', 'unit'),
  vitest('浏览器 browser', '--project', 'e2e', ...browserFiles(values.browser)),
]

const startedAt = performance.now()
const elapsed = () => `${((performance.now() - startedAt) / 1000).toFixed(0)} s`

/** One after the other; what stands together runs at once. */
function stagesToRun(): readonly (readonly Stage[])[] {
  if (positionals.length > 0) return [[vitest(positionals.join(' '), ...positionals)]]
  const tests = [...BUILD, ...TESTS].map((stage) => [stage])
  return values['only-tests'] ? tests : [STATIC, ...tests]
}

async function run({ name, program, args }: Stage): Promise<number> {
  console.log(`\n== ${name} (${elapsed()})`)
  const child = spawn(process.execPath, [path.join(ROOT, 'node_modules', program), ...args], {
    cwd: ROOT,
    stdio: 'inherit',
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  return code ?? 1
}

const database = process.env['DATABASE_URL']
  ? `PostgreSQL at ${new URL(process.env['DATABASE_URL']).host} (DATABASE_URL)`
  : 'the embedded engine (set DATABASE_URL for a native server)'
console.log(`数据库 database: ${database}`)

for (const together of stagesToRun()) {
  const codes = await Promise.all(together.map(run))
  const at = codes.findIndex((code) => code !== 0)
  if (at >= 0) {
    console.log(`\n未通过 FAILED at “${together[at]!.name}” after ${elapsed()}`)
    process.exit(codes[at])
  }
}
console.log(`\n通过 passed in ${elapsed()}`)
