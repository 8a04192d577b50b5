import type { PostToday } from '../../domain/api.ts'
import { PERSON_ROLES, PLATFORM_ROLES } from '../../domain/person.ts'

/**
 * Posts that nobody fills by a password alone: 三员, the leading office, and the supervision commission, public security,
 * court and procuratorate. Roles, or codes of units.
 */
export const FACTOR_POSTS: readonly string[] = [...PLATFORM_ROLES, 'office', 'SV', 'PS', 'CT', 'PR']

/** What MFA_ROLES may add to them. */
export const isFactorPost = (word: string): boolean =>
  (PERSON_ROLES as readonly string[]).includes(word) || /^[A-Z]{2}$/.test(word)

/** Whether one of the posts asks for a second factor; TW stands for every township. */
export const demandFactor = (
  posts: readonly Pick<PostToday, 'role' | 'org'>[],
  factorPosts: readonly string[],
): boolean =>
  posts.some(({ role, org }) => factorPosts.includes(role) || factorPosts.includes(org.code.slice(0, 2)))
