import { spawnSync } from 'node:child_process'
import path from 'node:path'

// `npm test`: everything that must hold, in the order in which a fault is cheapest to find; stops at the first. Words
// after `--` go to vitest, to run some tests only. The browser tests are `npm run test:browser`.

const filter = process.argv.slice(2)
const program = (name: string) => path.join(import.meta.dirname, '..', 'node_modules', '.bin', name)

function stage(name: string, command: string, args: readonly string[]): void {
  console.log(`\n== ${name}`)
  const { status } = spawnSync(program(command), args, {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (status !== 0) {
    console.error(`\n${name}: failed`)
    process.exit(status ?? 1)
  }
}

console.log(`Database under test: ${process.env['DATABASE_URL'] ? 'native, by DATABASE_URL' : 'embedded'}`)
stage('types', 'vue-tsc', ['--noEmit', '-p', 'tsconfig.json'])
stage('lint', 'eslint', ['.'])
stage('units, SQL, API', 'vitest', ['run', '--project', 'unit', ...filter])
