import { readFileSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FACTOR_POSTS } from '../../server/access/factor-policy.ts'
import { codeOf, stepAt } from '../../server/sign-in/totp.ts'
import { launchBrowser } from '../support/browser.ts'
import { openPage, PHONE, signIn, type Visitor } from './people.ts'
import { setStage, type Stage } from './stage.ts'

const MINUTE = 60_000

let stage: Stage
let browser: Browser

beforeAll(async () => {
  stage = await setStage({ factorPosts: FACTOR_POSTS })
  browser = await launchBrowser()
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await stage?.close()
})

const seen = ({ page }: Visitor, text: string | RegExp) =>
  page.getByText(text).filter({ visible: true }).first().waitFor()

async function enter({ page }: Visitor, login: string, password = stage.password) {
  await page.getByLabel('用户名').fill(login)
  await page.getByLabel('密码').fill(password)
  await page.getByRole('button', { name: '登录', exact: true }).click()
}
async function leave({ page }: Visitor, name: string) {
  await page.getByRole('button', { name }).click()
  await page.getByRole('menuitem', { name: '退出' }).click()
  await page.waitForURL(/\/sign-in/)
}
const giveCode = async ({ page }: Visitor, code: string) => {
  await page.getByLabel('动态口令').fill(code)
  await page.getByRole('button', { name: '登录', exact: true }).click()
}
/** As if the password had been given six minutes ago. */
const forgetProof = () => stage.db.query(`update work.session set proved_at = now() - interval '6 minutes'`)

describe('a security administrator', { timeout: 2 * MINUTE }, () => {
  let visitor: Visitor
  let secret: string
  let recoveryCodes: string[]
  /** Each step serves once: sign-ins of this test take one after the other, all within the clock's tolerance. */
  let step: number

  test('is led to a second factor after the password, and to nothing else before', async () => {
    visitor = await openPage(browser, `${stage.origin}/sign-in`)
    const { page } = visitor
    await enter(visitor, 'anquan')
    await seen(visitor, '您的岗位须使用动态口令')
    await page.goto(`${stage.origin}/d/${stage.district}/admin`)
    await page.waitForURL(/\/sign-in/)
    await enter(visitor, 'anquan')
    await page.getByRole('img', { name: '动态口令密钥的二维码' }).waitFor()
    secret = (await page.getByTestId('factor-secret').innerText()).replaceAll(' ', '')
    expect(secret).toMatch(/^[A-Z2-7]{32}$/)
  })

  test('proves it by a code, keeps the recovery codes, and gets in', async () => {
    const { page } = visitor
    await page.getByLabel('动态口令', { exact: true }).fill('000000')
    await page.getByRole('button', { name: '启用' }).click()
    await seen(visitor, /动态口令不正确/)
    step = stepAt(Date.now())
    await page.getByLabel('动态口令', { exact: true }).fill(codeOf(secret, step))
    await page.getByRole('button', { name: '启用' }).click()
    recoveryCodes = (await page.getByTestId('recovery-codes').innerText()).match(/[A-Z2-7-]{29}/g) ?? []
    expect(recoveryCodes.length).toBe(10)
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: '下载恢复码' }).click()
    expect(readFileSync(await (await download).path(), 'utf8')).toContain(recoveryCodes[9])
    await page.getByText('我已妥善保存恢复码').click()
    await page.getByRole('button', { name: '进入', exact: true }).click()
    await page.waitForURL(/\/admin$/)
    const row = page.locator('tr', { has: page.locator('code', { hasText: /^anquan$/ }) })
    await row.getByText('恢复码剩 10 个').waitFor()
  })

  test('signs in by password and code from then on; a used code is refused', async () => {
    await leave(visitor, '郑安')
    await enter(visitor, 'anquan')
    await seen(visitor, '密码正确')
    await giveCode(visitor, codeOf(secret, step))
    await seen(visitor, /动态口令不正确或已使用/)
    step = Math.max(step + 1, stepAt(Date.now()))
    await giveCode(visitor, codeOf(secret, step))
    await visitor.page.waitForURL(/\/admin$/)
  })

  test('without the phone gets in by a recovery code, and is told how many are left', async () => {
    await leave(visitor, '郑安')
    await enter(visitor, 'anquan')
    await giveCode(visitor, recoveryCodes[3]!)
    await seen(visitor, /还剩 9 个/)
    await visitor.page.waitForURL(/\/admin$/)
  })

  test('resets the lost factor of another, who enrols anew', async () => {
    const { page } = visitor
    await stage.db.query(
      `insert into work.second_factor (person_id, secret, enrolled_at)
       select person_id, 'x', now() from work.person where login = 'xitong'`,
    )
    await page.reload()
    const row = page.locator('tr', { has: page.locator('code', { hasText: /^xitong$/ }) })
    await row.getByRole('button', { name: '重置' }).click()
    await page.getByRole('tooltip').getByRole('button', { name: '重置' }).click()
    await row.getByText('未启用').waitFor()
    const other = await openPage(browser, `${stage.origin}/sign-in`, PHONE)
    await enter(other, 'xitong')
    await seen(other, '您的岗位须使用动态口令')
    await other.leave()
  })

  test('nobody’s console complained', () => {
    expect(visitor.complaints).toEqual([])
  })
})

