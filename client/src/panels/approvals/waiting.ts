import { ref } from 'vue'
import { APPROVAL_RULES } from '../../../../domain/approval.ts'
import { call } from '../../api/client.ts'
import { person } from '../../session.ts'

/** How many acts wait for the reader, for the mark in the header. */
export const toDecide = ref(0)

/** Looked up where a page begins and after each act; the header is no place to complain. */
export async function countWaiting(): Promise<void> {
  const role = person.value?.role
  if (role === undefined || !Object.values(APPROVAL_RULES).some(({ approves }) => approves.includes(role))) {
    toDecide.value = 0
    return
  }
  try {
    toDecide.value = (await call('GET /approvals', { query: { open: 'true' } })).toDecide
  } catch {
    toDecide.value = 0
  }
}
