import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../intake/files.ts'
import { launchBrowser } from '../support/browser.ts'
import { PHONE, signIn, type Visitor } from './people.ts'
import { setStage, type Stage } from './stage.ts'

// A layer is imported by one analyst and published by another.

const MINUTE = 60_000
const folder = temporaryFolder()
const SHOTS = process.env['APPROVALS_SHOTS']

let stage: Stage
let browser: Browser
let importer: Visitor
let second: Visitor

beforeAll(async () => {
  stage = await setStage({ twoPerson: { layers: true } })
  browser = await launchBrowser()
  importer = await signIn(browser, stage, 'fenxi')
  second = await signIn(browser, stage, 'fenxi2')
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await stage?.close()
})

const farmland = () =>
  folder.write(
    '基本农田.geojson',
    JSON.stringify({
      type: 'FeatureCollection',
      features: [
        {
          type: 'Feature',
          properties: { BSM: 'K2' },
          geometry: {
            type: 'Polygon',
            coordinates: [
              [
                [113.01, 36.01],
                [113.02, 36.01],
                [113.02, 36.02],
                [113.01, 36.02],
                [113.01, 36.01],
              ],
            ],
          },
        },
      ],
    }),
  )

const shot = ({ page }: Visitor, name: string) =>
  SHOTS ? page.screenshot({ path: `${SHOTS}/${name}.png`, animations: 'disabled' }) : undefined

describe('a layer', { timeout: MINUTE }, () => {
  test('that one analyst imported waits, and its importer cannot publish it', async () => {
    const { page } = importer
    await page.goto(`${stage.origin}/d/${stage.district}/layers`)
    await page.getByText('图层由两人发布').waitFor()
    await page.getByRole('button', { name: '导入图层' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('图层', { exact: true }).click()
    await page.getByRole('option', { name: '永久基本农田' }).click()
    await dialog.getByLabel('来源').fill('2026 年度调整')
    await dialog.getByLabel('生效日期').fill('2021-01-01')
    await dialog.getByLabel('生效日期').press('Enter')
    await dialog.getByLabel('文件', { exact: true }).setInputFiles(farmland())
    expect(await dialog.getByRole('button', { name: '开始导入' }).isDisabled()).toBe(true)
    await dialog.getByText('我确认该数据密级为“非密”').click()
    await shot(importer, 'import')
    await dialog.getByRole('button', { name: '开始导入' }).click()
    await dialog.getByText('待另一人复核后发布').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('link', { name: '王晓 已申请，待复核' }).click()
    await page.getByRole('button', { name: /发布图层版本 · 永久基本农田/ }).click()
    await page.getByText('须由另一人复核').waitFor()
    expect(await page.getByRole('button', { name: '通过并执行' }).count()).toBe(0)
    await shot(importer, 'own-request')
  })

  test('is published by a second analyst, who sees what would change and uses the keyboard', async () => {
    const { page } = second
    await page.reload()
    await page.getByRole('link', { name: /1 项待我复核/ }).click()
    await page.getByRole('button', { name: /发布图层版本 · 永久基本农田/ }).waitFor()
    await shot(second, 'approvals')
    await page.getByRole('button', { name: /发布图层版本 · 永久基本农田/ }).press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('row', { name: /减少要素/ }).waitFor()
    expect(await dialog.getByRole('row', { name: /版本/ }).first().innerText()).toMatch(/1\s+2/)
    await shot(second, 'evidence')
    await page.getByRole('link', { name: '预览对图斑的影响' }).click()
    await page.getByText(/已比对 4 \/ 4 个图斑/).waitFor()
    const lost = page.getByRole('row', { name: /AG-0001/ })
    expect(await lost.innerText()).toMatch(/−10,0\d\d\.\d\d[\s\S]*压占减少/)
    expect(await page.getByRole('row', { name: new RegExp(stage.patch.reportNo) }).count()).toBe(0)
    await shot(second, 'preview')
    await page.goBack()
    await page.getByRole('button', { name: /发布图层版本 · 永久基本农田/ }).press('Enter')
    await dialog.getByLabel(/意见/).fill('已与台账核对')
    await page.keyboard.press('Control+Enter')
    await page.getByText(/已通过并执行/).waitFor()
    await page.getByRole('row', { name: /已通过/ }).waitFor()
    await page.goto(`${stage.origin}/d/${stage.district}/layers`)
    await page
      .getByRole('row', { name: /2026 年度调整/ })
      .getByText('当前使用')
      .waitFor()
    await shot(second, 'layers')
  })

  test('stands on the page of a phone, without a sideways scroll of the page', async () => {
    const address = `/d/${stage.district}/approvals`
    await second.leave()
    const phone = await signIn(browser, stage, 'fenxi2', { viewport: PHONE })
    await phone.page.goto(stage.origin + address)
    await phone.page.getByRole('button', { name: /发布图层版本/ }).click()
    await phone.page.getByRole('dialog').getByText('已与台账核对').waitFor()
    await shot(phone, 'phone')
    const sideways = () => phone.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(await sideways()).toBeLessThanOrEqual(0)
    // As it was before it was published.
    const { rows } = await stage.db.query<{ id: string }>(
      `update land.layer_version set status = 'waiting' where role = 'basic-farmland' and version = 2
       returning layer_version_id as id`,
    )
    await phone.page.goto(`${stage.origin}/d/${stage.district}/layers/${rows[0]!.id}/preview`)
    await phone.page.getByText(/已比对 4 \/ 4 个图斑/).waitFor()
    await phone.page.getByRole('row', { name: /AG-0001/ }).waitFor()
    await shot(phone, 'preview-phone')
    expect(await sideways()).toBeLessThanOrEqual(0)
    expect([...importer.complaints, ...phone.complaints]).toEqual([])
    await phone.leave()
  })
})
