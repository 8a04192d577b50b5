import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { PHONE, signIn, type Visitor } from './people.ts'
import { setStage, type Stage } from './stage.ts'

// What papers show: raised by an officer on the patch, and withdrawn with a reason.

const MINUTE = 60_000

let stage: Stage
let browser: Browser
let analyst: Visitor
beforeAll(async () => {
  stage = await setStage()
  await stage.assign(stage.patch.reportId)
  browser = await launchBrowser()
  analyst = await signIn(browser, stage, 'fenxi')
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await stage?.close()
})

const address = () => `${stage.origin}/d/${stage.district}/p/${stage.patch.reportId}`

/** Takes a picture where one is asked for, for whoever looks. */
async function shoot({ page }: Visitor, name: string) {
  const folder = process.env['SHOTS']
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` })
}

describe('a finding raised by hand', { timeout: MINUTE }, () => {
  test('needs a rule, something found, and a note', async () => {
    const { page } = analyst
    await page.goto(address())
    await page.getByTestId('raised').getByRole('button', { name: '手工提出线索' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('依据的规则').click()
    await page.getByRole('option', { name: /NA-15/ }).click()
    await dialog.getByText('有合同等证据证明').waitFor()
    const send = dialog.getByTestId('raise-send')
    expect(await send.isDisabled()).toBe(true)
    await dialog.getByText('转让、出租合同').click()
    await dialog.getByLabel('情况说明').fill('村委会与某公司签订厂房用地租赁合同，年租金 6 万元')
    await shoot(analyst, 'raise-dialog')
    await send.click()
    await dialog.waitFor({ state: 'hidden' })
  })

  test('stands among the findings, with its checklist and who raised it', async () => {
    const { page } = analyst
    const card = page.getByTestId('raised').locator('article')
    await card.getByText('年租金 6 万元').waitFor()
    expect(await card.innerText()).toMatch(/NA-15[\s\S]*手工提出[\s\S]*王晓/)
    await card.scrollIntoViewIfNeeded()
    await shoot(analyst, 'raised-card')
  })

  test('on the phone of the township: readable, and its own to raise', async () => {
    const clerk = await signIn(browser, stage, 'xixiang', { viewport: PHONE })
    const { page } = clerk
    await page.goto(address())
    const raised = page.getByTestId('raised')
    await raised.getByText('年租金 6 万元').waitFor()
    expect(await raised.getByRole('button', { name: '撤回' }).count()).toBe(0)
    await raised.scrollIntoViewIfNeeded()
    await shoot(clerk, 'raised-phone')
    await raised.getByRole('button', { name: '手工提出线索' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('依据的规则').click()
    await page.getByRole('option', { name: /ES-10/ }).click()
    await dialog.getByText('阻碍执法的证据').click()
    await dialog.getByLabel('情况说明').fill('当事人驾车堵住施工便道')
    await shoot(clerk, 'raise-dialog-phone')
    await dialog.getByTestId('raise-send').click()
    await raised.getByText('当事人驾车堵住施工便道').waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width)
    expect(clerk.complaints).toEqual([])
    await clerk.leave()
  })

  test('is withdrawn with a reason, and stays to be read', async () => {
    const { page } = analyst
    await page.reload()
    const card = page.getByTestId('raised').locator('article').filter({ hasText: 'NA-15' })
    await card.getByRole('button', { name: '撤回' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('理由').fill('合同已解除，租金退回')
    await dialog.getByRole('button', { name: '撤回' }).click()
    await card.getByText('合同已解除，租金退回').waitFor()
    expect(await card.getByRole('button', { name: '撤回' }).count()).toBe(0)
    await shoot(analyst, 'raised-withdrawn')
  })

  test('nobody’s console complained', () => {
    expect(analyst.complaints).toEqual([])
  })
})
