import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'

const ROOT = path.resolve(import.meta.dirname, '../..')

describe.each(['mlps-3', 'asvs-5'])('docs/compliance/%s.md', (name) => {
  const rows = readFileSync(path.join(ROOT, `docs/compliance/${name}.md`), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
    .slice(1)

  test.each(rows)('has a proof that is there: %s', (row) => {
    const proofs = [...row.split('|')[3]!.matchAll(/`([^`]+)`/g)].map(([, file]) => file!)
    expect(proofs.length).toBeGreaterThan(0)
    expect(proofs.filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([])
  })
})
