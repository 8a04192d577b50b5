import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Explanation } from '../../domain/api.ts'
import { launchBrowser } from '../support/browser.ts'
import { DESK, PHONE, signIn, type Visitor } from './people.ts'
import { setStage, type Stage } from './stage.ts'

// From the card of a finding to its paper: derived, made again, printed; and red where something differs.

const MINUTE = 60_000
const SHOTS = process.env['EXPLAIN_SHOTS']

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

const shot = ({ page }: Visitor, name: string) =>
  SHOTS
    ? page.screenshot({ path: `${SHOTS}/${name}.png`, animations: 'disabled', fullPage: true })
    : undefined
const sidewaysScroll = ({ page }: Visitor) =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
const patchUrl = () => `${stage.origin}/d/${stage.district}/p/${stage.patch.reportId}`

describe('a finding explained', { timeout: MINUTE }, () => {
  test('is opened from its card, and comes out the same again', async () => {
    const { page } = analyst
    await page.goto(patchUrl())
    const card = page.locator('.finding', { hasText: 'NA-01' })
    await card.getByText(/^F-\d+$/).waitFor()
    await shot(analyst, 'card')
    await card.getByRole('link', { name: /推导与复算/ }).click()
    await page.getByText('复算一致：规则、面积、几何均与存储相同').waitFor()
    await page.getByRole('heading', { name: /NA-01 占用永久基本农田建设/ }).waitFor()
    const bound = await page.locator('.explain-steps .is-bound').innerText()
    expect(bound).toMatch(/^R 中永久基本农田 [\d,.]+ m² \([\d.]+ 亩\) > 套合噪声下限 1\.00 m²/)
    expect(await page.locator('.check-mark.is-differs').count()).toBe(0)
    await shot(analyst, 'page')
  })

  test('is a paper without anything of the screen', async () => {
    const { page } = analyst
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('.page-header').isVisible()).toBe(false)
    expect(await page.getByRole('button', { name: '打印' }).isVisible()).toBe(false)
    if (SHOTS) await page.pdf({ path: `${SHOTS}/paper.pdf`, preferCSSPageSize: true })
    await page.emulateMedia({ media: null })
  })

  test('is had as JSON', async () => {
    const { page } = analyst
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'JSON' }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(/^F-\d+\.json$/)
    const stream = await download.createReadStream()
    const parts: Buffer[] = []
    for await (const part of stream) parts.push(part as Buffer)
    const explanation = JSON.parse(Buffer.concat(parts).toString()) as Explanation
    expect(explanation).toMatchObject({ result: { ruleId: 'NA-01' }, checks: { state: 'same' } })
  })

  test('is read on a phone', async () => {
    const { page } = analyst
    await page.setViewportSize(PHONE)
    await shot(analyst, 'phone')
    expect(await sidewaysScroll(analyst)).toBe(0)
    await page.setViewportSize(DESK)
  })

  test('says in red what differs, with both numbers', async () => {
    const { page } = analyst
    await stage.db.query(
      `update land.ledger_entry set area_m2 = area_m2 + 0.5
        where entry = 'remainderBasicFarmland' and evaluation_id in (
          select evaluation_id from land.evaluation where report_id = $1)`,
      [stage.patch.reportId],
    )
    await page.reload()
    await page.getByText('复算有差异：见下列标红各项').waitFor()
    const line = page.locator('.explain-checks .explain-lines .is-wrong')
    expect(await line.innerText()).toMatch(/^R 中永久基本农田\s+\d+\.\d{7}\s+[\d.]+\s+\d+\.\d{7}/)
    await shot(analyst, 'differs')
  })
})
