import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../intake/files.ts'
import { launchBrowser } from '../support/browser.ts'
import { signIn, type Visitor } from './people.ts'
import { setStage, type Stage } from './stage.ts'

// What an analyst brings in: files and polygons drawn on the map; and many patches at once.

const MINUTE = 60_000
const folder = temporaryFolder()

let stage: Stage
let browser: Browser
let analyst: Visitor
let page: Page

beforeAll(async () => {
  stage = await setStage()
  browser = await launchBrowser()
  analyst = await signIn(browser, stage, 'fenxi')
  page = analyst.page
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await stage?.close()
})

const seen = (text: string | RegExp) => page.getByText(text).filter({ visible: true }).first()
const workbench = async () => {
  await page.goto(`${stage.origin}/d/${stage.district}`)
  await page.locator('.row-body').first().waitFor()
}

const square = (lon: number, lat: number, size = 0.0005) => [
  [lon, lat],
  [lon + size, lat],
  [lon + size, lat + size],
  [lon, lat + size],
  [lon, lat],
]
const bowTie = (lon: number, lat: number, size = 0.0005) => {
  const [a, b, c, d] = square(lon, lat, size)
  return [a, c, b, d, a]
}

const file = (name: string, features: { properties: object; ring: unknown }[]) =>
  folder.write(
    name,
    JSON.stringify({
      type: 'FeatureCollection',
      features: features.map(({ properties, ring }) => ({
        type: 'Feature',
        properties,
        geometry: { type: 'Polygon', coordinates: [ring] },
      })),
    }),
  )

