-- Numbers and codes with legal weight, each with its source. confirmed = false marks what the district's legal office
-- has still to confirm ([U], [P] of the domain rules): it works, and is shown as unconfirmed.

create schema rules;

create table rules.threshold (
  key       text      not null,
  in_force  daterange not null,
  value     float8    not null,
  unit      text      not null check (unit in ('m2', 'mu', 'm', 'count', 'ratio')),
  source    text      not null,
  confirmed boolean   not null,
  exclude using gist (key with =, in_force with &&)
);
comment on table rules.threshold is
  'A change is a new row: old acts are judged by the old value.';

insert into rules.threshold (key, in_force, value, unit, source, confirmed) values
  ('overlay.noiseM2',               '(,)',            1,    'm2',    '领域规则 3.8 ε（提案）', false),
  ('overlay.sliverM2',              '(,)',            100,  'm2',    '领域规则 3.8 ε（提案）', false),
  ('overlay.sliverWidthM',          '(,)',            2,    'm',     '领域规则 3.8 ε（提案）', false),
  ('building.sliverM2',             '(,)',            3,    'm2',    '领域规则 3.8 ε_b（提案）', false),
  ('building.sliverWidthM',         '(,)',            0.5,  'm',     '领域规则 3.8 ε_b（提案）', false),
  ('guardHouse.maxAreaM2',          '(,)',            22.5, 'm2',    '看护房标准：北方地区 22.5 m²（上党区按北方非严寒，待确认）', false),
  ('guardHouse.maxStoreys',         '(,)',            1,    'count', '看护房标准：单层', true),
  ('facility.minFiledShare',        '(,)',            0.95, 'ratio', '领域规则 GH-05（提案）', false),
  ('rural.footprintToleranceShare', '(,)',            0.03, 'ratio', '领域规则 RP-02（提案）', false),
  ('rural.footprintToleranceM2',    '(,)',            5,    'm2',    '领域规则 RP-02（提案）', false),
  -- Acts before the interpretation of 2000 are reported too; no value would leave them without a judgement.
  ('crime.pbfMu',                   '(,2000-06-22)',  5,    'mu',    '此前无司法解释，比照法释〔2000〕14号（待确认）', false),
  ('crime.pbfMu',                   '[2000-06-22,)',  5,    'mu',    '法释〔2000〕14号 第三条（一）', true),
  ('crime.farmlandMu',              '(,2000-06-22)',  10,   'mu',    '此前无司法解释，比照法释〔2000〕14号（待确认）', false),
  ('crime.farmlandMu',              '[2000-06-22,)',  10,   'mu',    '法释〔2000〕14号 第三条（一）', true),
  ('crime.nearShare',               '(,)',            0.8,  'ratio', '领域规则 ES-11（提案）', false),
  ('ledger.toleranceMu',            '(,)',            0.01, 'mu',    '领域规则 3.1 步骤 4', true);

create table rules.plan_zone (
  code         text primary key, -- GHFQDM
  name         text not null,
  construction boolean not null, -- planned construction use (规划建设用途)
  source       text not null,
  confirmed    boolean not null
);
comment on table rules.plan_zone is 'Which plan zones allow construction: decides confiscation or demolition (土地管理法 77).';

insert into rules.plan_zone (code, name, construction, source, confirmed)
select code, name, construction, '领域规则 2.4 GHFQDM', false
from (values
  ('100', '生态保护区', false), ('200', '生态控制区', false), ('300', '农田保护区', false), ('400', '城镇发展区', true),
  ('410', '城镇集中建设区', true), ('420', '城镇弹性发展区', true), ('430', '特别用途区', false),
  ('500', '乡村发展区', false), ('510', '村庄建设区', true), ('520', '一般农业区', false), ('530', '林业发展区', false),
  ('540', '牧业发展区', false), ('600', '海洋发展区', false), ('700', '矿产能源发展区', false)
) z (code, name, construction);
