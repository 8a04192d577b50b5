import { onMounted, onUnmounted } from 'vue'

export type KeyActions = Readonly<Record<string, () => void>>

const isTyping = (target: EventTarget | null) =>
  target instanceof Element &&
  target.closest('input, textarea, select, [contenteditable], [role="dialog"], [role="listbox"]') !== null

/** A dialog may have lost the focus to the page, when the button that had it went away: no letter decides behind it. */
const hasDialog = () =>
  [...document.querySelectorAll('[role="dialog"][aria-modal="true"]')].some((one) => one.checkVisibility())

/** Bare letters act; inside inputs and dialogs they are letters, and Escape leaves the input. */
export function useKeys(actions: KeyActions): void {
  let isBehindDialog = false
  /** Before the dialog hears the key, and goes by it. */
  const look = () => (isBehindDialog = hasDialog())

  function onKey(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
    if (isTyping(event.target)) {
      if (event.key === 'Escape' && event.target instanceof HTMLInputElement) event.target.blur()
      return
    }
    const action = actions[event.key]
    if (!action || isBehindDialog) return
    event.preventDefault()
    action()
  }
  onMounted(() => {
    window.addEventListener('keydown', look, { capture: true })
    window.addEventListener('keydown', onKey)
  })
  onUnmounted(() => {
    window.removeEventListener('keydown', look, { capture: true })
    window.removeEventListener('keydown', onKey)
  })
}
