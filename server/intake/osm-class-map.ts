import type { ClassMap } from './class-map.ts'

/**
 * OpenStreetMap's words for land, zones and buildings, used where a file has those fields and nothing else was given:
 * a country without survey codes can be tried at once.
 */
export const OSM_CLASS_MAP: ClassMap = {
  layers: {
    'land-use': {
      field: 'land_use',
      values: {
        farmland: '0103', // 旱地
        orchard: '0201', // 果园
        vineyard: '0204', // 其他园地
        meadow: '0403', // 人工牧草地
        farmyard: '1202', // 设施农用地
        greenhouse: '1202',
        greenhouse_horticulture: '1202',
        plant_nursery: '0204',
        forest: '0301',
        residential: '0702',
        industrial: '0601',
        commercial: '05H1',
        retail: '05H1',
      },
    },
    'plan-zones': {
      field: 'zone',
      values: {
        residential: '410', // 城镇集中建设区
        industrial: '410',
        commercial: '410',
        retail: '410',
        construction: '410',
        brownfield: '420', // 城镇弹性发展区
        forest: '530', // 林业发展区
        quarry: '700', // 矿产能源发展区
        national_park: '100', // 生态保护区
        nature_reserve: '100',
        protected_area: '100',
      },
    },
  },
  reports: {
    type: { field: 'building', values: {}, default: '20' }, // 建/构筑物
    use: {
      field: 'building',
      values: {
        house: 'dwelling',
        detached: 'dwelling',
        residential: 'dwelling',
        apartments: 'dwelling',
        bungalow: 'dwelling',
        terrace: 'dwelling',
        greenhouse: 'greenhouse',
        barn: 'farmStorage',
        stable: 'livestock',
        farm_auxiliary: 'farmStorage',
        industrial: 'industrial',
        hangar: 'industrial',
        retail: 'commercial',
        hotel: 'commercial',
        office: 'commercial',
        school: 'public',
        hospital: 'public',
        kindergarten: 'public',
        public: 'public',
        chapel: 'public',
      },
      default: null, // `yes` says nothing of the use
    },
  },
}
