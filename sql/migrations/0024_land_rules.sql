-- Figures of the rules about land taken and of the criminal lines (domain rules 3.2, 3.7).
insert into rules.threshold (key, in_force, value, unit, source, confirmed) values
  ('crime.forestRepeatPenalties',  '(,)',            2,    'count', '法释〔2023〕8号 第一条', true),
  ('crime.forestRepeatShare',      '(,)',            0.5,  'ratio', '法释〔2023〕8号 第一条', true),
  ('crime.grasslandRepeatMu',      '(,)',            10,   'mu',    '法释〔2012〕15号 第二条', true),
  ('crime.cumulativeYears',        '(,)',            1,    'year',  '法释〔2000〕14号 第九条', true),
  ('ratio.illegalFarmlandWarn',    '(,)',            0.1,  'ratio', '本系统提案：预警', false),
  ('ratio.illegalFarmlandWatch',   '(,)',            0.05, 'ratio', '本系统提案：关注', false);
