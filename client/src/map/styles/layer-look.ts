import type { LayerRole } from '../../../../domain/layer.ts'

/** How a reference layer looks, for the map and for its legend alike. */
export interface LayerLook {
  line: string
  width: number
  dash?: readonly number[]
  hatch?: 'rising' | 'falling' | 'crossed'
  fill?: string
  /** Metres a pixel above which the lines would be all that one sees, and are left out. */
  coarsestLine?: number
  /** Covers the ground, with many thousands of features. */
  isDense?: boolean
  /** Shown when the map opens. */
  isShown: boolean
}

/** From the ground up: the order of the keys is the order of drawing. */
export const LAYER_LOOKS: Readonly<Record<LayerRole, LayerLook>> = {
  'plan-zones': {
    line: '#8d7bb0',
    width: 0.8,
    fill: 'rgba(141,123,176,0.12)',
    isDense: true,
    isShown: false,
  },
  'land-use': { line: 'rgba(90,84,70,0.35)', width: 0.5, coarsestLine: 40, isDense: true, isShown: true },
  roads: { line: '#7a7d82', width: 1, fill: 'rgba(122,125,130,0.25)', isShown: false },
  'grain-zones': { line: '#b58b00', width: 1, hatch: 'crossed', coarsestLine: 6, isShown: false },
  forests: { line: '#3f6b4f', width: 1, hatch: 'rising', coarsestLine: 6, isShown: false },
  'farm-parks': { line: '#6b8e23', width: 1.4, dash: [8, 3], isShown: false },
  'basic-farmland': {
    line: '#2f7d32',
    width: 1.2,
    hatch: 'rising',
    coarsestLine: 6,
    isDense: true,
    isShown: true,
  },
  'eco-red-line': { line: '#c0392b', width: 1.8, hatch: 'falling', isShown: true },
  'facility-filings': { line: '#8a6d3b', width: 1.4, dash: [6, 2], isShown: true },
  'temporary-use': { line: '#6c5b7b', width: 1.4, dash: [2, 3], isShown: false },
  'idle-approvals': { line: '#5d7f9e', width: 1.2, dash: [3, 3], isShown: false },
  'works-permits': { line: '#4f7cac', width: 1.2, isShown: false },
  'temporary-permits': { line: '#7c6aa8', width: 1.2, dash: [2, 3], isShown: false },
  'accepted-projects': { line: '#3d7d7a', width: 1.2, isShown: false },
  'land-approvals': { line: '#1a5fa8', width: 1.6, isShown: true },
  'homestead-approvals': { line: '#b0568a', width: 1.3, isShown: true },
  'urban-permits': { line: '#2a8c9d', width: 1.4, isShown: true },
  'rural-permits': { line: '#3b49a6', width: 1.4, isShown: true },
  villages: { line: '#8b8f94', width: 0.8, dash: [2, 3], isShown: false },
  'village-boundary': { line: '#c27a1e', width: 1.4, dash: [7, 4], isShown: true },
  'urban-boundary': { line: '#7b3fa0', width: 2, dash: [10, 4, 2, 4], isShown: true },
  townships: { line: '#3c4248', width: 1.6, dash: [12, 4, 2, 4], isShown: true },
}

export const LAYER_ORDER = Object.keys(LAYER_LOOKS) as readonly LayerRole[]
