import { layerVersions } from '../queries/layers.ts'
import { readArguments, required } from './arguments.ts'
import { EXIT, type Command } from './command.ts'
import { withInstalledDatabase } from './installed-database.ts'
import { tableText } from './terminal.ts'

const NAME = 'layers'

export const layersCommand: Command = {
  name: NAME,
  summary: 'List the layers of a district 列出图层',
  help: `tuban layers --district CODE

Every version, newest first; * marks the one that serves today.
Works on DATABASE_URL, or on the data folder (DATA_DIR, default ./data).`,
  async run(args, { terminal }) {
    const { values } = readArguments(NAME, args, { district: { type: 'string' } })
    const district = required(NAME, 'district', values.district)
    await withInstalledDatabase(terminal, async (db) => {
      const rows = (await layerVersions(db, district)).map((layer) => [
        `${layer.serves ? '*' : ' '} ${layer.role}`,
        String(layer.version),
        layer.status,
        layer.validFrom,
        String(layer.featureCount),
        (layer.areaM2 / 1e6).toFixed(2),
        String(layer.repairedCount),
        String(layer.refusedCount),
        layer.fileName,
      ])
      const header = [
        '  图层 role',
        '版本',
        '状态',
        '起始日 from',
        '要素数',
        'km²',
        '修复',
        '拒绝',
        '文件 file',
      ]
      terminal.print(tableText([header, ...rows]))
    })
    return EXIT.ok
  },
}
