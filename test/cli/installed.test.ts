import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../intake/files.ts'
import { geodata } from '../intake/files.ts'
import { emptyDatabase, NATIVE_URL } from '../support/database.ts'
import { tuban } from './run.ts'

// The commands that work on an installation, one after the other as a person would.

const folder = temporaryFolder()

describe('an installation from the command line', () => {
  test('migrate, add a district, import a layer and reports, list the layers', async () => {
    const native = NATIVE_URL ? await emptyDatabase() : null
    const env: Record<string, string> = native
      ? { DATABASE_URL: native.pool.options.connectionString! }
      : { DATA_DIR: folder.path('data') }
    const run = async (...args: string[]) => {
      const outcome = await tuban(args, env)
      expect(outcome.code, outcome.stderr).toBe(0)
      return outcome.stdout
    }
    try {
      expect(await run('migrate', '--plan')).toContain('0001_land.sql')
      expect(await run('migrate')).toContain('0001_land.sql')
      expect(await run('migrate', '--plan')).toContain('nothing to do')
      expect(await run('migrate')).toContain('nothing to do')
      await run('add-district', '140404', '--name-zh', '上党区', '--name-en', 'Shangdang', '--lon', '113.05')
      const administrators = ['add-administrators', '--district', '140404']
      const links = await run(...administrators)
      expect(links.match(/\/activate#[\w-]{43} /g)).toHaveLength(3)
      expect((await tuban(administrators, env)).stderr).toMatch(/sysadmin-140404 is there already/)
      const layer = [
        'import-layer',
        '--district',
        '140404',
        '--role',
        'land-use',
        '--valid-from',
        '2024-12-31',
        '--source',
        '变更调查',
      ]
      expect((await tuban([...layer, geodata('land-use-gbk-4526.zip')], env)).stderr).toMatch(/--not-secret/)
      layer.push('--not-secret', '--label', 'sensitive')
      expect((await tuban([...layer, geodata('land-use-gbk-4526.zip')], env)).stderr).toMatch(
        /--release-no is missing/,
      )
      layer.push('--release-no', '晋自然资函〔2024〕7号')
      expect(await run(...layer, geodata('land-use-gbk-4526.zip'))).toMatch(/land-use version 1 · 3 features/)
      expect(await run(...layer, geodata('land-use-gbk-4526.zip'))).toMatch(/unchanged/)
      expect(await run('layers', '--district', '140404')).toMatch(
        /\* land-use\s+1\s+published\s+2024-12-31\s+3 /,
      )
      expect(await run('import-reports', '--district', '140404', geodata('reports.geojson'))).toMatch(
        /2 imported, 0 refused, 2 judged/,
      )
      const again = await tuban(['import-reports', '--district', '140404', geodata('reports.geojson')], env)
      expect(again.code).toBe(1)
      expect(again.stderr).toMatch(/2 refused[^]*duplicate-number/)
      const nowhere = await tuban([...layer.with(2, '999999'), geodata('land-use-4490.gpkg')], env)
      expect(nowhere.code).toBe(1)
      expect(nowhere.stderr).toMatch(/999999/)
    } finally {
      await native?.close()
    }
  })
})
