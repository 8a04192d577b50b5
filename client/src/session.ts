import { computed, shallowRef } from 'vue'
import type { Answer, DistrictInfo, Person, PostToday, SignedIn } from '../../domain/api.ts'
import { ApiError } from './api/api-error.ts'
import { PLATFORM_ROLES, type PersonRole } from '../../domain/person.ts'
import { call } from './api/client.ts'

type Meta = Answer<'GET /meta'>

/** Who sits here, in which districts, and what the server says of itself. */
export const person = shallowRef<Person | null>(null)
export interface SessionEnds {
  /** Unused for so long. */
  idleMs: number
  /** By the clock of this browser. */
  endsAt: number
}
/** When the session ends by itself. */
export const sessionEnds = shallowRef<SessionEnds | null>(null)
/** Posts in which the person may act today. */
export const posts = shallowRef<readonly PostToday[]>([])
export const districts = shallowRef<readonly DistrictInfo[]>([])
export const meta = shallowRef<Meta | null>(null)

/** 三员 run the platform and see no case. */
export const runsPlatform = (role: PersonRole) => (PLATFORM_ROLES as readonly PersonRole[]).includes(role)

const rulesById = computed(() => new Map((meta.value?.rules ?? []).map((rule) => [rule.id, rule])))
/** The catalogue, in its order. */
export const rules = computed(() => meta.value?.rules ?? [])
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
    // One that lacks its second factor begins again at the door.
    if (error instanceof ApiError && ['not-signed-in', 'second-factor-required'].includes(error.code))
      return false
    throw error
  }
  await loadSurroundings()
  return true
}

/** Takes up a session that lacks nothing. */
export async function enter(session: SignedIn): Promise<Person> {
  take(session)
  await loadSurroundings()
  return session.person
}

/** Asks the server whether the session still is, which keeps it alive. */
export async function visit(): Promise<void> {
  take(await call('GET /session', {}))
}

/** The same session under another token. */
export async function stepUp(proof: { password: string } | { code: string }): Promise<void> {
  take(await call('POST /session/step-up', { body: proof }))
}

/** Acts in another post from here on; what was loaded for the one before is gone. */
export async function switchPost({ postId, deputyId }: PostToday): Promise<Person> {
  return enter(await call('POST /session/post', { body: { postId, deputyId } }))
}

function take({ person: who, posts: his, idleSeconds, endsInSeconds }: SignedIn): void {
  person.value = who
  posts.value = his
  sessionEnds.value = { idleMs: idleSeconds * 1000, endsAt: Date.now() + endsInSeconds * 1000 }
}

export async function signOut(): Promise<void> {
  await call('DELETE /session', {})
  forget()
}

export function forget(): void {
  person.value = null
  sessionEnds.value = null
  posts.value = []
  districts.value = []
}

async function loadSurroundings(): Promise<void> {
  const [answer] = await Promise.all([call('GET /districts', {}), loadMeta()])
  districts.value = answer.districts
}
