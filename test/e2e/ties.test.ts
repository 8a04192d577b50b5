import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { evaluateReports } from '../../server/evaluate.ts'
import { insertReport } from '../../server/queries/reports-write.ts'
import { launchBrowser } from '../support/browser.ts'
import { EAST, givenPerson } from '../api/given.ts'
import { PHONE, signIn, type Visitor } from './people.ts'
import { setStage, type Stage } from './stage.ts'

// What a patch is to others: over a border, the same as another.

const MINUTE = 60_000

let stage: Stage
let browser: Browser
let analyst: Visitor
let straddling: string
let first: string
let second: string

/** A judged report of so many thousandths of a degree, with its south-west corner there. */
async function reported(lon: number, lat: number, { width = 1, reportNo = '', on = '2026-05-01' } = {}) {
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
            [lon + width / 1000, lat + 0.001],
            [lon, lat + 0.001],
            [lon, lat],
          ],
        ],
      ],
    },
  })
  await evaluateReports(stage.db, { district: stage.district, reportIds: [reportId] })
  return reportId
}

beforeAll(async () => {
  stage = await setStage()
  await givenPerson(stage.db, 'dongzhen', { role: 'township', nameZh: '吴东', township: EAST })
  straddling = await reported(113.0492, 36.03, { reportNo: 'KJ-0001' })
  first = await reported(113.02, 36.04, { reportNo: 'CF-0001' })
  second = await reported(113.0201, 36.04, { reportNo: 'CF-0002', on: '2026-06-01' })
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

  test('nobody’s console complained', () => {
    expect(analyst.complaints).toEqual([])
  })
})
