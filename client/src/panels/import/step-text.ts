import { language } from '../../text/language.ts'
import { wordOf } from '../../text/text.ts'

/** What a job is at, which the server says in both languages: `导入 land-use · importing`. */
export function stepText(step: string): string {
  const [zh = '', en = zh] = step.split(' · ')
  return (language.value === 'zh' ? zh : en).replace(/[a-z]+(-[a-z]+)*/g, (word) => wordOf('layer', word))
}
