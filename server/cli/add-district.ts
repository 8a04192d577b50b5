import { ensureDistrict } from '../queries/districts.ts'
import { oneFile, readArguments, required, usage } from './arguments.ts'
import { EXIT, type Command } from './command.ts'
import { withInstalledDatabase } from './installed-database.ts'

const NAME = 'add-district'

export const addDistrictCommand: Command = {
  name: NAME,
  summary: 'Add a district, before its first layer 新增县区',
  help: `tuban add-district CODE --name-zh NAME --name-en NAME --lon DEGREES

  CODE        six digits, e.g. 140404
  --lon       longitude of its middle: chooses the 3° zone in which areas are measured

Works on DATABASE_URL, or on the data folder (DATA_DIR, default ./data). A district that is there stays as it is.`,
  async run(args, { terminal }) {
    const { values, positionals } = readArguments(NAME, args, {
      'name-zh': { type: 'string' },
      'name-en': { type: 'string' },
      lon: { type: 'string' },
    })
    const code = oneFile(NAME, positionals, 'the code of the district')
    if (!/^\d{6}$/.test(code)) throw usage(NAME, `A district has a code of six digits, not “${code}”`)
    const lon = Number(required(NAME, 'lon', values.lon))
    if (!Number.isFinite(lon) || Math.abs(lon) > 180)
      throw usage(NAME, `--lon takes degrees from -180 to 180, not “${values.lon}”`)
    const district = {
      code,
      nameZh: required(NAME, 'name-zh', values['name-zh']),
      nameEn: required(NAME, 'name-en', values['name-en']),
      lon,
    }
    await withInstalledDatabase(terminal, (db) => ensureDistrict(db, district))
    terminal.print(`${code} ${district.nameZh} · ${district.nameEn}`)
    return EXIT.ok
  },
}
