import { describe, expect, test } from 'vitest'
import { hasRightCheck, maskIdNo, maskName, maskPhone, partyColumn, takeParties } from '../../domain/party.ts'

describe('masks', () => {
  test.each([
    ['张三', '张*'],
    ['张三丰', '张**'],
    ['欧阳修文', '欧***'],
    ['𠮷野家', '𠮷**'],
    ['张', '张*'],
    ['John Smith', 'J***'],
    // Of units the name is nobody's personal data; of a person who is called like one it is.
    ['长治市某某商贸有限公司', '长治市某某商贸有限公司'],
    ['北呈村村民委员会', '北呈村村民委员会'],
    ['张大所', '张**'],
    ['', '***'],
  ])('name %s', (name, masked) => {
    expect(maskName(name)).toBe(masked)
  })

  test.each([
    ['13812341234', '138****1234'],
    ['+86 138-1234-1234', '138****1234'],
    ['0355-8012345', '****345'],
    ['8012345', '****345'],
    ['110', '****'],
  ])('phone %s', (phone, masked) => {
    expect(maskPhone(phone)).toBe(masked)
  })

  test.each([
    ['140404199001011234', '1404**********1234'],
    ['14040419900101123X', '1404**********123X'],
    ['140404900101123', '1404*******1123'],
    ['91140404MA0ABCDEF', '9**************EF'],
    ['E1234567', 'E*****67'],
    ['123456', '****'],
  ])('number %s', (idNo, masked) => {
    expect(maskIdNo(idNo)).toBe(masked)
  })
})

test.each([
  ['11010519491231002X', true],
  ['11010519491231002x', true],
  ['110105194912310021', false],
  ['440524188001010014', true],
  ['440524188001010041', false],
  ['E1234567', true], // a passport has no such check
])('the check of %s is right: %s', (idNo, isRight) => {
  expect(hasRightCheck(idNo)).toBe(isRight)
})

describe('columns of files', () => {
  test.each([
    ['当事人', 'party', 'name'],
    [' 联系电话 ', 'party', 'phone'],
    ['身份证号', 'party', 'idNo'],
    ['lxdh', 'party', 'phone'],
    ['举报人', 'reporter', 'name'],
    ['举报人电话', 'reporter', 'phone'],
  ])('“%s” is the %s’s %s', (column, role, field) => {
    expect(partyColumn(column)).toEqual({ role, field })
  })

  test.each(['JCBH', 'TBLX', '备注', '当事人类型', 'DSRLX', 'phone', 'name'])(
    '“%s” names nobody',
    (column) => {
      expect(partyColumn(column)).toBeNull()
    },
  )

  test.each([
    ['nobody', { JCBH: '1', 当事人: ' ', 联系电话: null }, [], { JCBH: '1' }],
    [
      'a party and who reported it',
      { JCBH: '1', 当事人: '张三', 身份证号: '11010519491231002X', 举报人: '李四', 举报人电话: 13800138000 },
      [
        { role: 'reporter', name: '李四', phone: '13800138000', idNo: null },
        { role: 'party', name: '张三', phone: null, idNo: '11010519491231002X' },
      ],
      { JCBH: '1' },
    ],
    [
      'the same person in two columns',
      { 当事人: '张三', 户主: '张三', 联系电话: '1', 手机: '2' },
      [
        { role: 'party', name: '张三', phone: '1', idNo: null },
        { role: 'party', name: null, phone: '2', idNo: null },
      ],
      {},
    ],
    [
      'two people',
      { 当事人: '张三', 联系人: '李四' },
      [
        { role: 'party', name: '张三', phone: null, idNo: null },
        { role: 'party', name: '李四', phone: null, idNo: null },
      ],
      {},
    ],
  ])('take out %s', (_name, row, parties, rest) => {
    expect(takeParties(row)).toEqual({ parties, rest })
  })
})
