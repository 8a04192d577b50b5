export const POWER = {
  'power.title': 'Powers',
  'power.lead':
    'Who may act by which rule in which township. Where nothing is written down, the unit that the rule names; a sub-district acts under art. 65 only once it was delegated.',
  'power.add': 'Write down a power',
  'power.rule': 'Rule',
  'power.township': 'Township',
  'power.all': 'Whole district',
  'power.agency': 'Unit',
  'power.basis': 'Basis (article or document)',
  'power.from': 'From',
  'power.to': 'To',
  'power.confirmed': 'Confirmed by the legal office',
  'power.end': 'Take away',
  'power.endAsk': 'Take this away? Only what was an error; what ran out has a last day.',
  'power.none': 'No power is written down yet.',
  'power.undelegated': 'Sub-district: needs a delegation',
}
