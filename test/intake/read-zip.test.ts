import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { unpackShapefile } from '../../server/intake/read/zip.ts'
import { geodata, temporaryFolder } from './files.ts'
import { zipOf } from './zip-writer.ts'

const temporary = temporaryFolder()
// Other tests unpack at the same time: here only ours do.
vi.stubEnv('TMPDIR', temporary.path('.'))
const leftovers = () => readdirSync(temporary.path('.')).filter((name) => name.startsWith('tuban-zip-'))
const parts = (stem: string | Buffer, ...extensions: string[]) =>
  (extensions.length > 0 ? extensions : ['shp', 'shx', 'dbf']).map((extension) => ({
    name: Buffer.concat([Buffer.from(stem), Buffer.from(`.${extension}`)]),
    content: extension,
  }))
const gbk = Buffer.from('b5d8c0e0cdbcb0df', 'hex') // 地类图斑
const blanks = (megabytes: number) => Buffer.alloc(megabytes * 1024 * 1024, 32)

const unpacked = (name: string, entries: Parameters<typeof zipOf>[0], options = {}) =>
  unpackShapefile(temporary.write(name, zipOf(entries)), name, options)

describe('a zip is unpacked under names of our own', () => {
  test.each([
    ['in a folder', parts('a/b/land'), 'land'],
    ['with a GBK name', parts(gbk), '地类图斑'],
    ['with a UTF-8 name', parts('地类图斑'), '地类图斑'],
    ['with back-slashes', parts(String.raw`a\land`), 'land'],
    ['in capitals', parts('LAND', 'SHP', 'SHX', 'DBF'), 'LAND'],
    ['with the shadows that a Macintosh leaves', [...parts('land'), ...parts('__MACOSX/._land')], 'land'],
    ['with other files beside it', [...parts('land'), { name: 'read.me', content: '' }], 'land'],
  ])('%s', async (_, entries, layerName) => {
    const found = await unpacked('good.zip', entries)
    expect(found.layerName).toBe(layerName)
    expect(readFileSync(found.shp, 'utf8').toLowerCase()).toBe('shp')
    expect(readdirSync(path.dirname(found.shp)).sort()).toEqual(['layer.dbf', 'layer.shp', 'layer.shx'])
    await found.remove()
  })
})

describe('a hostile or broken zip is refused, and leaves nothing behind', () => {
  test.each([
    ['a name that climbs out', parts('../../etc/land'), /leaves its folder/],
    ['one that climbs with back-slashes', parts(String.raw`..\land`), /leaves its folder/],
    ['an absolute name', parts('/etc/land'), /leaves its folder/],
    ['a drive', parts('C:/land'), /leaves its folder/],
    ['a link', [...parts('land'), { name: 'land.prj', content: '/etc/passwd', mode: 0o120777 }], /is a link/],
    ['an archive inside', [{ name: 'inner.zip', content: '' }], /another archive/],
    ['65 entries', Array.from({ length: 65 }, (_, i) => ({ name: `${i}.txt`, content: '' })), /65 entries/],
    [
      'a bomb',
      [...parts('land', 'shp', 'shx'), { name: 'land.dbf', content: blanks(30) }],
      /more than 100 times/,
    ],
    [
      'a bomb that lies',
      [...parts('land', 'shp', 'shx'), { name: 'land.dbf', content: blanks(30), claimedSize: 99 }],
      /cannot be unpacked/,
    ],
  ])('%s', async (_, entries, message) => {
    // prettier-ignore
    await expect(unpacked('bad.zip', entries)).rejects.toMatchObject({
      code: 'zip-refused',
      message: expect.stringMatching(message),
    })
    expect(leftovers()).toEqual([])
  })

  test('more bytes than the limit, counted while they come', async () => {
    await expect(unpacked('large.zip', parts('land'), { maxUnpackedBytes: 8 })).rejects.toMatchObject({
      code: 'zip-refused',
    })
    const found = await unpacked('large.zip', parts('land'), { maxUnpackedBytes: 9 })
    await found.remove()
  })

  test('an archive that was cut off', async () => {
    const whole = zipOf(parts('land'))
    const file = temporary.write('half.zip', whole.subarray(0, whole.length / 2))
    await expect(unpackShapefile(file, 'half.zip')).rejects.toMatchObject({ code: 'zip-refused' })
  })
})

describe('a Shapefile that is not whole, or not alone', () => {
  test.each([
    ['no-dbf.zip', 'shapefile-incomplete', /land-use\.dbf \(the attributes\)/],
    ['no-shx.zip', 'shapefile-incomplete', /land-use\.shx \(the index\)/],
    ['two-shapefiles.zip', 'several-layers', /land-use, zones/],
  ])('%s', async (name, code, message) => {
    await expect(unpackShapefile(geodata(name), name)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    })
  })

  test('no .shp, or nothing of the kind', async () => {
    await expect(unpacked('a.zip', parts('land', 'dbf', 'shx'))).rejects.toMatchObject({ message: expect.stringContaining('land.shp (the geometry)') }) // prettier-ignore
    await expect(unpacked('b.zip', [{ name: 'a.txt', content: '' }])).rejects.toMatchObject({ message: expect.stringContaining('no Shapefile') }) // prettier-ignore
  })
})
