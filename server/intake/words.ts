/** Words that Chinese files use for our codes, besides the codes themselves. */
const WORDS: Readonly<Record<string, string>> = {
  巡查: 'patrol',
  动态巡查: 'patrol',
  卫片: 'satellite',
  举报: 'tip-off',
  交办: 'assigned',
  上级交办: 'assigned',
  移送: 'transferred',
  住宅: 'dwelling',
  看护房: 'guardHouse',
  大棚: 'greenhouse',
  养殖: 'livestock',
  水产养殖: 'aquaculture',
  附属设施: 'farmStorage',
  厂房: 'industrial',
  商服: 'commercial',
  文旅: 'tourism',
  公共设施: 'public',
  道路: 'road',
  光伏: 'photovoltaic',
  果园: 'orchard',
  绿化造林: 'forest',
  苗木: 'nursery',
  草皮: 'turf',
  养鱼塘: 'fishPond',
  景观水面: 'lake',
  灌溉蓄水: 'irrigation',
  其他: 'other',
  村民: 'villager',
  单位: 'organisation',
  公职人员: 'official',
  完好: 'intact',
  破坏: 'damaged',
  公益林: 'public',
  商品林: 'commercial',
  牛羊: 'cattleSheep',
}

/** The one of `codes` that a text is, or means; null for anything else. */
export function codeOf<T extends string>(codes: readonly T[], text: string | null): T | null {
  if (text === null) return null
  const word = Object.hasOwn(WORDS, text) ? WORDS[text] : text
  return codes.find((code) => code === word) ?? null
}
