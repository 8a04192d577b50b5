import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from '../support/browser.ts'
import { indexedPng } from './indexed-png.ts'
import { DESK, PHONE } from './people.ts'

// Pictures for the README, taken from a running demo: node test/e2e/screenshots.ts [http://127.0.0.1:8080]
// It assigns three patches to a township, so that the clerk has tasks.

const origin = process.argv[2] ?? 'http://127.0.0.1:8080'
const FOLDER = path.resolve(import.meta.dirname, '../../docs/screenshots')
/** Tiles are drawn a moment after the page is there. */
const SETTLED_MS = 2_500

const settled = (page: Page) => page.waitForTimeout(SETTLED_MS)

async function shoot(page: Page, name: string): Promise<void> {
  await settled(page)
  const picture = await page.screenshot()
  const { pixels, width, height } = await decoded(page, picture.toString('base64'))
  await writeFile(path.join(FOLDER, `${name}.png`), indexedPng(Buffer.from(pixels, 'base64'), width, height))
}

/** A PNG's pixels: the browser can read what Node cannot. */
function decoded(page: Page, png: string): Promise<{ pixels: string; width: number; height: number }> {
  return page.evaluate(async (source) => {
    const image = new Image()
    image.src = `data:image/png;base64,${source}`
    await image.decode()
    const { width, height } = image
    const context = new OffscreenCanvas(width, height).getContext('2d')
    if (!context) throw new Error('The browser gives no canvas')
    context.drawImage(image, 0, 0)
    const { data } = context.getImageData(0, 0, width, height)
    const parts: string[] = []
    for (let at = 0; at < data.length; at += 32_768)
      parts.push(String.fromCharCode(...data.subarray(at, at + 32_768)))
    return { pixels: btoa(parts.join('')), width, height }
  }, png)
}

async function open(browser: Browser, viewport: { width: number; height: number }): Promise<Page> {
  const page = await (await browser.newContext({ viewport, locale: 'zh-CN' })).newPage()
  await page.goto(origin)
  await page.locator('.demo-account').first().waitFor()
  return page
}

/** The township of the first demo clerk: its patch is the one that is handed over. */
async function clerksTownship(page: Page): Promise<string> {
  const name = await page.locator('.demo-account').filter({ hasText: '经办人' }).first().innerText()
  return name.split('经办人')[0]!.trim()
}

async function enter(page: Page, account: number): Promise<void> {
  await page.locator('.demo-account').nth(account).click()
  await page.waitForURL(/\/d\/\d{6}/)
}

async function analyst(browser: Browser): Promise<void> {
  const page = await open(browser, DESK)
  await shoot(page, 'sign-in')
  const township = await clerksTownship(page)
  await enter(page, 0)
  await page.locator('.facet-value').filter({ hasText: '疑似违法' }).first().click()
  await page.locator('.row-body').first().waitFor()
  await shoot(page, 'workbench')
  await page.locator('.row-body').filter({ hasText: township }).first().click()
  await page.locator('.finding').first().waitFor()
  await shoot(page, 'patch')
  await page.keyboard.press('a')
  await page.getByTestId('assign').waitFor()
  await shoot(page, 'assign')
  await handOver(page)
  for (const n of [1, 2]) {
    await page.keyboard.press('Escape')
    await page.locator('.row-body').filter({ hasText: township }).nth(n).click()
    await page.locator('.finding').first().waitFor()
    await page.keyboard.press('a')
    await handOver(page)
  }
  await drawingError(page)
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: '参考图层' }).click()
  await page.locator('.grid').waitFor()
  await shoot(page, 'layers')
}

/** Says yes to the dialog that is open, and waits until it is done. */
async function handOver(page: Page): Promise<void> {
  await page.getByTestId('assign').click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}

/** A bow tie, drawn on the map: the check shows where it crosses itself. */
async function drawingError(page: Page): Promise<void> {
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: '绘制图斑' }).click()
  const box = await page.getByTestId('map').boundingBox()
  if (!box) throw new Error('There is no map to draw on')
  const at = (x: number, y: number) => [box.x + box.width * x, box.y + box.height * y] as const
  const corners = [at(0.35, 0.4), at(0.6, 0.65), at(0.62, 0.4), at(0.34, 0.66)]
  for (const [n, [x, y]] of corners.entries()) {
    await page.mouse.click(x, y)
    await page.getByText(`已定 ${n + 1} 点`).waitFor()
  }
  await page.mouse.click(...corners[0]!)
  await page.locator('.faults').waitFor()
  await shoot(page, 'drawing-error')
}

async function clerk(browser: Browser): Promise<void> {
  const page = await open(browser, PHONE)
  await shoot(page, 'phone-sign-in')
  await page.locator('.demo-account').filter({ hasText: '经办人' }).first().click()
  await page.locator('.task').nth(2).waitFor()
  await page.getByRole('button', { name: '签收' }).last().click()
  await page.getByText('✓ 已签收').waitFor()
  await page.locator('.toast-close').click()
  await page.evaluate(() => scrollTo(0, 0))
  await shoot(page, 'phone-tasks')
}

async function phone(browser: Browser): Promise<void> {
  const page = await open(browser, PHONE)
  await enter(page, 0)
  await page.locator('.row-body').first().waitFor()
  await shoot(page, 'phone-map')
  await page.locator('.row-body').first().click()
  await page.locator('.finding, .doubts').first().waitFor()
  await shoot(page, 'phone-patch')
}

await mkdir(FOLDER, { recursive: true })
const browser = await launchBrowser()
await analyst(browser)
await clerk(browser)
await phone(browser)
await browser.close()
