import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { signIn } from './people.ts'
import { setStage, type Stage } from './stage.ts'

// What a check on the ground found: written down on the page of a patch, and judged at once.

const MINUTE = 60_000

let stage: Stage
let browser: Browser
let page: Page

beforeAll(async () => {
  stage = await setStage()
  browser = await launchBrowser()
  page = (await signIn(browser, stage, 'fenxi')).page
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await stage?.close()
})

const finding = (id: string) => page.locator('.finding').filter({ hasText: id })

/** What evidence is missing of decides which headings are open. */
async function unfold(heading: string) {
  const group = page.getByRole('dialog').locator('details').filter({ hasText: heading })
  if ((await group.getAttribute('open')) === null) await group.locator('summary').click()
}

async function choose(label: string, option: string) {
  const field = page.getByLabel(label, { exact: true })
  await page.getByRole('dialog').locator('.el-select', { has: field }).click()
  await page.getByRole('option', { name: option, exact: true }).click()
}

describe('a check', { timeout: MINUTE }, () => {
  test('is filled in, judged at once, and kept with what was known before', async () => {
    await page.goto(`${stage.origin}/d/${stage.district}/p/${stage.patch.reportId}`)
    await finding('NA-01').waitFor()
    await page.getByRole('button', { name: '填写核查信息' }).click()
    const dialog = page.getByRole('dialog')
    const save = dialog.getByRole('button', { name: /保存/ })
    expect(await save.isDisabled()).toBe(true)

    await unfold('建筑与当事人')
    await unfold('耕地与种植')
    await choose('用途', '看护房')
    await choose('耕作层', '已破坏')
    await dialog.getByLabel('备注').fill('现场丈量')
    await save.filter({ hasText: '保存 2 项' }).click()
    await finding('GH-03').waitFor()
    expect(await finding('NA-01').count()).toBe(0)

    await page.getByText('核查记录（1）').click()
    const said = await page.locator('.timeline').first().innerText()
    expect(said).toContain('实地核查')
    expect(said).toContain('用途：厂房 → 看护房')
    expect(said).toContain('耕作层：不明 → 已破坏')
    expect(said).toContain('现场丈量')
  })
})
