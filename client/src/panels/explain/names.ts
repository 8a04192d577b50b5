import type { Amount } from '../../../../domain/api.ts'
import { numberName, numberText } from '../patch/quantity.ts'
import { t } from '../../text/text.ts'

/** An entry of the ledger, a figure of the rule, or what was measured and has no other name. */
export const nameOf = (name: string) => (name === 'measured' ? t('finding.measured') : numberName(name))

/** With its value, whose unit its name tells. */
export const amountText = ({ name, value }: Amount) => `${nameOf(name)} ${numberText(name, value)}`
