/** Who reported (举报人), and whom the patch concerns (当事人). */
export const PARTY_ROLES = ['reporter', 'party'] as const
export type PartyRole = (typeof PARTY_ROLES)[number]

export const PARTY_FIELDS = ['name', 'phone', 'idNo'] as const
export type PartyField = (typeof PARTY_FIELDS)[number]

/** What is known of a person; at least one of them. */
export type PartyValues = Readonly<Record<PartyField, string | null>>
export type NewParty = PartyValues & { role: PartyRole }

/** Columns of files that name people: what stands there never stays in the open (domain rules 2.5; names as offices write them). */
const COLUMNS: Readonly<Record<PartyRole, Readonly<Record<PartyField, readonly string[]>>>> = {
  reporter: {
    name: ['举报人', '举报人姓名', '投诉人', '反映人', 'JBR', 'JBRXM', 'reporter', 'reporter_name'],
    phone: ['举报人电话', '举报人联系电话', '举报电话', '举报人手机', 'JBRDH', 'JBRLXDH', 'reporter_phone'],
    idNo: ['举报人身份证号', '举报人证件号码', 'JBRSFZH', 'reporter_id_no'],
  },
  party: {
    name: [
      '当事人',
      '当事人姓名',
      '当事人名称',
      '行为人',
      '违法主体',
      '户主',
      '户主姓名',
      '联系人',
      'DSR',
      'DSRXM',
      'DSRMC',
      'XWR',
      'HZXM',
      'LXR',
      'party',
      'party_name',
    ],
    phone: [
      '联系电话',
      '联系方式',
      '电话',
      '电话号码',
      '手机',
      '手机号',
      '手机号码',
      '当事人电话',
      '当事人联系电话',
      'LXDH',
      'DSRDH',
      'SJH',
      'SJHM',
      'party_phone',
    ],
    idNo: [
      '身份证',
      '身份证号',
      '身份证号码',
      '证件号',
      '证件号码',
      '当事人身份证号',
      'SFZ',
      'SFZH',
      'SFZHM',
      'ZJH',
      'ZJHM',
      'party_id_no',
    ],
  },
}

const places = new Map(
  PARTY_ROLES.flatMap((role) =>
    PARTY_FIELDS.flatMap((field) =>
      COLUMNS[role][field].map((column) => [column.toLowerCase(), { role, field }] as const),
    ),
  ),
)

/** What a column of a file says of a person; null for all other columns. */
export const partyColumn = (column: string): { role: PartyRole; field: PartyField } | null =>
  places.get(column.trim().toLowerCase()) ?? null

/** Every such column, in small letters. */
export const PARTY_COLUMNS: readonly string[] = [...places.keys()]

/**
 * Takes people out of a row: who they are, and what is left of the row. Several columns of one kind with different values
 * are several people.
 */
export function takeParties(row: Readonly<Record<string, unknown>>): {
  parties: NewParty[]
  rest: Record<string, unknown>
} {
  const rest: Record<string, unknown> = {}
  const values = new Map<string, string[]>()
  for (const [column, value] of Object.entries(row)) {
    const place = partyColumn(column)
    if (!place) rest[column] = value
    else {
      const text = textOf(value)
      const known = values.get(`${place.role} ${place.field}`) ?? []
      if (text !== '' && !known.includes(text)) known.push(text)
      values.set(`${place.role} ${place.field}`, known)
    }
  }
  const parties = PARTY_ROLES.flatMap((role) => {
    const [names, phones, idNos] = PARTY_FIELDS.map((field) => values.get(`${role} ${field}`) ?? [])
    const count = Math.max(names!.length, phones!.length, idNos!.length)
    return Array.from({ length: count }, (_, at): NewParty => ({
      role,
      name: names![at] ?? null,
      phone: phones![at] ?? null,
      idNo: idNos![at] ?? null,
    }))
  })
  return { parties, rest }
}

const textOf = (value: unknown): string => {
  if (value === null || value === undefined) return ''
  return (typeof value === 'object' ? JSON.stringify(value) : String(value)).replaceAll('\0', '').trim()
}

/** Endings of units, whose name is nobody's personal data. */
const UNIT =
  /(公司|集团|企业|合作社|联合社|委员会|村委会|居委会|经济社|工厂|厂|农场|林场|养殖场|学校|医院|银行|中心|协会|局|院|所|站|部|政府)$/
const CHINESE = /^[\p{Script=Han}·]+$/u

const isUnitName = (name: string) => name.length >= 5 && UNIT.test(name)

/** 张** and J***: the first character, and no more. Units keep their name. */
export function maskName(name: string): string {
  const text = name.trim()
  if (isUnitName(text)) return text
  const [first = ''] = text
  return CHINESE.test(text) ? `${first}${'*'.repeat(Math.max(1, [...text].length - 1))}` : `${first}***`
}

/** 138****1234; of other numbers as little. */
export function maskPhone(phone: string): string {
  const digits = phone.replace(/\D+/g, '').replace(/^0*86(?=1\d{10}$)/, '')
  if (/^1\d{10}$/.test(digits)) return `${digits.slice(0, 3)}****${digits.slice(-4)}`
  return digits.length >= 7 ? `****${digits.slice(-3)}` : '****'
}

/** 1404**********1234; of other numbers as little. */
export function maskIdNo(idNo: string): string {
  const text = idNo.trim()
  if (/^\d{17}[\dXx]$|^\d{15}$/.test(text))
    return `${text.slice(0, 4)}${'*'.repeat(text.length - 8)}${text.slice(-4)}`
  return text.length >= 8 ? `${text.slice(0, 1)}${'*'.repeat(text.length - 3)}${text.slice(-2)}` : '****'
}

export const MASKS: Readonly<Record<PartyField, (text: string) => string>> = {
  name: maskName,
  phone: maskPhone,
  idNo: maskIdNo,
}

/** Weights of GB 11643, and the check characters by remainder. */
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const
const CHECKS = '10X98765432'

/** Whether the last character of an 18-digit ID number fits the others. Other documents have no such check. */
export function hasRightCheck(idNo: string): boolean {
  if (!/^\d{17}[\dXx]$/.test(idNo)) return true
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(idNo[at]), 0)
  return CHECKS[sum % 11] === idNo[17]!.toUpperCase()
}
