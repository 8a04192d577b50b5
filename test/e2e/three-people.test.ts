import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { PHONE, signIn, type Visitor } from './people.ts'
import { setStage, type Stage } from './stage.ts'

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

const MINUTE = 60_000
const soon = <T>(ask: () => Promise<T>) => expect.poll(ask, { timeout: 15_000 })
const decision = (visitor: Visitor) => visitor.page.getByTestId('decision').innerText()
const state = (visitor: Visitor) => visitor.page.getByTestId('state').innerText()
/** Seen, and not only told to a screen reader. */
const shows = (visitor: Visitor, text: string | RegExp) =>
  visitor.page.getByText(text).filter({ visible: true }).first().waitFor()
const row = (visitor: Visitor, reportNo: string) =>
  visitor.page.locator('.row-body').filter({ hasText: reportNo })

describe('from flag to acknowledged assignment', { timeout: MINUTE }, () => {
  test('the analyst filters what is suspected and reads the filter in words', async () => {
    const { page } = analyst
    await row(analyst, 'OK-0001').waitFor()
    await page.locator('.facet-value').filter({ hasText: '疑似违法' }).first().click()
    await shows(analyst, '只显示：系统判定为疑似违法。')
    await row(analyst, 'OK-0001').waitFor({ state: 'detached' })
    await page.waitForURL(/verdict=suspected/)
    await row(analyst, stage.patch.reportNo).waitFor()
  })

  test('opens a patch and reads why: rule, measure in m² and 亩, article, identity of the ledger', async () => {
    const { page } = analyst
    await row(analyst, stage.patch.reportNo).click()
    await page.waitForURL(new RegExp(`/p/${stage.patch.reportId}`))
    const page1 = page.locator('.patch-page')
    await page1.locator('.finding', { hasText: 'NA-01' }).waitFor()
    const finding = await page1.locator('.finding', { hasText: 'NA-01' }).innerText()
    expect(finding).toContain('占用永久基本农田建设')
    expect(finding).toMatch(/[\d,]+\.\d\d m² \(\d+\.\d\d 亩\)/)
    expect(finding).toContain('土地管理法')
    expect(await page1.locator('.identity').innerText()).toContain('＝ 图斑面积')
    expect(await page1.innerText()).toContain('不是违法结论')
  })

  test('decides with a key, takes it back with another, and decides again', async () => {
    const { page } = analyst
    await page.keyboard.press('s')
    await shows(analyst, `${stage.patch.reportNo} 判定为疑似违法`)
    await page.keyboard.press('z')
    await shows(analyst, `已撤销对 ${stage.patch.reportNo} 的判定`)
    await page.waitForURL(new RegExp(`/p/${stage.patch.reportId}`))
    await soon(() => decision(analyst)).toContain('未判定')
    await page.keyboard.press('s')
    await shows(analyst, `${stage.patch.reportNo} 判定为疑似违法`)
    await page.goto(`${stage.origin}/d/${stage.district}/p/${stage.patch.reportId}`)
    await soon(() => decision(analyst)).toContain('疑似违法')
  })

  test('hands it to the township of its largest share', async () => {
    const { page } = analyst
    await page.keyboard.press('a')
    const dialog = page.getByRole('dialog')
    await dialog.getByText('将交办 1 个图斑').waitFor()
    expect(await dialog.innerText()).toContain('西乡（建议')
    await page.locator('[data-testid=assign]:focus').waitFor()
    await page.keyboard.press('Enter')
    await shows(analyst, '已交办 1 个图斑')
    await soon(() => state(analyst)).toContain('已交办')
  })

  test('the agriculture reviewer sees only what concerns her, and decides one', async () => {
    const reviewer = await signIn(browser, stage, 'nongye')
    await reviewer.page.getByRole('button', { name: '默认' }).click()
    await shows(reviewer, '显示全部图斑，未作筛选。')
    // Decided patches come in with the whole list, and push the others down.
    await row(reviewer, stage.patch.reportNo).waitFor()
    expect(await row(reviewer, 'OK-0001').count()).toBe(0)
    await row(reviewer, 'AG-0001').click()
    await reviewer.page.locator('.patch-no', { hasText: 'AG-0001' }).waitFor()
    expect(await reviewer.page.locator('.actions').getByText('交办').count()).toBe(0)
    await reviewer.page.keyboard.press('l')
    await reviewer.page.locator('#reason:focus').waitFor()
    await reviewer.page.keyboard.type('已办理设施农用地备案')
    await reviewer.page.keyboard.press('Control+Enter')
    await shows(reviewer, 'AG-0001 判定为合法')
    expect(reviewer.complaints).toEqual([])
    await reviewer.leave()
  })

  test('the clerk sees his task on a phone and acknowledges it', async () => {
    const clerk = await signIn(browser, stage, 'xixiang', { viewport: PHONE })
    const card = clerk.page.getByTestId(`task-${stage.patch.reportNo}`)
    await card.getByText('请核实图斑现状').waitFor()
    expect(await clerk.page.locator('.task').count()).toBe(1)
    expect(await card.innerText()).toMatch(/剩 \d+ 日/)
    await card.getByRole('button', { name: '签收' }).tap()
    await card.getByText('✓ 已签收').waitFor()
    expect(clerk.complaints).toEqual([])
    await clerk.leave()
  })

  test('the analyst sees it acknowledged', async () => {
    await analyst.page.reload()
    await soon(() => state(analyst)).toContain('已签收')
    await shows(analyst, '西乡 签收')
  })
})

