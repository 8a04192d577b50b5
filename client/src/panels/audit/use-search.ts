import { computed, ref, shallowRef } from 'vue'
import type { Answer, AuditEventItem } from '../../../../domain/api.ts'
import { call } from '../../api/client.ts'
import { plusDays, today } from '../../format/day.ts'
import { problemText } from '../../text/problem-text.ts'
import { timesOf } from './bundle-url.ts'
import type { AuditQuery } from './words.ts'

/** The last month, whatever was done. */
const MONTH_DAYS = 30

export const recently = (): AuditQuery => ({
  from: plusDays(today(), -MONTH_DAYS),
  to: '',
  actor: '',
  org: '',
  action: '',
  stream: '',
  object: '',
  outcome: '',
  ip: '',
  text: '',
})

type Counts = NonNullable<Answer<'GET /audit/events'>['counts']>

/** Searches the trail, page by page. */
export function useSearch() {
  const query = ref(recently())
  const events = shallowRef<readonly AuditEventItem[]>([])
  const counts = shallowRef<Counts>([])
  const newestAnchor = ref<number | null>(null)
  const next = ref<string | null>(null)
  const problem = ref('')
  const isSearching = ref(false)
  const wasAsked = ref(false)
  const total = computed(() => counts.value.reduce((sum, { count }) => sum + count, 0))

  async function ask(cursor: string | null): Promise<void> {
    const { from: _from, to: _to, action, ...words } = query.value
    const set = Object.fromEntries(Object.entries(words).filter(([, word]) => word !== ''))
    isSearching.value = true
    try {
      const answer = await call('GET /audit/events', {
        query: { ...set, ...timesOf(query.value), ...(action && { action }), ...(cursor && { cursor }) },
      })
      events.value = cursor ? [...events.value, ...answer.events] : answer.events
      if (answer.counts) counts.value = answer.counts
      newestAnchor.value = answer.newestAnchor
      next.value = answer.next
      problem.value = ''
      wasAsked.value = true
    } catch (error) {
      problem.value = problemText(error)
    } finally {
      isSearching.value = false
    }
  }

  const search = () => ask(null)
  const more = () => ask(next.value)

  /** Everything of one chain or one request, at whatever time. */
  function searchOnly(part: Partial<AuditQuery>): Promise<void> {
    query.value = { ...recently(), from: '', ...part }
    return search()
  }

  return {
    query,
    events,
    counts,
    total,
    newestAnchor,
    next,
    problem,
    isSearching,
    wasAsked,
    search,
    more,
    searchOnly,
  }
}
