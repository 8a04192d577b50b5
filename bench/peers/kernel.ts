import { within } from '../../server/kernel/box-tree.ts'
import { bareFeature, layerOf } from '../../server/kernel/layer.ts'
import { overlap } from '../../server/kernel/overlap.ts'
import { patchOf } from '../../server/kernel/patch.ts'
import { ringsOf } from '../../server/kernel/rings.ts'
import { rowsOf } from './wkb-file.ts'

/** The platform's own areas, in a process as those of its peers: `node kernel.ts REPORTS.wkb LAYER.wkb` prints its cost as JSON. */

const SHARED_M2 = 1e-9

const [reportsFile, layerFile] = process.argv.slice(2)
const reports = rowsOf(reportsFile!).map(({ wkb }) => ringsOf(wkb))
const layer = layerOf(rowsOf(layerFile!).map(({ id, wkb }) => bareFeature(id, ringsOf(wkb))))

const from = process.cpuUsage()
let hits = 0
let sumM2 = 0
for (const rings of reports) {
  const patch = patchOf(rings)
  for (const feature of within(layer.featureBoxes, layer.counts.features, patch.box)) {
    const area = overlap(patch, layer, feature)
    if (area > SHARED_M2) {
      hits += 1
      sumM2 += area
    }
  }
}
const { user, system } = process.cpuUsage(from)
const peakMb = Math.round(process.resourceUsage().maxRSS / 1024)
console.log(JSON.stringify({ cpuMs: (user + system) / 1e3, hits, sumM2, peakMb }))
