import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { jpeg, pdf } from '../../fixtures/builders/evidence.ts'
import { launchBrowser } from '../support/browser.ts'
import { PHONE, signIn, type Visitor } from './people.ts'
import { setStage, type Stage } from './stage.ts'

let stage: Stage
let browser: Browser
let clerk: Visitor
let analyst: Visitor

beforeAll(async () => {
  stage = await setStage()
  await stage.assign(stage.patch.reportId)
  browser = await launchBrowser()
  clerk = await signIn(browser, stage, 'xixiang', { viewport: PHONE })
  analyst = await signIn(browser, stage, 'fenxi', {
    address: `/d/${stage.district}/p/${stage.patch.reportId}`,
  })
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await stage?.close()
})

const MINUTE = 60_000
const CAMERA = { taken: '2026:05:01 10:20:30', lon: 113.0123, lat: 36.0123, model: 'P60' }
const photo = (seed: string) => ({
  name: `${seed}.jpg`,
  mimeType: 'image/jpeg',
  buffer: jpeg({ width: 1200, height: 900, seed, camera: CAMERA }),
})
const card = () => clerk.page.getByTestId(`task-${stage.patch.reportNo}`)
const toast = ({ page }: Visitor, text: string) => page.locator('.toast', { hasText: text }).waitFor()
/** Pictures that have arrived and were decoded. */
const pictures = (visitor: Visitor) =>
  visitor.page
    .locator('.evidence-item img')
    .evaluateAll((all) => all.filter((img) => (img as HTMLImageElement).naturalWidth > 0).length)

describe('evidence from the field', { timeout: MINUTE }, () => {
  test('the clerk takes a photo with the thumb', async () => {
    const button = card().locator('label', { hasText: '拍照' })
    const { width, height } = (await button.boundingBox())!
    expect(height).toBeGreaterThanOrEqual(44)
    expect(width).toBeGreaterThan(120)
    await card().getByLabel('见证人').fill('李四')
    const field = button.locator('input')
    expect(await field.getAttribute('capture')).toBe('environment')
    await field.setInputFiles(photo('现场一'))
    await toast(clerk, '已上传 现场一.jpg')
    await expect.poll(() => pictures(clerk), { timeout: 15_000 }).toBe(1)
  })

  test('what did not get through is kept and sent again by one tap', async () => {
    await clerk.page.route('**/evidence', (route) =>
      route.request().method() === 'POST' ? route.abort() : route.continue(),
    )
    await card()
      .locator('label', { hasText: '选择文件' })
      .locator('input')
      .setInputFiles([photo('现场二'), photo('现场三')])
    const failed = card().locator('.upload.is-failed')
    await expect.poll(() => failed.count()).toBe(2)
    await clerk.page.unroute('**/evidence')
    await failed.first().getByRole('button', { name: '重试' }).tap()
    await toast(clerk, '已上传 现场二.jpg')
    await failed.first().getByRole('button', { name: '重试' }).tap()
    await toast(clerk, '已上传 现场三.jpg')
    await expect.poll(() => pictures(clerk), { timeout: 15_000 }).toBe(3)
    expect(await card().locator('.upload').count()).toBe(0)
  })

  test('what the server refuses says why and is not offered again', async () => {
    const svg = { name: '图.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('<svg onload="x()"/>') }
    await card().locator('label', { hasText: '选择文件' }).locator('input').setInputFiles(svg)
    const refused = card().locator('.upload.is-refused')
    await refused.getByText('不支持的内容类型').waitFor()
    expect(await refused.getByRole('button', { name: '重试' }).count()).toBe(0)
    await refused.getByRole('button', { name: '移除' }).tap()
    await refused.waitFor({ state: 'detached' })
  })

  test('the analyst sees it, and looks at one with its hashes and custody', async () => {
    const { page } = analyst
    await page.reload()
    const strip = page.getByTestId('evidence')
    await strip.scrollIntoViewIfNeeded()
    await expect.poll(() => pictures(analyst), { timeout: 15_000 }).toBe(3)
    await strip.getByRole('button', { name: '查看 现场一.jpg' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('113.012300, 36.012300').waitFor()
    await dialog.getByText('李四').waitFor()
    await dialog.getByText('哈希值').click()
    expect(await dialog.locator('code').allInnerTexts()).toEqual([
      expect.stringMatching(/^[0-9a-f]{64}$/),
      expect.stringMatching(/^[0-9a-f]{64}$/),
    ])
    await dialog.getByRole('button', { name: '现在核验' }).click()
    await toast(analyst, '核验通过')
    await dialog.locator('summary', { hasText: '保管链' }).click()
    await dialog.locator('.timeline li', { hasText: '核验' }).waitFor()
    await dialog.getByRole('button', { name: '申请作废' }).click()
    const why = page.getByRole('dialog', { name: '申请作废' })
    await why.locator('textarea').fill('拍错地块')
    await why.getByRole('button', { name: '申请作废' }).click()
    await dialog.getByText(/王晓 于 .+ 申请作废，待第二人复核：拍错地块/).waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  })

  test('the analyst drops a paper on the patch, and the same one again', async () => {
    const { page } = analyst
    const strip = page.getByTestId('evidence')
    const bytes = [...pdf('笔录')]
    const drop = async () => {
      const transfer = await page.evaluateHandle((content) => {
        const data = new DataTransfer()
        data.items.add(new File([new Uint8Array(content)], '笔录.pdf', { type: 'application/pdf' }))
        return data
      }, bytes)
      await strip.dispatchEvent('drop', { dataTransfer: transfer })
    }
    await drop()
    await toast(analyst, '已上传 笔录.pdf')
    await strip.getByRole('button', { name: '查看 笔录.pdf' }).waitFor()
    await drop()
    await toast(analyst, '笔录.pdf 与已有证据完全相同')
    expect(await strip.locator('.evidence-item').count()).toBe(4)
  })

  test('the list of electronic data is taken, and printed, once the analyst proved who he is', async () => {
    const { page } = analyst
    await stage.db.query(`update work.session set proved_at = now() - interval '6 minutes'`)
    await page.getByRole('link', { name: '电子数据清单（CSV）' }).click()
    const proof = page.getByRole('dialog', { name: '验证身份' })
    await proof.getByLabel(/密码/).fill(stage.password)
    const download = page.waitForEvent('download')
    await proof.getByRole('button', { name: '确认' }).click()
    expect((await download).suggestedFilename()).toBe(`电子数据清单-${stage.patch.reportNo}.csv`)
    const printed = page.context().waitForEvent('page')
    await page.getByRole('link', { name: '清单（打印）' }).click()
    const list = await printed
    await list.getByText('笔录.pdf').waitFor()
    await list.close()
    expect(page.url()).toContain(`/p/${stage.patch.reportId}`)
  })

  test('nobody’s console complained, and no content policy was broken', () => {
    // The browser says of its own accord that a request was aborted.
    expect(clerk.complaints.filter((text) => !text.includes('ERR_FAILED') && !text.includes('415'))).toEqual(
      [],
    )
    expect(analyst.complaints).toEqual([])
  })
})
