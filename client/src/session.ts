import { computed, shallowRef } from 'vue'
import type { Answer, DistrictInfo, Person } from '../../domain/api.ts'
import { ApiError } from './api/api-error.ts'
import { call } from './api/client.ts'

type Meta = Answer<'GET /meta'>

/** Who sits here, in which districts, and what the server says of itself. */
export const person = shallowRef<Person | null>(null)
export const districts = shallowRef<readonly DistrictInfo[]>([])
export const meta = shallowRef<Meta | null>(null)

const rulesById = computed(() => new Map((meta.value?.rules ?? []).map((rule) => [rule.id, rule])))
export const ruleOf = (ruleId: string) => rulesById.value.get(ruleId)
export const districtOf = (code: string) => districts.value.find(({ district }) => district === code)

export async function loadMeta(): Promise<void> {
  meta.value ??= await call('GET /meta', {})
}

/** Takes up a session that the cookie still holds; false when there is none. */
export async function resume(): Promise<boolean> {
  if (person.value) return true
  try {
    person.value = (await call('GET /session', {})).person
  } catch (error) {
    if (error instanceof ApiError && error.code === 'not-signed-in') return false
    throw error
  }
  await loadSurroundings()
  return true
}

export async function signIn(login: string, password: string): Promise<Person> {
  const answer = await call('POST /session', { body: { login, password } })
  person.value = answer.person
  await loadSurroundings()
  return answer.person
}

export async function signOut(): Promise<void> {
  await call('DELETE /session', {})
  forget()
}

export function forget(): void {
  person.value = null
  districts.value = []
}

async function loadSurroundings(): Promise<void> {
  const [answer] = await Promise.all([call('GET /districts', {}), loadMeta()])
  districts.value = answer.districts
}
