import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { evaluateReports } from '../../server/evaluate.ts'
import { addParties } from '../../server/queries/parties.ts'
import { insertReport } from '../../server/queries/reports-write.ts'
import { launchBrowser } from '../support/browser.ts'
import { EAST, givenPerson } from '../api/given.ts'
import { PHONE, signIn, type Visitor } from './people.ts'
import { setStage, type Stage } from './stage.ts'

// What a patch is to others: over a border, the same as another, one of several that reach a line together.

const MINUTE = 60_000

let stage: Stage
let browser: Browser
let analyst: Visitor
let straddling: string
let first: string
let second: string
let small: string

/** A judged report of so many thousandths of a degree, with its south-west corner there. */
async function reported(
  lon: number,
  lat: number,
  { width = 1, height = 1, reportNo = '', on = '2026-05-01', idNo = '' } = {},
) {
  const reportId = await insertReport(stage.db, {
    district: stage.district,
    createdBy: { name: '卫片', personId: null, orgId: null },
    ...(reportNo !== '' && { reportNo }),
    source: 'satellite',
    type: '20',
    reportedOn: on,
    actOn: on,
    imageBefore: null,
    imageAfter: null,
    attributes: { use: 'industrial', partyKind: 'organisation', storeys: 1 },
    geometry: {
      type: 'MultiPolygon',
      coordinates: [
        [
          [
            [lon, lat],
            [lon + width / 1000, lat],
            [lon + width / 1000, lat + height / 1000],
            [lon, lat + height / 1000],
            [lon, lat],
          ],
        ],
      ],
    },
  })
  if (idNo !== '')
    await addParties(stage.db, stage.district, 'test', [
      { reportId, party: { role: 'party', name: '某某公司', phone: null, idNo } },
    ])
  await evaluateReports(stage.db, { district: stage.district, reportIds: [reportId] })
  return reportId
}

beforeAll(async () => {
  stage = await setStage()
  await givenPerson(stage.db, 'dongzhen', { role: 'township', nameZh: '吴东', township: EAST })
  straddling = await reported(113.0492, 36.03, { reportNo: 'KJ-0001' })
  first = await reported(113.02, 36.04, { reportNo: 'CF-0001' })
  second = await reported(113.0201, 36.04, { reportNo: 'CF-0002', on: '2026-06-01' })
  const three = { width: 0.3, height: 0.67, idNo: '11010519491231002X' }
  small = await reported(113.03, 36.05, { ...three, reportNo: 'HZ-0001' })
  await reported(113.03033, 36.05, { ...three, reportNo: 'HZ-0002' })
  await reported(113.035, 36.05, { width: 0.3, height: 0.67, reportNo: 'HZ-0003' })
  await stage.assign(straddling)
  browser = await launchBrowser()
  analyst = await signIn(browser, stage, 'fenxi')
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await stage?.close()
})

const addressOf = (reportId: string) => `${stage.origin}/d/${stage.district}/p/${reportId}`

describe('a patch over a border', { timeout: MINUTE }, () => {
  test('shows who leads and who assists, with areas that add up', async () => {
    const { page } = analyst
    await page.goto(addressOf(straddling))
    const table = page.getByTestId('shares')
    await table.getByText('西乡').waitFor()
    const rows = await table.locator('tbody tr').allInnerTexts()
    expect(rows[0]).toMatch(/西乡\s*主办/)
    expect(rows[1]).toMatch(/东镇\s*协办/)
  })

  test('on the phone of the township that assists: marked, readable, nothing to acknowledge', async () => {
    const clerk = await signIn(browser, stage, 'dongzhen', { viewport: PHONE })
    const { page } = clerk
    await page.goto(`${stage.origin}/d/${stage.district}/tasks`)
    const card = page.getByTestId('task-KJ-0001')
    await card.getByText('协办', { exact: true }).waitFor()
    expect(await card.innerText()).toContain('西乡主办')
    expect(await card.getByRole('button', { name: '签收' }).count()).toBe(0)
    expect(await card.getByText('拍照').count()).toBe(0)
    await card.getByRole('link', { name: '看地图与依据' }).click()
    await page.getByText('您所在乡镇协办').waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width)
    expect(clerk.complaints).toEqual([])
    await clerk.leave()
  })
})

