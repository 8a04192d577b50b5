import { ref } from 'vue'

/** What a screen reader is told: counts after filtering, the next patch, what was decided. */
export const announcement = ref('')

export function announce(text: string): void {
  announcement.value = text
}
