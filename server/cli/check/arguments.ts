import type { LayerRole } from '../../../domain/layer.ts'
import type { Day } from '../../../domain/units.ts'
import type { ClassMap } from '../../intake/class-map.ts'
import { classMapOf, day, epsg, oneFile, readArguments, role, usage } from '../arguments.ts'

export const NAME = 'check'

/** How one file is to be read, where it does not say so itself. */
export interface FileToRead {
  file: string
  crs: number | undefined
  encoding: string | undefined
  layerName: string | undefined
}

export interface LayerToRead extends FileToRead {
  role: LayerRole
}

export interface CheckArguments {
  reports: FileToRead
  layers: readonly LayerToRead[]
  classMap: ClassMap | undefined
  asOf: Day | undefined
  out: string | undefined
  findings: string | undefined
}

/** `[ROLE=]VALUE`, where a role stands for its layer file and none for the reports. */
class PerFile {
  private readonly byRole = new Map<LayerRole | null, string>()
  private readonly option: string

  constructor(option: string, words: readonly string[], roles: ReadonlySet<LayerRole>) {
    this.option = option
    for (const word of words) this.add(word, roles)
  }

  of(layer: LayerRole | null): string | undefined {
    return this.byRole.get(layer)
  }

  private add(word: string, roles: ReadonlySet<LayerRole>): void {
    const [left, value] = split(word)
    const layer = value === null ? null : role(NAME, left)
    if (layer !== null && !roles.has(layer))
      throw usage(NAME, `${this.option} speaks of ${layer}, for which there is no --layer`)
    if (this.byRole.has(layer))
      throw usage(NAME, `${this.option} is given twice for ${layer ?? 'the reports'}`)
    this.byRole.set(layer, value ?? left)
  }
}

const split = (word: string): [left: string, right: string | null] => {
  const at = word.indexOf('=')
  return at === -1 ? [word, null] : [word.slice(0, at), word.slice(at + 1)]
}

export async function checkArguments(args: readonly string[]): Promise<CheckArguments> {
  const { values, positionals } = readArguments(NAME, args, {
    layer: { type: 'string', multiple: true, default: [] },
    classes: { type: 'string' },
    'as-of': { type: 'string' },
    crs: { type: 'string', multiple: true, default: [] },
    encoding: { type: 'string', multiple: true, default: [] },
    'layer-name': { type: 'string', multiple: true, default: [] },
    out: { type: 'string' },
    findings: { type: 'string' },
  })
  const file = oneFile(NAME, positionals, 'the file of reports')
  const layerFiles = layersOf(values.layer)
  if (layerFiles.size === 0) throw usage(NAME, 'Name at least one --layer ROLE=FILE to check against')
  const roles = new Set(layerFiles.keys())
  const systems = new PerFile('--crs', values.crs, roles)
  const encodings = new PerFile('--encoding', values.encoding, roles)
  const layerNames = new PerFile('--layer-name', values['layer-name'], roles)
  const reading = (layer: LayerRole | null) => ({
    crs: epsg(NAME, systems.of(layer)),
    encoding: encodings.of(layer),
    layerName: layerNames.of(layer),
  })
  return {
    reports: { file, ...reading(null) },
    layers: [...layerFiles].map(([layer, path]) => ({ role: layer, file: path, ...reading(layer) })),
    asOf: values['as-of'] === undefined ? undefined : day(NAME, '--as-of', values['as-of']),
    out: values.out,
    findings: values.findings,
    classMap: await classMapOf(values.classes),
  }
}

function layersOf(words: readonly string[]): Map<LayerRole, string> {
  const layers = new Map<LayerRole, string>()
  for (const word of words) {
    const [left, file] = split(word)
    if (!file) throw usage(NAME, `--layer takes ROLE=FILE, not “${word}”`)
    const layer = role(NAME, left)
    if (layers.has(layer)) throw usage(NAME, `--layer is given twice for ${layer}`)
    layers.set(layer, file)
  }
  return layers
}