describe('two reports of the same ground', { timeout: MINUTE }, () => {
  test('are marked in the list, found by the filter, and the second is not counted', async () => {
    const { page } = analyst
    await page.goto(`${stage.origin}/d/${stage.district}`)
    await page.getByTestId('uncounted').getByText('1 个重复，不计入统计').waitFor()
    await page.locator('.facet-value').filter({ hasText: '重复待确认' }).click()
    await page.getByText('只显示：关联为重复待确认。').filter({ visible: true }).first().waitFor()
    const row = page.locator('.row-body').filter({ hasText: 'CF-0002' })
    await row.getByText('重复', { exact: true }).waitFor()
    await expect.poll(() => page.locator('.row-body').count()).toBe(1)
    await row.click()
    const card = page.getByTestId('duplicates')
    await card.getByRole('button', { name: 'CF-0001' }).waitFor()
    expect(await card.innerText()).toMatch(/待确认[\s\S]*本图斑的 90%，对方的 90%/)
  })

  test('count again once a person says that they are not the same, with his reason', async () => {
    const { page } = analyst
    const card = page.getByTestId('duplicates')
    await card.getByRole('button', { name: '不是重复' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('理由').fill('前者为厂房，后者为堆场')
    await dialog.getByRole('button', { name: '不是重复' }).click()
    await card.getByText('前者为厂房，后者为堆场').waitFor()
    await card.getByText('不重复', { exact: true }).waitFor()
    await page.goto(addressOf(first))
    await page.getByTestId('duplicates').getByRole('button', { name: 'CF-0002' }).click()
    await page.waitForURL(addressOf(second) + '**')
  })
})

describe('small patches that reach a line together', { timeout: MINUTE }, () => {
  const card = () => analyst.page.getByTestId('group')

  test('are marked in the list, and found by the rule that accuses them together', async () => {
    const { page } = analyst
    await page.goto(`${stage.origin}/d/${stage.district}?rule=ES-05`)
    const row = page.locator('.row-body').filter({ hasText: 'HZ-0001' })
    await row.getByText('成组达线').waitFor()
    await expect.poll(() => page.locator('.row-body').count()).toBe(2)
    await row.click()
    await card().getByTestId('group-finding').waitFor()
    const text = await card().innerText()
    expect(text).toMatch(/ES-05[\s\S]*6\.0\d 亩[\s\S]*5\.00 亩[\s\S]*法释〔2000〕14号[\s\S]*耕地破坏鉴定/)
    expect(text).toContain('HZ-0001＋HZ-0002')
    expect(text).toContain('同一证件号')
    expect(text).toContain('是线索，不是结论')
  })

  test('take in a third by hand, with a reason, and let it go again', async () => {
    const { page } = analyst
    await card().getByRole('button', { name: '加入成组' }).waitFor()
    await page.goto(`${stage.origin}/d/${stage.district}?search=HZ-0003`)
    await page.locator('.row-body').filter({ hasText: 'HZ-0003' }).click()
    await card().getByText('未与其他图斑成组').waitFor()
    await card().getByRole('button', { name: '加入成组' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('与哪个图斑成组（编号）').fill('HZ-0001')
    await dialog.getByRole('option', { name: 'HZ-0001' }).click()
    await dialog.getByLabel('理由').fill('同一项目分期建设')
    await dialog.getByRole('button', { name: '加入成组' }).click()
    await card().getByText('3 个图斑').waitFor()
    await card().getByText('HZ-0003 加入成组：同一项目分期建设').waitFor()
    await card().getByRole('button', { name: '撤销加入' }).click()
    await page.getByRole('dialog').getByLabel('理由').fill('核实为不同项目')
    await page.getByRole('dialog').getByRole('button', { name: '撤销人工成组' }).click()
    await card().getByText('未与其他图斑成组').waitFor()
  })

  test('are read on a phone', async () => {
    const reader = await signIn(browser, stage, 'fenxi2', { viewport: PHONE })
    const { page } = reader
    await page.goto(addressOf(small))
    const group = page.getByTestId('group')
    await group.getByTestId('group-sums').waitFor()
    const { width } = (await group.boundingBox())!
    expect(width).toBeLessThanOrEqual(PHONE.width)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width)
    expect(reader.complaints).toEqual([])
    await reader.leave()
  })
})

describe('patches that become one, and one that becomes several', { timeout: MINUTE }, () => {
  const card = () => analyst.page.getByTestId('reshaping')

  test('two are merged: the lead takes the ground, the other is history', async () => {
    const { page } = analyst
    await page.goto(addressOf(first))
    await card().getByRole('button', { name: '合并其他图斑…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('被合并的图斑（编号）').fill('CF-0002')
    await dialog.getByRole('option', { name: 'CF-0002' }).click()
    await dialog.getByLabel('理由').fill('同一厂区')
    await dialog.getByRole('button', { name: '合并', exact: true }).click()
    await card().getByText('同一厂区').waitFor()
    await card().getByRole('button', { name: 'CF-0002' }).click()
    await page.getByText('该图斑已并入主图斑').waitFor()
    expect(await page.getByRole('group', { name: '操作' }).count()).toBe(0)
    await card().getByRole('button', { name: 'CF-0001' }).click()
    await card().getByRole('button', { name: '撤销合并' }).click()
    await page.getByRole('dialog').getByLabel('理由').fill('核实为两家')
    await page.getByRole('dialog').getByRole('button', { name: '撤销合并' }).click()
    await card().getByText('已撤销').waitFor()
  })

  test('what a township has in hand is not merged away: the page says why', async () => {
    const { page } = analyst
    await card().getByRole('button', { name: '合并其他图斑…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('被合并的图斑（编号）').fill('KJ-0001')
    await dialog.getByRole('option', { name: 'KJ-0001' }).click()
    await dialog.getByLabel('理由').fill('同一厂区')
    await dialog.getByRole('button', { name: '合并', exact: true }).click()
    await dialog.getByText('请先撤回交办').waitFor()
    await dialog.getByRole('button', { name: '取消' }).click()
  })

  test('one over a border is cut along it, looked at first', async () => {
    const { page } = analyst
    const whole = await reported(113.0493, 36.06, { reportNo: 'CFX-0001' })
    await page.goto(addressOf(whole))
    await card().getByRole('button', { name: '拆分…' }).click()
    const panel = page.getByTestId('split')
    await panel.getByTestId('split-parts').waitFor()
    expect(await panel.getByTestId('split-parts').innerText()).toMatch(/西乡[\s\S]*东镇/)
    await panel.getByLabel('理由').fill('分属两个乡镇')
    await panel.getByRole('button', { name: '拆分为 2 个图斑' }).click()
    await page.locator('.patch-no', { hasText: 'CFX-0001_1' }).waitFor()
    await card().getByRole('button', { name: 'CFX-0001', exact: true }).click()
    await page.getByText('该图斑已拆分').waitFor()
  })

  test('nobody’s console complained', () => {
    expect(analyst.complaints).toEqual([])
  })
})
