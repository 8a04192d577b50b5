import path from 'node:path'
import { canRun, costOf, type Peer, type Task } from './peer.ts'

export const OURS = 'this platform'

const here = (name: string) => path.join(import.meta.dirname, name)
const file = ({ folder }: Task, name: string, kind: 'wkb' | 'gpkg') => path.join(folder, `${name}.${kind}`)

async function geos(folder: string, mode: 'clip' | 'plain') {
  const program = path.join(folder, 'geos')
  const isBuilt = await canRun('cc', '-O3', '-o', program, here('geos.c'), '-lgeos_c')
  if (!isBuilt) return null
  return (task: Task) => costOf(program, file(task, task.reports, 'wkb'), file(task, task.layer, 'wkb'), mode)
}

const node = (script: string) => (task: Task) =>
  costOf(process.execPath, here(script), file(task, task.reports, 'wkb'), file(task, task.layer, 'wkb'))

/** The first on the path may be somebody's own and know nothing of what the system installs. */
const PYTHONS = ['python3', '/usr/bin/python3']

async function pythonWith(module: string): Promise<string | null> {
  for (const command of PYTHONS) if (await canRun(command, '-c', `import ${module}`)) return command
  return null
}

const python = (script: string, module: string) => async () => {
  const command = await pythonWith(module)
  if (command === null) return null
  return (task: Task) =>
    costOf(command, here(script), file(task, task.reports, 'gpkg'), file(task, task.layer, 'gpkg'))
}

/** Ours, what analysts use today, and what any program on GEOS can reach at best. */
export const PEERS: readonly Peer[] = [
  {
    name: OURS,
    needs: '–',
    mostReports: 100_000,
    prepare: () => Promise.resolve(node('kernel.ts')),
  },
  {
    name: 'GEOS in C, clip and intersection',
    needs: 'a C compiler and the GEOS headers',
    mostReports: 100_000,
    prepare: (folder) => geos(folder, 'clip'),
  },
  {
    name: 'GEOS in C, intersection',
    needs: 'a C compiler and the GEOS headers',
    mostReports: 100_000,
    prepare: (folder) => geos(folder, 'plain'),
  },
  {
    name: 'GDAL, layer algebra',
    needs: 'GDAL for Python',
    mostReports: 10_000,
    prepare: python('gdal_overlay.py', 'osgeo.ogr'),
  },
  {
    name: 'GeoPandas, overlay',
    needs: 'GeoPandas with rtree',
    mostReports: 100_000,
    prepare: python('geopandas_overlay.py', 'geopandas, rtree'),
  },
  {
    name: 'QGIS, native:intersection',
    needs: 'QGIS with qgis_process.bin, and GDAL for Python',
    mostReports: 10_000,
    prepare: async () =>
      (await canRun('env', 'QT_QPA_PLATFORM=offscreen', 'qgis_process.bin', 'help', 'native:intersection'))
        ? python('qgis_overlay.py', 'osgeo.ogr')()
        : null,
  },
  {
    name: 'turf.intersect',
    needs: '–',
    mostReports: 1_000,
    prepare: () => Promise.resolve(node('turf.ts')),
  },
]
