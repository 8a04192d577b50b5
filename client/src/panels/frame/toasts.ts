import { shallowRef } from 'vue'

export interface Toast {
  id: number
  kind: 'done' | 'warning' | 'error'
  text: string
  action: { label: string; run(): void } | null
  seconds: number
}

export const toasts = shallowRef<readonly Toast[]>([])

let lastId = 0

/** A word at the foot of the page; errors stay longer. One with an action stays for the ten seconds of *Undo*. */
export function toast(text: string, kind: Toast['kind'] = 'done', action: Toast['action'] = null): void {
  const seconds = action ? 10 : kind === 'done' ? 4 : 8
  const id = (lastId += 1)
  // A newer undo replaces the older one: z takes back what was done last.
  const kept = toasts.value.filter((one) => !action || !one.action).slice(-2)
  toasts.value = [...kept, { id, kind, text, action, seconds }]
  setTimeout(() => dismiss(id), seconds * 1000)
}

/** What an undo took back can no longer be taken back. */
export function dismissActions(): void {
  toasts.value = toasts.value.filter(({ action }) => action === null)
}

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((one) => one.id !== id)
}