describe('beside the way', { timeout: MINUTE }, () => {
  test('whoever decides second is told who was first and what', async () => {
    const address = `/d/${stage.district}/p/${stage.contested.reportId}`
    await analyst.page.goto(stage.origin + address)
    await analyst.page.locator('.patch-page').waitFor()
    const second = await signIn(browser, stage, 'fenxi2', { address })
    await second.page.locator('.patch-page').waitFor()
    await second.page.keyboard.press('u')
    await shows(second, `${stage.contested.reportNo} 判定为待复核`)
    await analyst.page.keyboard.press('s')
    await shows(analyst, /已有他人先行处理：赵敏 于 .+ 判定为待复核/)
    await soon(() => decision(analyst)).toContain('待复核')
    await second.leave()
  })

  test('a deep link opens the same patch, filter and place after sign-in', async () => {
    const place = 'at=113.01230,36.01230,17.0'
    const address = `/d/${stage.district}/p/${stage.contested.reportId}?verdict=clear&${place}`
    const guest = await signIn(browser, stage, 'fenxi2', { address })
    await guest.page.locator('.patch-no', { hasText: stage.contested.reportNo }).waitFor()
    await shows(guest, '该图斑被当前筛选隐藏')
    await guest.page.getByRole('button', { name: '取消筛选，显示它' }).click()
    await soon(() => guest.page.getByText('该图斑被当前筛选隐藏').count()).toBe(0)
    expect(guest.complaints).toEqual([])
    await guest.leave()
  })

  test('a page that is loaded again shows the same patch, filter and place', async () => {
    const { page } = analyst
    await page.goto(`${stage.origin}/d/${stage.district}?at=113.02000,36.02000,14.0`)
    await page.locator('.facet-value').filter({ hasText: '疑似违法' }).first().click()
    await row(analyst, stage.patch.reportNo).click()
    await page.locator('.patch-no', { hasText: stage.patch.reportNo }).waitFor()
    // The map has gone to the patch; the reader looks elsewhere.
    await page.waitForURL(/at=113\.012\d+,36\.012\d+,1[89]/)
    await page.keyboard.press('-')
    await page.waitForURL(/at=113\.012\d+,36\.012\d+,1[78]\.\d$/)
    const link = page.url()
    await page.reload()
    await page.locator('.patch-no', { hasText: stage.patch.reportNo }).waitFor()
    expect(await page.getByLabel('疑似违法').first().isChecked()).toBe(true)
    await page.keyboard.press('+')
    await page.waitForURL((url) => url.href !== link)
    await page.keyboard.press('-')
    await page.waitForURL(link)
  })

  test('patches are triaged without a mouse', async () => {
    const { page } = analyst
    await page.goto(`${stage.origin}/d/${stage.district}?sort=number`)
    const numbers = page.locator('.row-no')
    await numbers.nth(2).waitFor()
    const [first, second] = await numbers.allInnerTexts()
    const opened = (no: string) => page.locator('.patch-no', { hasText: no }).waitFor()
    await page.keyboard.press('j')
    await opened(first!)
    await page.keyboard.press('j')
    await opened(second!)
    await page.keyboard.press('k')
    await opened(first!)
    await page.keyboard.press('u')
    await shows(analyst, `${first} 判定为待复核`)
    await opened(second!)
    await page.keyboard.press('z')
    await opened(first!)
    await soon(() => decision(analyst)).toContain('未判定')
    await page.goto(`${stage.origin}/d/${stage.district}/p/${stage.patch.reportId}`)
    await opened(stage.patch.reportNo)
    await page.keyboard.press('l')
    await page.locator('.toast', { hasText: '改判前请先撤回交办' }).waitFor()
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: '快捷键' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.keyboard.press('Escape')
    await page.locator('.patch-page').waitFor({ state: 'detached' })
    await page.keyboard.press('/')
    await page.locator('#search:focus').waitFor()
  })

  test('English is one click away and stays', async () => {
    const { page } = analyst
    await page.goto(`${stage.origin}/d/${stage.district}`)
    await page.getByRole('button', { name: 'English' }).click()
    await shows(analyst, 'Showing every patch, no filter.')
    await page.reload()
    await shows(analyst, 'Machine verdict')
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
  })

  test('letters are letters inside an input', async () => {
    const { page } = analyst
    await page.locator('#search').pressSequentially('jsx')
    expect(await page.locator('#search').inputValue()).toBe('jsx')
    await shows(analyst, 'The filter hides all')
    await page.getByRole('button', { name: 'Reset all' }).last().click()
  })

  test('nobody’s console complained, and no content policy was broken', () => {
    expect(analyst.complaints).toEqual([])
  })
})
