import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { openPage, PHONE, signIn, type Visitor } from './people.ts'
import { setStage, type Stage } from './stage.ts'

// Two administrators let a new analyst in; neither could alone.

const MINUTE = 60_000
const SECRET = 'Grain2fields!'

let stage: Stage
let browser: Browser
let system: Visitor
let security: Visitor

beforeAll(async () => {
  stage = await setStage()
  browser = await launchBrowser()
  system = await signIn(browser, stage, 'xitong')
  security = await signIn(browser, stage, 'anquan')
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await stage?.close()
})

const seen = ({ page }: Visitor, text: string | RegExp) =>
  page.getByText(text).filter({ visible: true }).first().waitFor()
const rowOf = ({ page }: Visitor, login: string) =>
  page.locator('tr', { has: page.locator('code', { hasText: new RegExp(`^${login}$`) }) })

async function enter({ page }: Visitor, login: string, password: string) {
  await page.getByLabel('用户名').fill(login)
  await page.getByLabel('密码').fill(password)
  await page.getByRole('button', { name: '登录' }).click()
}

describe('a new analyst', { timeout: MINUTE }, () => {
  let link: string
  let analyst: Visitor

  test('is invited by the system administrator, who sees no password and no case', async () => {
    const { page } = system
    await page.waitForURL(/\/admin$/)
    expect(await page.getByRole('link', { name: '研判工作台' }).count()).toBe(0)
    await page.goto(`${stage.origin}/d/${stage.district}`)
    await page.getByText('无权访问此页').waitFor()
    await page.getByRole('link', { name: '回到我的首页' }).click()
    await page.waitForURL(/\/admin$/)
    await page.getByRole('heading', { name: '恢复演练' }).waitFor()
    await page.getByText('还没有做过恢复演练').waitFor()
    await page.getByRole('button', { name: '新建账号' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('用户名').fill('xinren')
    await dialog.getByLabel('姓名').fill('林新')
    await dialog.getByLabel('英文名称').fill('Lin Xin')
    await dialog.getByRole('button', { name: '新建并生成激活链接' }).click()
    link = await page.getByTestId('activation-link').innerText()
    expect(link).toMatch(/\/activate#[\w-]{43}$/)
    await page.getByRole('button', { name: '关闭', exact: true }).click()
    await rowOf(system, 'xinren').getByText('待激活').waitFor()
  })

  test('sets a password of his own by the link; a weak one is refused in words', async () => {
    analyst = await openPage(browser, link)
    const { page } = analyst
    await page.getByLabel('新密码').fill('123')
    await page.getByLabel('再输入一遍').fill('123')
    await page.getByRole('button', { name: '激活' }).click()
    await seen(analyst, /位数不足/)
    expect(page.url()).not.toContain('#')
    await page.getByLabel('新密码').fill(SECRET)
    await page.getByLabel('再输入一遍').fill(SECRET)
    await page.getByRole('button', { name: '激活' }).click()
    await seen(analyst, '账号 xinren 已激活')
    await page.getByRole('link', { name: '登录' }).click()
    await enter(analyst, 'xinren', SECRET)
    await seen(analyst, /账号没有有效岗位/)
  })

  test('is given the post by the security administrator, and gets in', async () => {
    const { page } = security
    await page.reload()
    await rowOf(security, 'xinren').getByRole('button', { name: '授予岗位' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('机构').click()
    await page.getByRole('option', { name: '区自然资源局' }).click()
    await dialog.locator('.el-select').nth(1).click()
    await page.getByRole('option', { name: '图斑分析员' }).click()
    await dialog.getByRole('button', { name: '授予岗位' }).click()
    await rowOf(security, 'xinren').getByText('区自然资源局 · 图斑分析员').waitFor()
    await enter(analyst, 'xinren', SECRET)
    await analyst.page.locator('.row-body').first().waitFor()
  })

  test('changes the password from the menu', async () => {
    const { page } = analyst
    await page.getByRole('button', { name: '林新' }).click()
    await page.getByRole('menuitem', { name: '修改密码' }).click()
    await page.getByLabel('当前密码').fill(SECRET)
    await page.getByLabel('新密码').fill('Meadow3hills!')
    await page.getByLabel('再输入一遍').fill('Meadow3hills!')
    await page.getByRole('button', { name: '保存新密码' }).click()
    await page.waitForURL(/\/sign-in/)
    await enter(analyst, 'xinren', 'Meadow3hills!')
    await page.locator('.row-body').first().waitFor()
  })

  test('is out with the next click once disabled, and told why', async () => {
    const { page } = system
    await page.reload()
    await rowOf(system, 'xinren').getByRole('button', { name: '停用' }).click()
    await page.getByRole('tooltip').getByRole('button', { name: '停用' }).click()
    await rowOf(system, 'xinren').getByText('已停用').waitFor()
    await analyst.page.locator('.row-body').first().click()
    await seen(analyst, '账号已停用，请联系系统管理员。')
  })
})

describe('at the door', { timeout: MINUTE }, () => {
  test('five wrong passwords lock the account until it is unlocked', async () => {
    const guesser = await openPage(browser, `${stage.origin}/sign-in`)
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await enter(guesser, 'nongye', `wrong ${attempt}`)
      await seen(guesser, /用户名或密码不正确/)
    }
    await enter(guesser, 'nongye', stage.password)
    await seen(guesser, /请求过于频繁/)
    await security.page.reload()
    await rowOf(security, 'nongye').getByText('锁定至').waitFor()
    await rowOf(security, 'nongye').getByRole('button', { name: '解锁' }).click()
    await rowOf(security, 'nongye').getByText('锁定至').waitFor({ state: 'detached' })
    await enter(guesser, 'nongye', stage.password)
    await guesser.page.locator('.row-body').first().waitFor()
  })

  test('on a phone the menu leads out', async () => {
    const clerk = await signIn(browser, stage, 'xixiang', { viewport: PHONE })
    await clerk.page.getByRole('button', { name: '孙立' }).tap()
    await clerk.page.getByRole('menuitem', { name: '退出' }).tap()
    await clerk.page.waitForURL(/\/sign-in/)
  })

  test('nobody’s console complained', () => {
    expect([...system.complaints, ...security.complaints]).toEqual([])
  })
})
