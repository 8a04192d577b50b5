import { userInfo } from 'node:os'
import path from 'node:path'
import { importLayerFile } from '../imports/import-layer.ts'
import {
  accuracy,
  classMapOf,
  day,
  epsg,
  marking,
  oneFile,
  readArguments,
  required,
  role,
} from './arguments.ts'
import { EXIT, type Command } from './command.ts'
import { withInstalledDatabase } from './installed-database.ts'
import { warnOfProblems } from './layer-problems.ts'
import { warnOfNotices } from './refusals.ts'

const NAME = 'import-layer'

export const importLayerCommand: Command = {
  name: NAME,
  summary: 'Import a reference layer as a new version 导入图层',
  help: `tuban import-layer --district CODE --role ROLE --valid-from YYYY-MM-DD --source TEXT [options] FILE

  --role        land-use, basic-farmland, eco-red-line, plan-zones, rural-permits, townships …
  --valid-from  first day that the layer describes
  --source      where it comes from, in words
  --not-secret  confirms that the file holds no state secret (密级为非密); wanted, and kept with who imports
  --label       public, internal, sensitive or important; otherwise internal
  --release-no  审批文号 by which the source released it; wanted for sensitive and important
  --accuracy    how far its borders may lie off, ± m, as its maker states it; otherwise that of the thresholds
  --classes     class map (JSON)
  --crs         EPSG code, where the file does not say it
  --encoding    of a .dbf without .cpg, or of a GeoJSON that is not UTF-8
  --layer-name  which layer of a GeoPackage, which Shapefile of a zip
  --by          who imports; otherwise the user of this machine

Works on DATABASE_URL, or on the data folder (DATA_DIR, default ./data). Reports are not judged again by themselves.`,
  async run(args, { terminal, isStopped }) {
    const { values, positionals } = readArguments(NAME, args, {
      district: { type: 'string' },
      role: { type: 'string' },
      'valid-from': { type: 'string' },
      source: { type: 'string' },
      'not-secret': { type: 'boolean' },
      label: { type: 'string' },
      'release-no': { type: 'string' },
      accuracy: { type: 'string' },
      classes: { type: 'string' },
      crs: { type: 'string' },
      encoding: { type: 'string' },
      'layer-name': { type: 'string' },
      by: { type: 'string' },
    })
    const file = oneFile(NAME, positionals, 'the file to import')
    const fileName = path.basename(file)
    const district = required(NAME, 'district', values.district)
    const importedBy = values.by ?? userInfo().username
    const task = {
      district,
      role: role(NAME, required(NAME, 'role', values.role)),
      validFrom: day(NAME, '--valid-from', required(NAME, 'valid-from', values['valid-from'])),
      source: required(NAME, 'source', values.source),
      fileName,
      importedBy,
      marking: marking(NAME, importedBy, values),
      accuracyM: accuracy(NAME, values.accuracy),
      crs: epsg(NAME, values.crs),
      encoding: values.encoding,
      layerName: values['layer-name'],
      classMap: await classMapOf(values.classes),
      onProgress: terminal.progress,
      isCancelled: isStopped,
    }
    await withInstalledDatabase(terminal, async (db) => {
      const { layerVersionId, version, features, repaired, refused, areaM2, isUnchanged, notices } =
        await importLayerFile(db, file, task)
      warnOfNotices(terminal, fileName, notices)
      if (!isUnchanged) await warnOfProblems(db, terminal, { district, layerVersionId, fileName })
      terminal.print(
        isUnchanged
          ? `未变 · unchanged: ${fileName} is version ${version} of ${task.role} already`
          : `${task.role} version ${version} · ${features} features, ${(areaM2 / 1e6).toFixed(2)} km², ${repaired} repaired, ${refused} refused`,
      )
    })
    return EXIT.ok
  },
}
