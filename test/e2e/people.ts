import type { Browser, BrowserContext, Page } from 'playwright-core'

export const DESK = { width: 1440, height: 900 }
export const PHONE = { width: 390, height: 844 }

/** A person with a browser of his own, and what his console complained of. */
export interface Visitor {
  page: Page
  complaints: string[]
  leave(): Promise<void>
}

/** What the browser says of refusals that a test provokes. */
const EXPECTED = /the server responded with a status of (400|401|403|409|412|422|429)/

async function visit(browser: Browser, viewport: { width: number; height: number }): Promise<Visitor> {
  const context: BrowserContext = await browser.newContext({
    viewport,
    locale: 'zh-CN',
    hasTouch: viewport.width < 500,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const complaints: string[] = []
  // A policy that is broken is an error on the console too.
  page.on('console', (message) => {
    if (message.type() === 'error' && !EXPECTED.test(message.text())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  return { page, complaints, leave: () => context.close() }
}

/** Somebody who is not signed in, at an address. */
export async function openPage(browser: Browser, address: string, viewport = DESK): Promise<Visitor> {
  const visitor = await visit(browser, viewport)
  await visitor.page.goto(address)
  return visitor
}

export async function signIn(
  browser: Browser,
  { origin, password }: { origin: string; password: string },
  login: string,
  { viewport = DESK, address = '/' } = {},
): Promise<Visitor> {
  const visitor = await visit(browser, viewport)
  const { page } = visitor
  await page.goto(origin + address)
  await page.getByLabel('用户名').fill(login)
  await page.getByLabel('密码').fill(password)
  await page.getByRole('button', { name: '登录' }).click()
  await page.waitForURL(/\/d\/\d{6}/)
  return visitor
}
