import { shallowRef } from 'vue'

/** Set while somebody is asked to prove again who he is; called with whether he did. */
export const proofAsked = shallowRef<((isProved: boolean) => void) | null>(null)

let pending: Promise<boolean> | null = null

/** Asks for a password or a code; of calls at once, one asks for all. */
export function askForProof(): Promise<boolean> {
  pending ??= new Promise<boolean>((resolve) => {
    proofAsked.value = (isProved) => {
      proofAsked.value = null
      pending = null
      resolve(isProved)
    }
  })
  return pending
}