describe('a file of reports', { timeout: MINUTE }, () => {
  test('good rows are judged and listed, each refused one is named with its place', async () => {
    await workbench()
    await page.getByRole('button', { name: '批量上报' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('文件', { exact: true }).setInputFiles(
      file('上报.geojson', [
        { properties: { report_no: 'U-1', TBLX: '20', HSX: '2026-05-01' }, ring: square(113.02, 36.02) },
        { properties: { report_no: 'U-2', TBLX: '20' }, ring: bowTie(113.021, 36.02) },
        { properties: { report_no: 'U-3', TBLX: '20' }, ring: square(13.02, 36.02) },
      ]),
    )
    await dialog.getByRole('button', { name: '开始导入' }).click()
    await dialog.getByText('未接收 2 行').waitFor()
    const said = await dialog.locator('.job').innerText()
    expect(said).toMatch(/已接收\s+1/)
    expect(said).toMatch(/2\s+U-2\s+边界自相交\s+第 1 部分 · 第 1 环 · 第 \d 点 · 113\.02\d+, 36\.02/)
    expect(said).toMatch(/3\s+U-3\s+超出县区范围/)

    const download = page.waitForEvent('download')
    await dialog.getByRole('button', { name: '下载 CSV' }).click()
    const csv = readFileSync(await (await download).path(), 'utf8')
    expect(csv).toMatch(/^\uFEFFrow,key,code,detail,part,ring,vertex,lon,lat\r\n2,U-2,self-crossing,/)

    await dialog.getByRole('button', { name: '关闭', exact: true }).click()
    await page.locator('.row-body').filter({ hasText: 'U-1' }).click()
    await page.locator('.finding', { hasText: 'NA-01' }).waitFor()
  })

  test('a file that is none is refused in so many words', async () => {
    await workbench()
    await page.getByRole('button', { name: '批量上报' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('文件', { exact: true }).setInputFiles(folder.write('坏.geojson', '{"type": '))
    await dialog.getByRole('button', { name: '开始导入' }).click()
    expect(await dialog.getByRole('alert').innerText()).toMatch(/文件无法读取.*坏\.geojson/)
  })
})

describe('a layer file', { timeout: MINUTE }, () => {
  const zones = () =>
    file('分区.geojson', [
      { properties: { BSM: 'Z1', zone: '居住' }, ring: square(113.0, 36.0, 0.03) },
      { properties: { BSM: 'Z2', zone: '林' }, ring: bowTie(113.04, 36.0, 0.01) },
    ])
  const classMap = () =>
    folder.write(
      '对照.json',
      JSON.stringify({ layers: { 'plan-zones': { field: 'zone', values: { 居住: '410', 林: '530' } } } }),
    )

  async function importZones() {
    await page.getByRole('button', { name: '导入图层' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('图层', { exact: true }).click()
    await page.getByRole('option', { name: '规划分区' }).click()
    await dialog.getByLabel('来源').fill('测试规划')
    await dialog.getByText('我确认该数据密级为“非密”').click()
    await dialog.getByLabel('文件', { exact: true }).setInputFiles(zones())
    await dialog.getByLabel('分类对照（可选）').setInputFiles(classMap())
    await dialog.getByRole('button', { name: '开始导入' }).click()
    return dialog
  }

  test('becomes a version with its repairs listed, and judging again is offered', async () => {
    await page.goto(`${stage.origin}/d/${stage.district}`)
    await page.getByRole('link', { name: '参考图层' }).click()
    const dialog = await importZones()
    await dialog.getByText('受影响的图斑随即重新判定').waitFor()
    expect(await dialog.locator('.job').innerText()).toMatch(/要素\s+2\s+已修复\s+1/)
    await dialog.getByRole('button', { name: '重新套合全部图斑' }).click()
    const again = page.getByRole('dialog').filter({ hasText: '旧的套合结果保留' })
    await again.getByRole('button', { name: '开始套合' }).click()
    await again.getByText('已完成').waitFor()
    expect(await again.locator('.job').innerText()).toMatch(/已套合\s+\d/)
    await again.getByRole('button', { name: '关闭', exact: true }).click()

    const row = page.locator('tbody', { hasText: '规划分区' }).first()
    await row.getByRole('button', { name: '修复 1 · 拒收 0' }).click()
    const problems = page.getByRole('dialog').filter({ hasText: '修复与拒收清单' })
    expect(await problems.locator('tbody').innerText()).toMatch(/2\s+Z2\s+已修复\s+图形无效/)
    await page.keyboard.press('Escape')
  })

  test('the same file again makes no second version', async () => {
    const dialog = await importZones()
    await dialog.getByText('未新建版本').waitFor()
    await dialog.getByRole('button', { name: '关闭', exact: true }).click()
  })
})

describe('on the map', { timeout: MINUTE }, () => {
  const spots = async (...shares: readonly (readonly [number, number])[]) => {
    const box = (await page.getByTestId('map').boundingBox())!
    return shares.map(([x, y]) => [box.x + box.width * x, box.y + box.height * y] as const)
  }

  test('a polygon is drawn, checked while it is drawn, reported and judged', async () => {
    await page.goto(`${stage.origin}/d/${stage.district}?at=113.03500,36.03500,17.0`)
    await page.locator('.row-body').first().waitFor()
    await page.getByRole('button', { name: '绘制图斑' }).click()
    const corners = await spots([0.35, 0.35], [0.6, 0.35], [0.6, 0.6], [0.35, 0.6])
    for (const [n, [x, y]] of corners.entries()) {
      await page.mouse.click(x, y)
      await seen(`已定 ${n + 1} 点`).waitFor()
    }
    await page.mouse.click(...corners[0]!)
    await seen('拖动顶点可修改').waitFor()
    await page.getByRole('button', { name: '上报并套合' }).click()
    await seen(/已上报 \S+ 并完成套合/).waitFor()
    await page.locator('.finding', { hasText: 'NA-01' }).waitFor()
  })

  test('corners set beside a layer’s border come to lie on it', async () => {
    // The stage's farmland ends at 113.05.
    await page.goto(`${stage.origin}/d/${stage.district}?at=113.05000,36.03500,18.0`)
    await page.locator('.row-body').first().waitFor()
    await page.getByRole('button', { name: '绘制图斑' }).click()
    await page.waitForLoadState('networkidle')
    const [middle, far] = await spots([0.5, 0.4], [0.7, 0.65])
    const corners = [
      [middle![0] + 5, middle![1]],
      [far![0], middle![1]],
      [far![0], far![1]],
      [middle![0] + 5, far![1]],
    ] as const
    const asked = page.waitForRequest('**/api/geometry/check')
    for (const [n, [x, y]] of corners.entries()) {
      await page.mouse.move(x - 2, y)
      await page.mouse.click(x, y)
      await seen(`已定 ${n + 1} 点`).waitFor()
    }
    await page.mouse.click(...corners[0]!)
    const { geometry } = (await asked).postDataJSON() as { geometry: { coordinates: number[][][] } }
    const eastOfBorder = geometry.coordinates[0]!.map(([lon]) => Math.abs(lon! - 113.05))
    // Five pixels are some 2.7e-5 degrees here.
    expect(eastOfBorder.filter((degrees) => degrees < 2e-6)).toHaveLength(3)
    await page.keyboard.press('Escape')
    await page.locator('.draw').waitFor({ state: 'detached' })
  })

  test('a box round patches picks them, and all are handed over at once', async () => {
    await page.goto(`${stage.origin}/d/${stage.district}?at=113.02500,36.02200,13.0`)
    await page.locator('.row-body').first().waitFor()
    const [from, to] = await spots([0.05, 0.1], [0.95, 0.9])
    await page.keyboard.down('Shift')
    await page.mouse.move(...from!)
    await page.mouse.down()
    await page.mouse.move(...to!, { steps: 5 })
    await page.mouse.up()
    await page.keyboard.up('Shift')
    const picked = await page.locator('.bulk').innerText()
    const count = Number(/(\d+)/.exec(picked)![1])
    expect(count).toBeGreaterThanOrEqual(4)

    await page.locator('.bulk').getByRole('button', { name: '交办' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText(`将交办 ${count} 个图斑`).waitFor()
    await dialog.locator('.el-select').first().click()
    await page.getByRole('option', { name: '西乡' }).click()
    await page.getByTestId('assign').click()
    await seen(`已交办 ${count} 个图斑`).waitFor()
  })

  test('a loop by free hand picks what it goes round, and nothing else', async () => {
    await page.goto(`${stage.origin}/d/${stage.district}?at=113.01400,36.01200,15.0`)
    await page.locator('.row-body').first().waitFor()
    await page.getByRole('button', { name: '套索选择' }).click()
    // Round the middle of the map: the two patches of the stage lie there, some 360 m apart.
    const loop = await spots([0.35, 0.35], [0.65, 0.35], [0.65, 0.65], [0.35, 0.65], [0.35, 0.36])
    await page.mouse.move(...loop[0]!)
    await page.mouse.down()
    for (const [x, y] of loop.slice(1)) await page.mouse.move(x, y, { steps: 8 })
    await page.mouse.up()
    await seen('范围内选中 2 个图斑').waitFor()
    expect(await page.locator('.bulk').innerText()).toContain('已选 2')
    for (const no of [stage.patch.reportNo, stage.contested.reportNo])
      expect(await page.getByLabel(`选择图斑 ${no}`).isChecked()).toBe(true)

    await page.locator('.bulk').getByRole('button', { name: '重新套合' }).click()
    const dialog = page.getByRole('dialog', { name: '重新套合 2 个图斑' })
    await dialog.getByRole('button', { name: '开始套合' }).click()
    await dialog.getByText('已完成').waitFor()
    await dialog.getByRole('button', { name: '关闭', exact: true }).last().click()
    await page.keyboard.press('Escape')
    await page.locator('.bulk').waitFor({ state: 'detached' })
  })

  test('a triangle measures what its pixels cover on the ground', async () => {
    await page.goto(`${stage.origin}/d/${stage.district}?at=113.03500,36.03500,17.0`)
    await page.locator('.row-body').first().waitFor()
    await page.keyboard.press('m')
    await page.getByRole('button', { name: '面积' }).click()
    const measured = page.getByTestId('measured')
    const [a, b, c] = await spots([0.4, 0.4], [0.6, 0.4], [0.6, 0.6])
    await page.mouse.click(...a!)
    await page.mouse.move(...b!, { steps: 3 })
    await measured.waitFor()
    await page.mouse.click(...b!)
    await page.mouse.click(...c!)
    await page.mouse.click(...a!)
    const [size] = await spots([0.2, 0.2])
    const box = (await page.getByTestId('map').boundingBox())!
    // Pixels of the view are metres of Web Mercator, which shows areas larger by the square of 1 / cos φ.
    const metres = (20_037_508.342789244 / 128 / 2 ** 17) * Math.cos((36.035 * Math.PI) / 180)
    const expected = ((size![0] - box.x) * (size![1] - box.y) * metres ** 2) / 2
    const said = Number((await measured.innerText()).split(' m²')[0]!.replaceAll(',', ''))
    expect(Math.abs(said / expected - 1)).toBeLessThan(0.02)
    await page.keyboard.press('Escape')
    await measured.waitFor({ state: 'detached' })
  })

  test('nobody’s console complained, and no content policy was broken', () => {
    expect(analyst.complaints).toEqual([])
  })
})
