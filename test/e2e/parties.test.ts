import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { PHONE, signIn, type Visitor } from './people.ts'
import { setStage, type Stage } from './stage.ts'

// The people of a patch: typed once, masked for everybody, shown to whoever says why.

const MINUTE = 60_000
const PERSON = { name: '王五六', phone: '13812341234', idNo: '11010519491231002X' }

let stage: Stage
let browser: Browser
let analyst: Visitor

beforeAll(async () => {
  stage = await setStage()
  browser = await launchBrowser()
  analyst = await signIn(browser, stage, 'fenxi')
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await stage?.close()
})

const addressOf = (reportId: string) => `${stage.origin}/d/${stage.district}/p/${reportId}`
const cardOf = ({ page }: Visitor) => page.getByTestId('parties')

describe('the people of a patch', { timeout: MINUTE }, () => {
  test('are named by the analyst and masked at once; a wrong number is refused in words', async () => {
    const { page } = analyst
    await page.goto(addressOf(stage.patch.reportId))
    const card = cardOf(analyst)
    await card.getByText('未登记').waitFor()
    await card.getByRole('button', { name: '登记人员' }).click()
    await card.getByLabel('姓名或单位名称').fill(PERSON.name)
    await card.getByLabel('联系电话').fill(PERSON.phone)
    await card.getByLabel('证件号码').fill('110105194912310021')
    await card.getByRole('button', { name: '加密保存' }).click()
    await card.getByRole('alert').waitFor()
    await card.getByLabel('证件号码').fill(PERSON.idNo)
    await card.getByRole('button', { name: '加密保存' }).click()
    await card.getByText('王**').waitFor()
    expect(await card.getByTestId('party').innerText()).toMatch(/138\*{4}1234[\s\S]*1101\*{10}002X/)
    expect(await page.content()).not.toContain(PERSON.phone)
  })

  test('are shown with a reason, and masked again', async () => {
    const { page } = analyst
    const card = cardOf(analyst)
    await card.getByRole('button', { name: '查看', exact: true }).click()
    const dialog = page.getByRole('dialog')
    const show = dialog.getByRole('button', { name: '查看' })
    expect(await show.isDisabled()).toBe(true)
    await dialog.getByLabel('理由').fill('送达询问通知书')
    await show.click()
    for (const text of Object.values(PERSON)) await card.getByText(text).waitFor()
    await card.getByRole('button', { name: '遮蔽' }).click()
    await card.getByText('138****1234').waitFor()
    expect(await page.content()).not.toContain(PERSON.phone)
  })

  test('are found by the exact phone', async () => {
    const { page } = analyst
    await page.getByRole('button', { name: '按电话或证件号查图斑' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('完整的电话号码或证件号码').fill('138 1234 1234')
    await dialog.getByRole('button', { name: '查询' }).click()
    await dialog.getByRole('button', { name: stage.patch.reportNo }).waitFor()
    await dialog.getByRole('button', { name: stage.patch.reportNo }).click()
    await cardOf(analyst).getByText('王**').waitFor()
  })

  test('on a phone, for the agriculture bureau: masked, with the same way to see them', async () => {
    const reviewer = await signIn(browser, stage, 'nongye', { viewport: PHONE })
    const { page } = reviewer
    await page.goto(addressOf(stage.patch.reportId))
    const card = cardOf(reviewer)
    await card.getByText('王**').waitFor()
    expect(await card.getByRole('button', { name: '登记人员' }).count()).toBe(0)
    const { width } = (await card.boundingBox())!
    expect(width).toBeLessThanOrEqual(PHONE.width)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width)
    await card.getByRole('button', { name: '查看', exact: true }).click()
    await page.getByRole('dialog').getByLabel('理由').waitFor()
    expect(reviewer.complaints).toEqual([])
    await reviewer.leave()
  })

  test('the work phone of an account is masked, and seen and changed by the system administrator', async () => {
    const system = await signIn(browser, stage, 'xitong')
    const { page } = system
    await page.goto(`${stage.origin}/d/${stage.district}/admin`)
    const row = page.locator('tr', { has: page.locator('code', { hasText: /^fenxi$/ }) })
    await row.getByRole('button', { name: '填写电话' }).click()
    await page.getByRole('dialog').getByLabel('电话').fill('0355-8012345')
    await page.getByRole('dialog').getByRole('button', { name: '保存' }).click()
    await row.getByText('****345').waitFor()
    await row.getByRole('button', { name: '查看' }).click()
    await page.getByRole('dialog').getByLabel('理由').fill('通知值班')
    await page.getByRole('dialog').getByRole('button', { name: '查看' }).click()
    await row.getByText('0355-8012345').waitFor()
    expect(system.complaints).toEqual([])
    await system.leave()
  })

  test('nobody’s console complained', () => {
    expect(analyst.complaints).toEqual([])
  })
})
