import { onUnmounted, ref } from 'vue'

/** True on narrow screens, where the list is a sheet over the map. */
export function usePhone() {
  const media = window.matchMedia('(max-width: 760px)')
  const isPhone = ref(media.matches)
  const update = () => (isPhone.value = media.matches)
  media.addEventListener('change', update)
  onUnmounted(() => media.removeEventListener('change', update))
  return isPhone
}
