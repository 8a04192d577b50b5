-- 跨界图斑: which townships share a patch, and how statistics split its area over them (docs/adr/0029).

-- Only of patches that more than one part makes up: one that lies wholly in a township is that township's alone.
create table land.report_share (
  district   text   not null,
  report_id  bigint not null,
  township   text, -- null: 区外/未划
  part       text   not null check (part in ('lead', 'assist', 'outside', 'noise')),
  area_m2    float8 not null check (area_m2 >= 0), -- as measured
  counted_m2 float8 not null check (counted_m2 >= 0), -- in statistics of the township; they add up to the patch
  unique nulls not distinct (district, report_id, township),
  foreign key (district, report_id) references land.report on delete cascade,
  check (case part when 'outside' then township is null when 'noise' then true else township is not null end)
);
create index on land.report_share (district, township) where part in ('lead', 'assist');
comment on table land.report_share is 'How a patch that straddles borders is split over townships; counted_m2 add up to its area.';

-- Townships that assist (协办), repeated here so that lists need no join.
alter table land.report add column assisting text[] not null default '{}';
create index on land.report using gin (assisting) where assisting <> '{}';

insert into rules.threshold (key, in_force, value, unit, source, confirmed) values
  ('straddle.assistM2',    '(,)', 100, 'm2',    '领域规则 3.8 细碎图斑（提案：跨界不足此面积的不设协办）', false),
  ('straddle.assistShare', '(,)', 0.2, 'ratio', '本系统提案：小图斑按占比设协办', false);
