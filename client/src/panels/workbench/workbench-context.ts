import { inject, provide, ref, shallowRef, type InjectionKey } from 'vue'
import type { LayerVersion, ReportPage } from '../../../../domain/api.ts'
import type { Measure } from '../../map/interactions/measuring.ts'
import type { WorkbenchMap } from '../../map/workbench-map.ts'
import { useDecisions } from './use-decisions.ts'
import { useOpenReport } from './use-open-report.ts'
import { useReportList } from './use-report-list.ts'
import { useSelection } from './use-selection.ts'

/** What lies over the list's place or the map; one at a time. */
export type Tool = 'none' | 'draw' | 'split' | 'lasso' | 'measure'

interface Ways {
  openReport(reportId: string): void
  closeReport(): void
}

/** Everything that the panels of one workbench share: plain data and actions. The map is never made reactive. */
export function createWorkbench(district: string, ways: Ways) {
  const list = useReportList(district)
  const open = useOpenReport(district)
  const selection = useSelection(list)
  const decisions = useDecisions(list, open, ways.openReport)
  const workbench = {
    district,
    list,
    open,
    selection,
    decisions,
    ...ways,
    map: shallowRef<WorkbenchMap | null>(null),
    layers: shallowRef<readonly LayerVersion[]>([]),
    hoveredId: ref<string | null>(null),
    isFollowing: ref(false),
    mapBounds: shallowRef<readonly number[] | null>(null),
    /** Where photos of the open patch were taken. */
    photoPlaces: shallowRef<readonly (readonly number[])[]>([]),
    /** Ground of the open patch that is drawn: see use-part.ts. */
    part: shallowRef<ReportPage['geometry'] | null>(null),
    /** Outlines of what the open patch hangs together with. */
    partners: shallowRef<readonly ReportPage['geometry'][]>([]),
    identifyAt: shallowRef<readonly number[] | null>(null),
    tool: ref<Tool>('none'),
    /** Counts the changes of the drawing on the map. */
    sketchRevision: ref(0),
    /** Corners of the polygon under way. */
    corners: ref(0),
    measure: shallowRef<Measure>({ lengthM: 0, areaM2: 0 }),
    /** What the assignment dialog is about: patches with the version that was seen. */
    assigning: shallowRef<ReadonlyMap<string, number> | null>(null),
    isHelpOpen: ref(false),
    isImportOpen: ref(false),
    isRailOpen: ref(true),
  }
  provide(KEY, workbench)
  return workbench
}
export type Workbench = ReturnType<typeof createWorkbench>

const KEY: InjectionKey<Workbench> = Symbol('workbench')

export function useWorkbench(): Workbench {
  const workbench = inject(KEY)
  if (!workbench) throw new Error('A panel of the workbench stands outside of one')
  return workbench
}
