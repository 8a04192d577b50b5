export const POWER = {
  'power.title': '职权',
  'power.lead':
    '按规则和乡镇登记由谁执法。未登记的按规则本身的牵头单位；街道办事处依《城乡规划法》第六十五条执法须先登记委托。',
  'power.add': '登记职权',
  'power.rule': '规则',
  'power.township': '乡镇（街道）',
  'power.all': '全区',
  'power.agency': '执法单位',
  'power.basis': '依据（条文或委托文件）',
  'power.from': '起始日',
  'power.to': '截止日',
  'power.confirmed': '已经法制审核确认',
  'power.end': '撤销',
  'power.endAsk': '撤销这条登记？登记有误时才撤销；到期的填写截止日。',
  'power.none': '还没有登记职权。',
  'power.undelegated': '街道办事处：须经委托',
}
