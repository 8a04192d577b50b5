import { generateDistrict } from '../fixtures/district/district.ts'
import type { Database } from './db/database.ts'
import { createDemoAccounts, keptDemoAccounts, type DemoPost } from './demo-accounts.ts'
import { loadDistrict } from './demo-district.ts'
import { evaluateReports } from './evaluate.ts'
import { demoState, removeDemoDistrict, townshipsBySuspicion } from './queries/demo.ts'
import { nameOfficeHead } from './queries/organisations.ts'
import type { DemoAccount } from './routes/meta.ts'

const SEED = 1

export interface DemoOptions {
  dataDir: string
  say: (line: string) => void
}

/**
 * Loads the invented district into an empty database and makes its people, once; a load that was killed starts over.
 * Answers the demo's accounts; none where the database holds a real district.
 */
export async function prepareDemo(db: Database, { dataDir, say }: DemoOptions): Promise<DemoAccount[]> {
  const state = await demoState(db)
  if (state.demoDistrict !== null && state.hasPeople)
    return (await keptDemoAccounts(db, dataDir)) ?? renewAccounts(db, dataDir, state.demoDistrict)
  if (state.districts > 0 && state.demoDistrict === null) return []
  if (state.demoDistrict !== null) {
    const unfinished = state.demoDistrict
    await db.transaction((tx) => removeDemoDistrict(tx, unfinished))
  }

  say('生成示例县区 · inventing the demo district …')
  const district = generateDistrict({ size: 'demo', seed: SEED })
  const reportIds = await loadDistrict(db, district, say)
  const { byVerdict } = await evaluateReports(db, { district: district.code, reportIds })
  say(
    `套合完成 · judged: ${byVerdict.suspected} suspected, ${byVerdict.doubtful} doubtful, ${byVerdict.clear} clear`,
  )
  await db.maintain()
  return renewAccounts(db, dataDir, district.code)
}

async function renewAccounts(db: Database, dataDir: string, district: string): Promise<DemoAccount[]> {
  const [first, second] = await townshipsBySuspicion(db, district)
  const clerk = (login: string, place: { code: string; name: string } | undefined): DemoPost[] =>
    place
      ? [
          {
            login,
            nameZh: `${place.name}经办人`,
            nameEn: `Clerk of ${place.name}`,
            role: 'township',
            township: place.code,
          },
        ]
      : []
  const accounts = await createDemoAccounts(db, dataDir, district, [
    { login: 'fenxi', nameZh: '图斑分析员', nameEn: 'Analyst', role: 'analyst', township: null },
    {
      login: 'nongye',
      nameZh: '农业农村局审核员',
      nameEn: 'Agriculture reviewer',
      role: 'agriculture',
      township: null,
    },
    ...clerk('xiangzhen', first),
    ...clerk('xiangzhen2', second),
    {
      login: 'bangongshi',
      nameZh: '领导小组办公室',
      nameEn: 'Leading office',
      role: 'office',
      township: null,
    },
    {
      login: 'xitong',
      nameZh: '系统管理员',
      nameEn: 'System administrator',
      role: 'sysadmin',
      township: null,
    },
    {
      login: 'anquan',
      nameZh: '安全管理员',
      nameEn: 'Security administrator',
      role: 'secadmin',
      township: null,
    },
    { login: 'shenji', nameZh: '审计管理员', nameEn: 'Auditor', role: 'auditor', township: null },
    officer('zhujian', 'HC', '住建局经办人', 'Officer of housing'),
    officer('jianwei', 'SV', '监委经办人', 'Officer of supervision'),
  ])
  // So that confidential transfers can be released.
  await nameOfficeHead(db, district, 'bangongshi')
  return accounts
}

const officer = (login: string, unit: string, nameZh: string, nameEn: string): DemoPost => ({
  login,
  nameZh,
  nameEn,
  role: 'officer',
  township: null,
  unit,
})
