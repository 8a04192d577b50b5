import { computed, ref, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { Answer } from '../../../../domain/api.ts'
import { call } from '../../api/client.ts'
import { RULE_GROUPS } from '../../filter/sentence.ts'
import { rules } from '../../session.ts'
import { problemText } from '../../text/problem-text.ts'
import { entriesOf, inOrder, isFound, ORDERS, type Asked, type CatalogueOrder } from './entries.ts'

const DAY = /^\d{4}-\d{2}-\d{2}$/

/** What is asked for, what came of it, and what of it is shown. The address bar holds everything that a colleague needs to see the same. */
export function useCatalogue() {
  const route = useRoute()
  const router = useRouter()
  const given = (name: string) => {
    const value = route.query[name]
    return typeof value === 'string' ? value : ''
  }
  const dayGiven = (name: string) => (DAY.test(given(name)) ? given(name) : '')

  const asked = ref<Asked>({ from: dayGiven('from'), to: dayGiven('to'), township: given('township') })
  const search = ref(given('search'))
  const family = ref(RULE_GROUPS.includes(given('family')) ? given('family') : '')
  const order = ref<CatalogueOrder>(ORDERS.find((one) => one === given('order')) ?? 'catalogue')
  const answer = shallowRef<Answer<'GET /rules'> | null>(null)
  const problem = ref('')
  const isLoading = ref(false)
  let newest = 0

  /** Answers that come after a later question are of no interest. */
  async function load() {
    const turn = ++newest
    isLoading.value = true
    try {
      const set = Object.entries(asked.value).filter(([, value]) => value !== '')
      const came = await call('GET /rules', { query: Object.fromEntries(set) })
      if (turn !== newest) return
      answer.value = came
      problem.value = ''
    } catch (error) {
      if (turn === newest) problem.value = problemText(error)
    } finally {
      if (turn === newest) isLoading.value = false
    }
  }
  watch(asked, load, { deep: true, immediate: true })

  watch(
    [asked, search, family, order],
    () => {
      const words = { ...asked.value, search: search.value, family: family.value }
      const set = Object.entries(words).filter(([, value]) => value !== '')
      const ordered = order.value === 'catalogue' ? {} : { order: order.value }
      void router.replace({ query: { ...Object.fromEntries(set), ...ordered } })
    },
    { deep: true },
  )

  const all = computed(() => (answer.value ? entriesOf(rules.value, answer.value) : []))
  const shown = computed(() =>
    inOrder(
      all.value.filter(
        (entry) =>
          (family.value === '' || entry.family === family.value) && isFound(entry, search.value.trim()),
      ),
      order.value,
    ),
  )
  /** Under a heading for each family, as long as they stand in their order. */
  const families = computed(() =>
    order.value === 'catalogue'
      ? RULE_GROUPS.map((code) => ({
          code,
          entries: shown.value.filter((entry) => entry.family === code),
        })).filter(({ entries }) => entries.length > 0)
      : [{ code: null, entries: shown.value }],
  )

  return {
    asked,
    search,
    family,
    order,
    all,
    shown,
    families,
    today: computed(() => answer.value?.today ?? ''),
    problem,
    isLoading,
    load,
    given,
  }
}
