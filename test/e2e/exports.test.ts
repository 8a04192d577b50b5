import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { PHONE, signIn, type Visitor } from './people.ts'
import { setStage, type Stage } from './stage.ts'

// One asks for a copy of many patches, another lets it leave, and the first takes it.

const MINUTE = 60_000
const SHOTS = process.env['EXPORTS_SHOTS']

let stage: Stage
let browser: Browser
let asker: Visitor
let second: Visitor

beforeAll(async () => {
  stage = await setStage({ twoPerson: { exportRows: 2 } })
  browser = await launchBrowser()
  asker = await signIn(browser, stage, 'fenxi')
  second = await signIn(browser, stage, 'fenxi2')
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await stage?.close()
})

const shot = ({ page }: Visitor, name: string) =>
  SHOTS ? page.screenshot({ path: `${SHOTS}/${name}.png`, animations: 'disabled' }) : undefined
const sidewaysScroll = ({ page }: Visitor) =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)

describe('an export of many patches', { timeout: MINUTE }, () => {
  test('is registered with purpose and recipient, and waits', async () => {
    const { page } = asker
    await page.locator('.row-body').first().waitFor()
    await page.getByRole('button', { name: '导出' }).click()
    await page.getByRole('menuitem', { name: /CSV/ }).click()
    const dialog = page.getByRole('dialog', { name: '导出图斑' })
    expect(await dialog.getByTestId('export').isDisabled()).toBe(true)
    await dialog.getByLabel('用途').fill('报送二季度执法情况')
    await dialog.getByLabel('接收方').fill('市自然资源局执法科')
    await dialog.getByText(/超过 2 条/).waitFor()
    await shot(asker, 'dialog')
    await dialog.getByRole('button', { name: '登记并申请复核' }).click()
    await page.getByText(/待另一人复核；通过后/).waitFor()
    await page.getByRole('link', { name: '导出登记' }).click()
    await page.getByText('接收方 市自然资源局执法科').waitFor()
    expect(await page.getByRole('button', { name: '下载文件' }).count()).toBe(0)
    await shot(asker, 'waiting')
  })

  test('is let go by a second analyst, who sees what and for whom', async () => {
    const { page } = second
    await page.reload()
    await page.getByRole('link', { name: /1 项待我复核/ }).click()
    await page.getByRole('button', { name: /导出图斑 · 4 条，接收方 市自然资源局执法科/ }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('row', { name: /图斑数/ }).waitFor()
    await shot(second, 'approval')
    await dialog.getByRole('button', { name: /通过并执行/ }).click()
    await page.getByText(/已通过并执行/).waitFor()
  })

  test('is taken by whoever asked, and the register has the hash of what he took', async () => {
    const { page } = asker
    await page.reload()
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: '下载文件' }).click()
    const bytes = readFileSync(await (await download).path())
    const text = bytes.toString('utf8')
    expect(text).toContain(stage.patch.reportNo)
    expect(text).toMatch(/# 图斑导出 .*王晓.*市自然资源局执法科/)
    await page.getByText(createHash('sha256').update(bytes).digest('hex')).waitFor()
    await shot(asker, 'taken')
    // The next one goes to the same people, unless he says otherwise.
    await page.getByRole('link', { name: '工作台' }).click()
    await page.getByRole('button', { name: '导出' }).click()
    await page.getByRole('menuitem', { name: /GeoJSON/ }).click()
    const dialog = page.getByRole('dialog', { name: '导出图斑' })
    expect(await dialog.getByLabel('接收方').inputValue()).toBe('市自然资源局执法科')
  })

  test('stands in the register on a phone, without a sideways scroll', async () => {
    await second.leave()
    const phone = await signIn(browser, stage, 'fenxi2', { viewport: PHONE })
    await phone.page.goto(`${stage.origin}/d/${stage.district}/exports`)
    await phone.page.getByText('赵敏 复核通过').waitFor()
    expect(await phone.page.getByRole('button', { name: '下载文件' }).count()).toBe(0)
    await shot(phone, 'phone')
    expect(await sidewaysScroll(phone)).toBeLessThanOrEqual(0)
    await phone.leave()
    const clerk = await signIn(browser, stage, 'xixiang', { viewport: PHONE })
    await clerk.page.goto(`${stage.origin}/d/${stage.district}/exports`)
    await clerk.page.getByText('还没有导出登记').waitFor()
    expect([...asker.complaints, ...phone.complaints, ...clerk.complaints]).toEqual([])
    await clerk.leave()
  })
})

describe('a layer beyond a clearance', { timeout: MINUTE }, () => {
  test('counts on the patch with its area alone, and the page of layers does not say that it is missing', async () => {
    await stage.db.query(
      `update land.layer_version set label = 'sensitive', release_no = '1号' where role = 'basic-farmland'`,
    )
    const reader = await signIn(browser, stage, 'nongye')
    const { page } = reader
    await page.goto(`${stage.origin}/d/${stage.district}/p/${stage.patch.reportId}`)
    await page.getByRole('row', { name: /永久基本农田 级别超出您的权限，仅示面积/ }).waitFor()
    await page.getByText('参与套合但级别超出您的权限：永久基本农田').waitFor()
    await page.locator('.finding', { hasText: 'NA-01' }).waitFor()
    await page.goto(`${stage.origin}/d/${stage.district}/layers`)
    await page.getByRole('row', { name: /永久基本农田 未导入，或级别超出您的可阅范围/ }).waitFor()
    expect(reader.complaints).toEqual([])
    await reader.leave()
  })
})
