import { readFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { PHONE, signIn, type Visitor } from './people.ts'
import { setStage, type Stage } from './stage.ts'

// A hit is wrong: one analyst says so on its card, another sees it in the list and on the card, and it is taken back.

const MINUTE = 60_000
const SHOTS = process.env['OVERRIDE_SHOTS']

let stage: Stage
let browser: Browser
let analyst: Visitor
let second: Visitor

beforeAll(async () => {
  stage = await setStage()
  browser = await launchBrowser()
  analyst = await signIn(browser, stage, 'fenxi')
  second = await signIn(browser, stage, 'fenxi2')
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await stage?.close()
})

const shot = ({ page }: Visitor, name: string) =>
  SHOTS ? page.screenshot({ path: `${SHOTS}/${name}.png`, animations: 'disabled' }) : undefined
const patchAddress = () => `/d/${stage.district}/p/${stage.patch.reportId}`
const patchUrl = () => `${stage.origin}${patchAddress()}`
const card = ({ page }: Visitor, rule: string) =>
  page.locator('.finding').filter({ has: page.locator('.finding-title code', { hasText: rule }) })

describe('a wrong hit', { timeout: MINUTE }, () => {
  test('is marked with a reason', async () => {
    const { page } = analyst
    await page.goto(patchUrl())
    await card(analyst, 'NA-01').getByRole('button', { name: '认定误报' }).click()
    const dialog = page.getByRole('dialog', { name: '认定 NA-01 为误报' })
    const confirm = dialog.getByRole('button', { name: '认定误报' })
    expect(await confirm.isDisabled()).toBe(true)
    await dialog.locator('.el-select').click()
    await page.getByRole('option', { name: '图层过时' }).click()
    await dialog.getByLabel(/^理由/).fill('永农已于 2025 年调出，图层未更新')
    await shot(analyst, 'dialog')
    await confirm.click()
    await page.getByText('已认定 NA-01 为误报').waitFor()
    const note = card(analyst, 'NA-01').locator('.override-note')
    expect(await note.innerText()).toMatch(/已认定误报 · 图层过时 · 永农已于 2025 年调出，图层未更新\s+王晓/)
    await page.locator('.timeline', { hasText: '认定 NA-01 误报：图层过时' }).waitFor()
    await shot(analyst, 'card')
  })

  test('of every rule that accuses makes the patch suspected no more; the machine’s verdict stays', async () => {
    const { page } = analyst
    for (const rule of ['ES-01', 'NA-02']) {
      await card(analyst, rule).getByRole('button', { name: '认定误报' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.locator('.el-select').click()
      await page.getByRole('option', { name: '图层过时' }).click()
      await dialog.getByLabel(/^理由/).fill('同 NA-01')
      await dialog.getByRole('button', { name: '认定误报' }).click()
      await page.getByText(`已认定 ${rule} 为误报`).waitFor()
      await dialog.waitFor({ state: 'hidden' })
    }
    await page.locator('.patch-head .verdict', { hasText: '存疑' }).waitFor()
    expect(await page.locator('.patch-chips').innerText()).toMatch(/系统\s+疑似违法/)
    await shot(analyst, 'all')
  })

  test('is seen in the list by everybody, and found by it', async () => {
    const { page } = second
    await page.reload()
    await page.locator('.facet', { hasText: '误报' }).getByText('已认定误报').click()
    await page.getByText(/误报为已认定误报/).waitFor()
    const row = page.locator('.row')
    await expect.poll(() => row.count()).toBe(1)
    expect(await row.innerText()).toMatch(/存疑[\s\S]*误报 3[\s\S]*系统 疑似违法/)
    await shot(second, 'list')
  })

  test('is counted in the catalogue against its rule, which leads to the patch and comes from its card', async () => {
    const { page } = second
    await page.getByRole('link', { name: '规则目录' }).click()
    const rule = page.locator('#rule-NA-01')
    await expect
      .poll(() => rule.locator('tr').first().innerText())
      .toMatch(/占用永久基本农田建设[\s\S]*2\s+1\s+0\s+1\s+误报 1\s+0%\s+0\/1/)
    await shot(second, 'catalogue')
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: '下载 CSV' }).click()
    const lines = (await readFile(await (await download).path(), 'utf8')).split('\r\n')
    expect(lines[0]).toMatch(/^\uFEFF编号,代码,名称,类别,程度,/)
    expect(lines[1]).toMatch(/^NA-01,PBF_OCCUPIED,占用永久基本农田建设,.*,2,0,1,0,1,0,1,0$/)
    expect(lines[3]).toMatch(/^NA-03,.*,0,0,0,0,0,0,0,$/)

    await page.getByLabel('排序').selectOption('准确率从低到高')
    await page.getByLabel('查找规则').fill('看护房')
    await expect.poll(() => page.locator('.rule').count()).toBe(2)
    await page.getByLabel('查找规则').fill('na-01')
    await rule.getByRole('link', { name: '误报 1' }).click()
    await page.getByText(/认定误报的规则为NA-01/).waitFor()
    await expect.poll(() => page.locator('.row').count()).toBe(1)

    const phone = await signIn(browser, stage, 'fenxi2', { viewport: PHONE, address: patchAddress() })
    await card(phone, 'NA-01').getByRole('link', { name: 'NA-01' }).click()
    await phone.page.locator('#rule-NA-01', { hasText: '土地管理法 35' }).waitFor()
    await phone.page.locator('#rule-NA-01').getByText('套合噪声下限').waitFor()
    await shot(phone, 'catalogue-phone')
    expect(await phone.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0)
    expect(phone.complaints).toEqual([])
    await phone.leave()
    await page.goBack()
  })

  test('asks again where the numbers are others', async () => {
    const { page } = analyst
    await stage.db.query(
      `update work.override set hits = jsonb_set(hits, '{0,measured}', '900') where rule_id = 'NA-02'`,
    )
    await page.reload()
    const note = card(analyst, 'NA-02').locator('.override-note.is-asking')
    expect(await note.innerText()).toMatch(
      /误报需再次确认[\s\S]*认定时：严重 900\.00 m²[\s\S]*现在：严重 3,6/,
    )
    await card(analyst, 'NA-02').getByRole('button', { name: '确认仍为误报' }).waitFor()
    const phone = await signIn(browser, stage, 'fenxi2', {
      viewport: PHONE,
      address: patchAddress(),
    })
    await card(phone, 'NA-02').locator('.override-note').scrollIntoViewIfNeeded()
    await shot(phone, 'phone')
    expect(await phone.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0)
    await phone.leave()
  })

  test('is taken back', async () => {
    const { page } = analyst
    await card(analyst, 'NA-01').getByRole('button', { name: '撤销误报认定' }).click()
    await page.getByRole('dialog').getByLabel(/^理由/).fill('核实仍为永农')
    await page.getByRole('dialog').getByRole('button', { name: '撤销误报认定' }).click()
    await page.getByText('已撤销对 NA-01 的误报认定').waitFor()
    expect(await card(analyst, 'NA-01').locator('.override-note').count()).toBe(0)
    await page.locator('.patch-head .verdict', { hasText: '疑似违法' }).waitFor()
    expect(analyst.complaints).toEqual([])
  })
})