describe('an act of weight', { timeout: MINUTE }, () => {
  let analyst: Visitor
  beforeAll(async () => {
    analyst = await signIn(browser, stage, 'fenxi')
    await analyst.page.locator('.row-body').first().waitFor()
  })
  const exportCsv = async () => {
    await analyst.page.getByRole('button', { name: '导出' }).click()
    await analyst.page.getByRole('menuitem', { name: /CSV/ }).click()
    const dialog = analyst.page.getByRole('dialog', { name: '导出图斑' })
    await dialog.getByLabel('用途').fill('核对台账')
    await dialog.getByLabel('接收方').fill('本科室')
    await dialog.getByRole('button', { name: '登记并下载' }).click()
  }
  const dialog = () => analyst.page.getByRole('dialog', { name: '验证身份' })

  test('is done at once while the password is fresh', async () => {
    const download = analyst.page.waitForEvent('download')
    await exportCsv()
    expect((await download).suggestedFilename()).toMatch(/^reports-\d+\.csv$/)
  })

  test('asks once for the password when it is not, and then goes through', async () => {
    await forgetProof()
    await exportCsv()
    await dialog().getByLabel('密码或动态口令').fill('wrong')
    await dialog().getByRole('button', { name: '确认' }).click()
    await dialog()
      .getByText(/用户名或密码不正确/)
      .waitFor()
    await dialog().getByLabel('密码或动态口令').fill(stage.password)
    const download = analyst.page.waitForEvent('download')
    await dialog().getByRole('button', { name: '确认' }).click()
    expect(readFileSync(await (await download).path(), 'utf8')).toContain(stage.patch.reportNo)
    const again = analyst.page.waitForEvent('download')
    await exportCsv()
    await again
  })

  test('is left undone where the question is put aside', async () => {
    await forgetProof()
    await exportCsv()
    await dialog().getByRole('button', { name: '取消' }).click()
    await seen(analyst, '未重新验证身份，操作没有执行。')
  })

  test('the session goes on under its new token', async () => {
    await analyst.page.reload()
    await analyst.page.locator('.row-body').first().waitFor()
    expect(analyst.complaints).toEqual([])
  })
})

describe('a page that is not for the post', { timeout: MINUTE }, () => {
  test.each(['admin', 'tasks'])('%s says so, and shows the way back', async (page) => {
    const visitor = await signIn(browser, stage, 'fenxi2')
    await visitor.page.goto(`${stage.origin}/d/${stage.district}/${page}`)
    await seen(visitor, '无权访问此页')
    await seen(visitor, '当前岗位：区自然资源局 · 图斑分析员')
    await visitor.page.getByRole('link', { name: '回到我的首页' }).click()
    await visitor.page.locator('.row-body').first().waitFor()
    await visitor.leave()
  })
})

describe('a session that nobody uses', { timeout: MINUTE }, () => {
  test('is announced to end a minute before, goes on at a click, and tells at the door why it ended', async () => {
    const visitor = await openPage(browser, `${stage.origin}/sign-in`)
    const { page } = visitor
    await page.clock.install()
    await enter(visitor, 'nongye')
    await page.locator('.row-body').first().waitFor()
    const warning = page.getByRole('dialog', { name: '会话即将结束' })

    await page.clock.fastForward('14:00')
    await warning.getByRole('button', { name: '继续工作' }).click()
    await warning.waitFor({ state: 'detached' })

    await stage.db.query(`update work.session set last_seen_at = now() - interval '15 minutes'`)
    await page.clock.fastForward('14:59')
    await page.waitForURL(/\/sign-in\?/)
    await seen(visitor, '长时间没有操作，会话已结束')
    await visitor.leave()
  })
})
