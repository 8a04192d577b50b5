import type { IndexedKind } from './blind-index.ts'

/** A column that holds what is sealed for its row. */
export interface SealedColumn {
  table: string
  column: string
  /** Names the row, as it was named when its value was sealed. */
  key: string
  /** The blind index beside it. */
  index?: { column: string; kind: IndexedKind }
}

/** Every one of them: what is not here stays under an old key. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  { table: 'work.party', column: 'name', key: 'party_id', index: { column: 'name_index', kind: 'name' } },
  { table: 'work.party', column: 'phone', key: 'party_id', index: { column: 'phone_index', kind: 'phone' } },
  { table: 'work.party', column: 'id_no', key: 'party_id', index: { column: 'id_no_index', kind: 'id-no' } },
  { table: 'work.person', column: 'phone_sealed', key: 'person_id' },
  { table: 'work.second_factor', column: 'secret', key: 'person_id' },
]
