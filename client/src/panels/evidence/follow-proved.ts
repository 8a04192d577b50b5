import { call } from '../../api/client.ts'
import { askForProof } from '../../api/prove.ts'
import { problemText } from '../../text/problem-text.ts'
import { toast } from '../frame/toasts.ts'

/** Follows a link to a file that asks for a fresh proof, once there is one: a browser that only follows it shows the refusal. */
export async function followProved(event: MouseEvent): Promise<void> {
  event.preventDefault()
  const { href, target } = event.currentTarget as HTMLAnchorElement
  try {
    const { isProved } = await call('GET /session', {})
    if (!isProved && !(await askForProof())) return
  } catch (error) {
    return toast(problemText(error), 'error')
  }
  if (target === '') location.assign(href)
  else window.open(href, target, 'noopener')
}
