-- Figures of the rules about facilities, planning permits and homesteads (domain rules 3.4–3.6). Null: no source gives the figure yet.

insert into rules.threshold (key, in_force, value, unit, source, confirmed) values
  ('homestead.leastLimitM2',        '(,)',            133,  'm2',    '山西省宅基地限额（待确认）中最低一档', false),
  ('greenhouse.maxHardenedShare',   '(,)',            null, 'ratio', '大棚内硬化比例：国家未定，由本地确定', false),
  ('inside.minShare',               '(,)',            0.5,  'ratio', '本系统提案：过半位于其内即属其内', false),
  ('urban.footprintToleranceShare', '(,)',            0.03, 'ratio', '本系统提案：比照乡村建设规划许可', false),
  ('urban.footprintToleranceM2',    '(,)',            5,    'm2',    '本系统提案：比照乡村建设规划许可', false),
  ('worksPermit.minFloorAreaM2',    '(,)',            300,  'm2',    '建筑工程施工许可管理办法 2（待确认）', false),
  ('worksPermit.villagerStoreys',   '(,)',            2,    'count', '建筑法 83 农民自建低层住宅（层数待确认）', false),
  ('facility.ancillaryScaleShare',  '(,)',            0.03, 'ratio', '国土资发〔2014〕127号（已失效，山西标准待确认）', false),
  ('facility.ancillaryScaleMaxMu',  '(,)',            20,   'mu',    '国土资发〔2014〕127号（已失效，山西标准待确认）', false),
  ('facility.ancillaryCattleShare', '(,)',            0.1,  'ratio', '国土资发〔2014〕127号（已失效，山西标准待确认）', false);

-- Homesteads of one household are looked up by its id.
create index on land.report (district, (attributes ->> 'householdId')) where attributes ->> 'householdId' <> '';
create index on land.layer_feature (layer_version_id, (attributes ->> 'householdId')) where attributes ->> 'householdId' <> '';

-- What checks found (核查信息): the attributes by which a report is judged, with what was known of them before. Rows are only added.
create table work.report_check (
  check_id    bigint generated always as identity primary key,
  district    text   not null,
  report_id   bigint not null,
  found       jsonb  not null, -- attribute → value, null = taken back
  known       jsonb  not null, -- the same attributes before
  basis       text   not null check (basis in ('field', 'papers', 'image')),
  checked_on  date   not null,
  note        text   not null,
  checked_by  bigint not null references work.person,
  checked_for bigint references work.person, -- the absent officer, where a deputy wrote it down
  checked_at  timestamptz not null default clock_timestamp(),
  foreign key (district, report_id) references land.report
);
create index on work.report_check (district, report_id);
