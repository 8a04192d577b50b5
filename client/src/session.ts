import { computed, shallowRef } from 'vue'
import type { Answer, DistrictInfo, Person, PostToday } from '../../domain/api.ts'
import { ApiError } from './api/api-error.ts'
import { PLATFORM_ROLES, type PersonRole } from '../../domain/person.ts'
import { call } from './api/client.ts'

type Meta = Answer<'GET /meta'>

/** Who sits here, in which districts, and what the server says of itself. */
export const person = shallowRef<Person | null>(null)
/** Posts in which the person may act today. */
export const posts = shallowRef<readonly PostToday[]>([])
export const districts = shallowRef<readonly DistrictInfo[]>([])
export const meta = shallowRef<Meta | null>(null)

/** 三员 run the platform and see no case. */
export const runsPlatform = (role: PersonRole) => (PLATFORM_ROLES as readonly PersonRole[]).includes(role)

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
    take(await call('GET /session', {}))
  } catch (error) {
    if (error instanceof ApiError && error.code === 'not-signed-in') return false
    throw error
  }
  await loadSurroundings()
  return true
}

export async function signIn(login: string, password: string): Promise<Person> {
  const answer = await call('POST /session', { body: { login, password } })
  take(answer)
  await loadSurroundings()
  return answer.person
}

/** Acts in another post from here on; what was loaded for the one before is gone. */
export async function switchPost({ postId, deputyId }: PostToday): Promise<Person> {
  const answer = await call('POST /session/post', { body: { postId, deputyId } })
  take(answer)
  await loadSurroundings()
  return answer.person
}

function take(answer: Answer<'GET /session'>): void {
  person.value = answer.person
  posts.value = answer.posts
}

export async function signOut(): Promise<void> {
  await call('DELETE /session', {})
  forget()
}

export function forget(): void {
  person.value = null
  posts.value = []
  districts.value = []
}

async function loadSurroundings(): Promise<void> {
  const [answer] = await Promise.all([call('GET /districts', {}), loadMeta()])
  districts.value = answer.districts
}
