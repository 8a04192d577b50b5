import { ref, watchEffect } from 'vue'

export const LANGUAGES = ['zh', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

const KEPT_AS = 'tuban.language'

/** The reader's language; Chinese unless he chose otherwise on this device. */
export const language = ref<Language>(localStorage.getItem(KEPT_AS) === 'en' ? 'en' : 'zh')

watchEffect(() => {
  localStorage.setItem(KEPT_AS, language.value)
  document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en'
})
