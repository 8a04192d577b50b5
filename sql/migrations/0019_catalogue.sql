-- What the whole catalogue of rules asks for: layers, units and figures (domain rules 2.7, 3.2–3.7, 3.10).

alter table land.layer_version drop constraint layer_version_role_check;
alter table land.layer_version add constraint layer_version_role_check check (role in (
  'land-use', 'basic-farmland', 'eco-red-line', 'urban-boundary', 'village-boundary', 'plan-zones', 'land-approvals',
  'rural-permits', 'urban-permits', 'homestead-approvals', 'facility-filings', 'temporary-use', 'roads', 'grain-zones',
  'forests', 'farm-parks', 'idle-approvals', 'works-permits', 'temporary-permits', 'accepted-projects', 'townships', 'villages'));

alter table rules.threshold drop constraint threshold_unit_check;
alter table rules.threshold add constraint threshold_unit_check
  check (unit in ('m2', 'mu', 'm', 'count', 'ratio', 'year', 'month', 'day'));
-- Null: no source gives the figure yet, and a rule that needs it doubts.
alter table rules.threshold alter column value drop not null;

insert into rules.threshold (key, in_force, value, unit, source, confirmed) values
  ('greenBelt.mainRoadM',           '(,)',            5,    'm',     '国办发明电〔2020〕24号（宽度待确认）', false),
  ('greenBelt.localRoadM',          '(,)',            3,    'm',     '国办发明电〔2020〕24号（宽度待确认）', false),
  ('ruralRoad.minM',                '(,)',            2,    'm',     '领域规则 3.8 农村道路（外省 2026）', false),
  ('ruralRoad.maxM',                '(,)',            8,    'm',     '领域规则 3.8 农村道路（外省 2026）', false),
  ('tempLand.maxYears',             '(,)',            2,    'year',  '土地管理法实施条例 20', true),
  ('tempLand.maxYearsInfra',        '(,)',            4,    'year',  '土地管理法实施条例 20', true),
  ('tempLand.restoreMonths',        '(,)',            12,   'month', '土地管理法实施条例 20', true),
  ('idle.feeYears',                 '(,)',            1,    'year',  '土地管理法 38', true),
  ('idle.takeBackYears',            '(,)',            2,    'year',  '土地管理法 38', true),
  ('abandoned.years',               '(,)',            2,    'year',  '基本农田保护条例 18', true),
  ('homestead.maxAreaM2',           '(,)',            null, 'm2',    '山西省宅基地限额（133 / 200 / 266 m² 待确认）', false),
  ('facility.ancillaryPlantingShare',    '(,)',       0.05, 'ratio', '国土资发〔2014〕127号（已失效，山西标准待确认）', false),
  ('facility.ancillaryPlantingMaxMu',    '(,)',       10,   'mu',    '国土资发〔2014〕127号（已失效，山西标准待确认）', false),
  ('facility.ancillaryLivestockShare',   '(,)',       0.07, 'ratio', '国土资发〔2014〕127号（已失效，山西标准待确认）', false),
  ('facility.ancillaryLivestockMaxMu',   '(,)',       15,   'mu',    '国土资发〔2014〕127号（已失效，山西标准待确认）', false),
  ('facility.ancillaryAquacultureShare', '(,)',       0.07, 'ratio', '国土资发〔2014〕127号（已失效，山西标准待确认）', false),
  ('facility.ancillaryAquacultureMaxMu', '(,)',       10,   'mu',    '国土资发〔2014〕127号（已失效，山西标准待确认）', false),
  ('crime.publicForestMu',          '(,)',            5,    'mu',    '法释〔2023〕8号 第一条', true),
  ('crime.commercialForestMu',      '(,)',            10,   'mu',    '法释〔2023〕8号 第一条', true),
  ('crime.grasslandMu',             '(,)',            20,   'mu',    '法释〔2012〕15号 第二条', true),
  ('ratio.illegalFarmland',         '(,)',            0.15, 'ratio', '违反土地管理规定行为处分办法 第三条', true),
  ('accuracy.reportM',              '(,)',            1,    'm',     '本系统提案：上报图斑未注明精度时', false),
  ('accuracy.layerM',               '(,)',            0.5,  'm',     '本系统提案：图层未注明精度时', false);
drop function if exists land.overlay(text, bigint[], date); -- its answer gets columns
