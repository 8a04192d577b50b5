import { readFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sealPending } from '../../server/audit/seal.ts'
import { verifyBundle } from '../../tools/audit-verify/bundle.ts'
import { AUDIT_KEY } from '../api/client.ts'
import { launchBrowser } from '../support/browser.ts'
import { PHONE, signIn, type Visitor } from './people.ts'
import { setStage, type Stage } from './stage.ts'

// The auditor sees what was done, proves it, and catches who changed it; of cases he sees nothing.

const MINUTE = 60_000

let stage: Stage
let browser: Browser
let auditor: Visitor

beforeAll(async () => {
  stage = await setStage()
  browser = await launchBrowser()
  const system = await signIn(browser, stage, 'xitong')
  await system.page.getByRole('button', { name: '新建账号' }).click()
  const dialog = system.page.getByRole('dialog')
  await dialog.getByLabel('用户名').fill('xinren')
  await dialog.getByLabel('姓名').fill('林新')
  await dialog.getByLabel('英文名称').fill('Lin Xin')
  await dialog.getByRole('button', { name: '新建并生成激活链接' }).click()
  await system.page.getByTestId('activation-link').waitFor()
  await system.leave()
  while ((await sealPending(stage.db, AUDIT_KEY)) > 0);
  auditor = await signIn(browser, stage, 'shenji')
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await stage?.close()
})

const results = ({ page }: Visitor) =>
  page.locator('section', { has: page.getByRole('search') }).locator('tbody tr')

describe('the auditor', { timeout: MINUTE }, () => {
  test('begins with what administrators did, and finds no way to a case', async () => {
    const { page } = auditor
    await page.waitForURL(/\/audit$/)
    const acts = page.locator('section', { hasText: '上次到访以来管理员的操作' })
    await acts.getByText('新建账号').waitFor()
    expect(await page.getByRole('link', { name: '研判工作台' }).count()).toBe(0)
    for (const path of ['', '/layers', '/tasks', `/p/${stage.patch.reportId}`]) {
      await page.goto(`${stage.origin}/d/${stage.district}${path}`)
      await page.waitForURL(/\/forbidden$/)
    }
    await page.goto(`${stage.origin}/d/${stage.district}/audit`)
  })

  test('searches by act and person, and opens an event by the keyboard alone', async () => {
    const { page } = auditor
    await results(auditor).first().waitFor()
    await page.getByLabel('操作', { exact: true }).selectOption({ value: 'report.create' })
    await page.getByLabel('操作人（用户名）').fill('fenxi')
    await page.getByLabel('操作人（用户名）').press('Enter')
    await expect.poll(() => results(auditor).count()).toBe(2)
    await results(auditor).first().focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.getByText('第 1 号事件').waitFor()
    await dialog.getByText('"reportNo"').waitFor()
    expect(await dialog.getByText(/^封存 \d+$/).count()).toBe(1)
    await dialog.getByRole('button', { name: '此请求全部事件' }).click()
    await expect.poll(() => results(auditor).count()).toBe(1)
    await page.getByRole('button', { name: '清空条件' }).click()
    await expect.poll(() => results(auditor).count()).toBeGreaterThan(5)
  })

  test('verifies, and prints a certificate with the last seal', async () => {
    const { page } = auditor
    await page.getByRole('button', { name: '查验全部记录' }).click()
    await page.getByTestId('verify-result').filter({ hasText: '完好' }).waitFor()
    await page.getByRole('link', { name: '查验证书' }).click()
    await page.getByRole('heading', { name: '审计记录查验证书' }).waitFor()
    const { rows } = await stage.db.query<{ hash: string }>(
      `select encode(hash, 'hex') as hash from audit.seal order by n desc limit 1`,
    )
    await page.getByText(rows[0]!.hash).waitFor()
    await page.emulateMedia({ media: 'print' })
    expect(await page.getByRole('button', { name: '打印' }).isVisible()).toBe(false)
    await page.emulateMedia({ media: null })
    await page.getByRole('link', { name: '返回审计' }).click()
  })

  test('is told the row and the field that somebody changed in the database', async () => {
    const set = (reason: string | null) =>
      stage.db.transaction(async (tx) => {
        await tx.query('set local session_replication_role = replica')
        await tx.query(`update audit.event set reason = $1 where stream = 'admin' and seq = 1`, [reason])
      })
    await set('事后补写')
    const { page } = auditor
    await page.getByRole('button', { name: '查验全部记录' }).click()
    await page.getByText('admin 第 1 号：“理由”与写入时不一致').waitFor()
    await set(null)
    await page.getByRole('button', { name: '查验全部记录' }).click()
    await page.getByTestId('verify-result').filter({ hasText: '完好' }).waitFor()
  })

  test('exports a bundle that holds outside', async () => {
    const { page } = auditor
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: '导出全部记录' }).click(),
    ])
    const bundle = await readFile(await download.path())
    expect(await verifyBundle([bundle], [AUDIT_KEY])).toMatchObject({ intact: true, excerpt: null })
  })

  test('reads it in English and on a phone, without sideways scrolling', async () => {
    const phone = await signIn(browser, stage, 'shenji', { viewport: PHONE })
    const { page } = phone
    await results(phone).first().waitFor()
    await page.getByRole('button', { name: 'EN' }).click()
    await page.getByRole('heading', { name: 'Audit trail' }).waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width)
    await results(phone).first().tap()
    await page.getByRole('dialog').getByText('Detail (JSON)').waitFor()
    expect(phone.complaints).toEqual([])
  })

  test('nobody’s console complained', () => {
    expect(auditor.complaints).toEqual([])
  })
})
