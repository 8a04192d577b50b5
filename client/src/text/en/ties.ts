export const TIES = {
  'shares.title': 'Across borders',
  'shares.share': 'Share',
  'shares.outside': 'In no township',
  'shares.counted':
    'The largest share leads. In statistics the patch counts once, where it is led from; its area where it lies.',
  'shares.noise': 'What lies within the border’s own error counts with the lead.',
  'shares.assistsHere': 'Your township assists: {township} leads. You may read this and not act on it.',
  'shares.ofTownship': '{name}: {mu} mu',
  'shares.beside': 'assists {n}',
  'sharePart.lead': 'leads',
  'sharePart.assist': 'assists',
  'sharePart.outside': 'in no township',
  'sharePart.noise': 'within error',
  'threshold.straddle.assistM2': 'Ground beyond a border from which a township assists',
  'threshold.straddle.assistShare': 'Share of a small patch from which a township assists',
  'tasks.assisting': 'Assisting',
  'tasks.ledBy': 'Led by {township}, due {day}',
}
