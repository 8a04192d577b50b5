import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { PHONE, signIn, type Visitor } from './people.ts'
import { setStage, type Stage } from './stage.ts'

const MINUTE = 60_000

let stage: Stage
let browser: Browser

beforeAll(async () => {
  stage = await setStage()
  browser = await launchBrowser()
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await stage?.close()
})

const seen = ({ page }: Visitor, text: string | RegExp) =>
  page.getByText(text).filter({ visible: true }).first().waitFor()
const bell = ({ page }: Visitor) => page.getByTestId('bell')

describe('a broken line', { timeout: MINUTE }, () => {
  test('between answer and browser: the page sends again by itself, and one decision stands', async () => {
    const { reportId, reportNo } = stage.contested
    const analyst = await signIn(browser, stage, 'fenxi2', { address: `/d/${stage.district}/p/${reportId}` })
    await analyst.page.locator('.patch-page').waitFor()
    const keys: (string | undefined)[] = []
    await analyst.page.route('**/decisions', async (route) => {
      keys.push(route.request().headers()['idempotency-key'])
      // The server has done it; nobody hears of it the first time.
      const response = await route.fetch()
      if (keys.length === 1) await route.abort('connectionreset')
      else await route.fulfill({ response })
    })
    await analyst.page.keyboard.press('u')
    await seen(analyst, `${reportNo} 判定为待复核`)
    expect(keys).toHaveLength(2)
    expect(keys[1]).toBe(keys[0])
    const { rows } = await stage.db.query('select decision from work.decision where report_id = $1', [
      reportId,
    ])
    expect(rows).toEqual([{ decision: 'unsure' }])
    expect(analyst.complaints.filter((text) => !text.includes('ERR_CONNECTION_RESET'))).toEqual([])
    await analyst.leave()
  })
})

describe('the bell', { timeout: MINUTE }, () => {
  test('tells a clerk on his phone what his township was handed, and leads there', async () => {
    const { reportId, reportNo } = stage.patch
    await stage.assign(reportId)
    await expect
      .poll(async () => (await stage.db.query('select from work.notification')).rows.length, {
        timeout: 15_000,
      })
      .toBe(1)
    const clerk = await signIn(browser, stage, 'xixiang', { viewport: PHONE })
    await clerk.page.getByLabel('通知：1 条未读').tap()
    const list = clerk.page.getByRole('dialog', { name: '通知' })
    const link = list.getByRole('link', { name: `王晓 交办图斑 ${reportNo}，期限 2026-12-31。` })
    await link.waitFor()
    const box = (await list.boundingBox())!
    expect([box.x >= 0, box.x + box.width <= PHONE.width]).toEqual([true, true])
    await link.tap()
    await clerk.page.waitForURL(new RegExp(`/p/${reportId}`))
    await clerk.page.getByLabel('通知', { exact: true }).waitFor()
    expect(await clerk.page.locator('.bell-count').count()).toBe(0)

    await clerk.page.goto(`${stage.origin}/d/${stage.district}/tasks`)
    await clerk.page.getByRole('button', { name: '签收' }).tap()
    await seen(clerk, '✓ 已签收')
    expect(clerk.complaints).toEqual([])
    await clerk.leave()
  })

  test('tells the analyst that it was acknowledged, in English too; Escape closes it', async () => {
    await expect
      .poll(async () => (await stage.db.query('select from work.notification')).rows.length, {
        timeout: 15_000,
      })
      .toBe(2)
    const analyst = await signIn(browser, stage, 'fenxi2')
    const { page } = analyst
    await page.getByRole('button', { name: 'English', exact: true }).click()
    await page.getByLabel('Notifications: 1 unread').click()
    await page.getByText(`孙立 acknowledged patch ${stage.patch.reportNo}.`).waitFor()
    await page.getByRole('button', { name: 'Mark all as read' }).click()
    await page.locator('.bell-count').waitFor({ state: 'detached' })
    await page.keyboard.press('Escape')
    await page.getByRole('dialog', { name: 'Notifications' }).waitFor({ state: 'detached' })
    expect(await bell(analyst).evaluate((element) => element === document.activeElement)).toBe(true)
    expect(analyst.complaints).toEqual([])
    await analyst.leave()
  })
})

test(
  'an administrator who is too late reads who was quicker, looks again, and then saves',
  { timeout: MINUTE },
  async () => {
    const system = await signIn(browser, stage, 'xitong')
    const { page } = system
    const row = page.locator('tr', { has: page.locator('code', { hasText: /^FN$/ }) })
    await row.getByRole('button').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('名称', { exact: true }).fill('财政局（误）')
    await stage.db.query(
      `update work.organisation set name_zh = '区财政局（新）', version = version + 1 where code = 'FN'`,
    )
    await dialog.getByRole('button', { name: '保存' }).click()
    await seen(system, /内容已有变化/)
    await dialog.getByRole('button', { name: '重新查看' }).click()
    expect(await dialog.getByLabel('名称', { exact: true }).inputValue()).toBe('区财政局（新）')
    await dialog.getByRole('button', { name: '保存' }).click()
    await dialog.waitFor({ state: 'detached' })
    await row.getByText('区财政局（新）').waitFor()
    expect(system.complaints).toEqual([])
    await system.leave()
  },
)
