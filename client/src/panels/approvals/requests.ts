import { ref } from 'vue'

/** Counts what was asked for here, so that the open patch looks again. */
export const requestsMade = ref(0)
export const countRequests = () => void (requestsMade.value += 1)
